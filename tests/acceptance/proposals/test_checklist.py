"""The checklist of a reviewer, where the policy asks for one."""

from .desks import Desks, Office

TICKS = ("policy", "facts", "result_class", "answers", "format")


def row(by: str, round: int = 1, **more: bool) -> dict[str, object]:
    """A list that somebody has ticked to its end, but for what is said otherwise."""
    return {"checklist": [{"by": by, "round": round, **dict.fromkeys(TICKS, True), **more}]}


def strict(office: Office) -> Desks:
    """A house in which every reviewer ticks a list; a reply has come to the unit's own check."""
    desks = office("2026-05-18 09:00", overlay={"checklist": "true"})
    desks.start()
    desks.act("submit", "a1")
    return desks


def test_no_desk_passes_a_list_that_is_not_ticked(office: Office) -> None:
    desks = strict(office)
    everything = f"checklist_incomplete:[ticked, {', '.join(TICKS)}]"
    assert desks.missing("approve", "a3") == everything
    assert desks.missing("approve", "a3", data=row("a3", facts=False, format=False)) == "checklist_incomplete:[facts, format]"
    assert desks.act("approve", "a3", data=row("a3")).step == "unit_sign"


def test_the_list_of_another_desk_or_round_does_not_count(office: Office) -> None:
    desks = strict(office)
    assert desks.missing("approve", "a3", data=row("a4")) == "checklist_incomplete:[ticked]"
    assert desks.missing("approve", "a3", data=row("a3", round=2)) == "checklist_incomplete:[ticked]"
    desks.act("approve", "a3", data=row("a3"))
    assert desks.missing("approve", "a4") == "checklist_incomplete:[ticked]"


def test_the_citys_leaders_tick_no_list(office: Office) -> None:
    desks = strict(office)
    for by in ("a3", "a4", "li", "huang", "zhou"):
        desks.act("approve", by, data=row(by))
    assert desks.act("approve", "wu", comment="同意").step == "pre_print_check"
