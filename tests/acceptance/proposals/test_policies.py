"""What no scenario states, under the policies of three cities."""

import pytest

from .beginnings import Offices
from .office import U1, Office


@pytest.fixture
def city(request: pytest.FixtureRequest) -> str:
    """Each of them."""
    return str(request.param)


@pytest.mark.parametrize(("city", "due"), [("taishan", "03-31"), ("coast", "04-08"), ("hills", "03-31")], indirect=["city"])
def test_how_long_an_assessment_of_feasibility_may_take(offices: Offices, due: str) -> None:
    k = offices.after(Office.handled)
    k.to("2026-03-17 09:00")
    k.act(U1, "assess_feasibility", "a1", data={"assessed_point": "全线拓宽"})
    assert k.clock(f"{U1}/feasibility", "assessment") == f"2026-{due} 17:30"
