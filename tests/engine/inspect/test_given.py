"""A value of the wrong kind is told in a sentence, with what to give, whoever asks: never an error of Python, never taken for nothing."""

import asyncio
from pathlib import Path

import pytest

from signoff import AsyncEngine, Misconfigured
from signoff.compose import Engine

from ..house import House, workflow

ASKED = [
    ("why", ("k",), {"at": "garbage"}),
    ("why", ("k",), {"person": 3}),
    ("bottlenecks", (), {"since": "x"}),
    ("bottlenecks", (), {"until": 3}),
    ("stuck", (), {"older_than": float("nan")}),
    ("stuck", (), {"older_than": ""}),
    ("stuck", (), {"page": -1}),
    ("stuck", (), {"page": True}),
    ("stuck", (), {"limit": -1}),
    ("stuck", (), {"holder": 3}),
    ("stuck", (), {"unit": ["x"]}),
    ("stuck_by", ("cause",), {"workflow": 3}),
    ("cases", (), {"after": "garbage"}),
]
TEXT = workflow("check: {approvers: person(bob)}")


@pytest.mark.parametrize(("verb", "about", "given"), ASKED)
def test_a_value_that_is_none_is_told(verb: str, about: tuple[str, ...], given: dict[str, object]) -> None:
    house = House(TEXT)
    house.start()
    with pytest.raises(Misconfigured) as caught:
        getattr(house.engine, verb)(*about, **given)
    assert next(iter(given)) in caught.value.message + str(caught.value.hint) and caught.value.hint


@pytest.mark.parametrize(("verb", "about", "given"), ASKED)
def test_the_awaited_twin_says_the_same(verb: str, about: tuple[str, ...], given: dict[str, object], tmp_path: Path) -> None:
    async def asked() -> None:
        async with AsyncEngine(url, workflows=[TEXT]) as engine:
            await getattr(engine, verb)(*about, **given)

    url = f"sqlite:///{tmp_path}/signoff.db"
    with Engine(url, workflows=[TEXT]):
        pass
    with pytest.raises(Misconfigured):
        asyncio.run(asked())
