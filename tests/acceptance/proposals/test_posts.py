"""A task belongs to a post: who comes to it takes it over, and where nobody has come the superior is told (S34)."""

from signoff.engine.events import Transferred
from signoff.engine.people_data import Person

from .desks import KEY, Desks, Office

XU = Person("xu", name="许副主任", unit="gov_office", manager="zhou", posts=("deputy_director",))


def held_by_huang(office: Office) -> Desks:
    """A reply that is with huang, the deputy director, until Wednesday, 20 May."""
    desks = office("2026-05-19 09:00")
    desks.go("deputy_director_review")
    assert desks.open() == [("deputy_director_review", "huang", "05-20 17:30")]
    desks.at("2026-05-20 09:00")
    return desks


def gone(desks: Desks, successor: Person | None = None) -> None:
    """huang is no longer deputy director; his portfolio is the successor's, or nobody's."""
    desks.staff.change("huang", posts=(), roles=())
    if successor is not None:
        desks.staff.put(successor)
    for unit in ("transport", "highways", "natural_resources"):
        desks.staff.in_charge(unit, "deputy_director", successor.id if successor is not None else None)


def test_s34_the_successor_takes_the_task_over_with_the_same_due(office: Office) -> None:
    desks = held_by_huang(office)
    gone(desks, XU)
    (task,) = desks.case().tasks
    assert desks.engine.succeed(KEY, by="zhou", reason="岗位调整").tasks[0].id == task.id
    assert desks.open() == [("deputy_director_review", "xu", "05-20 17:30")]
    (moved,) = desks.facts(Transferred)
    assert (moved.was, moved.holder, moved.verb, moved.comment) == ("huang", "xu", "succeed", "岗位调整")
    assert desks.refused("approve", "huang") == "not_holder"
    assert desks.act("approve", "xu").step == "director_check"
    assert desks.engine.verify()


def test_s34_without_a_successor_the_superior_is_told_and_nothing_is_lost(office: Office) -> None:
    desks = held_by_huang(office)
    gone(desks)
    desks.engine.succeed(KEY, by="zhou", reason="岗位调整")
    assert desks.open() == [("deputy_director_review", "", "05-20 17:30")]
    assert desks.told() == [("vacant", ("zhou",))]
    (notice,) = desks.engine.notices("zhou")
    assert notice.text["zh"] == "岗位空缺：6115 分管副主任审核，原由 huang 办理，请安排接任"
    (finding,) = desks.engine.stuck().findings
    assert (finding.code, finding.variant, finding.params) == ("nobody_assigned", "vacant", {"person": "huang"})
    assert desks.none("succeed", by="zhou", reason="再看") == "no_successor"

    gone(desks, XU)
    desks.engine.succeed(KEY, by="zhou", reason="许副主任到任")
    assert desks.open() == [("deputy_director_review", "xu", "05-20 17:30")]
    assert desks.engine.stuck().findings == ()
    assert desks.engine.verify()


def test_s34_who_is_in_his_post_keeps_his_task(office: Office) -> None:
    desks = held_by_huang(office)
    assert desks.none("succeed", by="zhou", reason="核对") == "no_successor"
    assert desks.none("succeed", by="huang", reason="核对") == "not_admin"
    assert desks.none("succeed", by="zhou", reason=" ") == "comment_required"
