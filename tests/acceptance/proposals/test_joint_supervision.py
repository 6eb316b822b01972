"""R-022 联合督办: several bodies supervise one matter, and it is closed when all of them agree."""

import pytest

from signoff import CaseView

from .beginnings import Offices
from .office import Office

ORDER = {"level": "blue", "target": "a1", "title": "关于拓宽某路段的建议", "supervisors": ["li", "lin", "qiu"], "follow_up_officer": "chen"}
DONE = {"reason": "已补报进展"}


@pytest.fixture
def k(offices: Offices) -> Office:
    """An office on the 16th of March, with an order of the government office, the NPC and the CPPCC together."""
    made: Office = offices(now="2026-03-16 09:00")
    made.engine.start("supervision", by="lin", key="joint", data=ORDER)
    return made


def act(k: Office, action: str, by: str, **more: object) -> CaseView:
    return k.engine.act("supervision/joint", action, by=by, **more)  # type: ignore[arg-type]


def waiting(k: Office) -> list[str | None]:
    """Whose agreement is still out."""
    return [task.holder for task in k.engine.case("supervision/joint").tasks]


def test_it_is_closed_when_every_supervisor_agrees_and_not_before(k: Office) -> None:
    act(k, "file_feedback", "a1", data=DONE)
    assert waiting(k) == ["li", "lin", "qiu"]
    act(k, "approve", "qiu")
    act(k, "approve", "li")
    case = k.engine.case("supervision/joint")
    assert (case.step, case.open, waiting(k)) == ("feedback_filed", True, ["lin"])
    assert act(k, "approve", "lin").step == "resolved"


def test_nobody_else_closes_it_and_nobody_agrees_twice(k: Office) -> None:
    act(k, "file_feedback", "a1", data=DONE)
    act(k, "approve", "li")
    for by, code in (("chen", "not_holder"), ("a1", "not_holder"), ("li", "seat_already_decided")):
        assert k.refusal("supervision/joint", lambda by=by: act(k, "approve", by)) == [code]  # type: ignore[misc]
    assert waiting(k) == ["lin", "qiu"]


def test_one_who_does_not_agree_raises_it_and_then_all_are_asked_again(k: Office) -> None:
    act(k, "file_feedback", "a1", data=DONE)
    act(k, "approve", "li")
    card = act(k, "reject", "qiu", comment="代表未见进展")
    assert (card.step, card.data["level"], card.data["score_delta"]) == ("ordered", "yellow", -1)
    act(k, "file_feedback", "a1", data={"reason": "已现场整改"})
    assert waiting(k) == ["li", "lin", "qiu"]
    for by in ("li", "lin", "qiu"):
        act(k, "approve", by)
    assert k.engine.case("supervision/joint").step == "resolved"
