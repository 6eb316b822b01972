"""Over random histories: every open case has a mover, one of them primary, or an error finding says why not."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.engine.errors import SignoffError
from signoff.engine.inspect import MoverKind, StuckFinding, findings_of, movers
from signoff.engine.inspect.known import facts_of
from signoff.engine.reading import found, offered, world_of

from ...properties import alive
from .office import Office

STEPS = """
check: {approvers: role(legal), duplicate: forbid, due: 1wd, escalate: [{at: due, reassign: manager_of(holder)}]}
vote: {approvers: each(role(board)), rule: 2, allow: {transfer: anyone}, when: sum > 1}
line: {approvers: each(role(board)), rule: sequence, not_same_as: [check], human_required: true}
work: {by: role(finance), actions: {done: {to: next, when: sum > 0}, drop: {to: rejected, by: initiator}}}
"""
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "max", "adm")
ACTIONS = ("submit", "approve", "approve", "approve", "reject", "return", "done", "drop", "claim", "release", "transfer", "reassign")

KEYS = ("1", "2", "3")

moves = st.one_of(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(ACTIONS), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just(""), st.sampled_from(("leaves", "vanishes", "returns")), st.sampled_from(PEOPLE[1:7]), st.just("")),
    st.tuples(st.just(""), st.just("wait"), st.sampled_from(("1h", "1wd", "3wd")), st.just("")),
)


def play(office: Office, key: str, what: str, who: str, other: str) -> None:
    """One thing that happens; what is not allowed does not happen."""
    match what:
        case "leaves" | "vanishes" if who in office.staff.people:
            getattr(office.staff, what)(who)
        case "returns" if who in office.staff.people:
            office.staff.people[who] = replace(office.staff.people[who], active=True)
        case "wait":
            office.clock.advance(who)
            office.desk.fire_timers()
        case "claim" | "release":
            getattr(office.desk, what)(key, by=who)
        case "transfer":
            office.desk.transfer(key, by=who, to=other)
        case "reassign":
            tasks = office.desk.case(key).tasks
            office.desk.trusting("root").reassign(key, by=who, to=other, reason="so", task=tasks[0].id if tasks else None)
        case "return":
            office.desk.act(key, "return", by=who, to="draft", resume="straight_back", comment="no")
        case "submit" | "approve" | "reject" | "done" | "drop":
            office.desk.act(key, what, by=who)


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=40))
def test_every_open_case_has_a_mover_or_an_error(history: list[tuple[str, str, str, str]]) -> None:
    office = Office(STEPS)
    for sum, key in enumerate(KEYS):
        office.submitted(key, by=PEOPLE[sum], sum=sum)
    for key, what, who, other in history:
        with suppress(SignoffError):
            play(office, key, what, who, other)
    found_in = [finding for key in KEYS for finding in look_into(office, key)]
    report = office.desk.stuck(severity="info")
    assert sorted(map(repr, report.findings)) == sorted(map(repr, found_in))
    alive.hold(office.service, [found(office.service, key)[1] for key in KEYS])
    for person in office.staff.people:
        asked_once_for_all_alike(office, person)


def asked_once_for_all_alike(office: Office, person: str) -> None:
    """An inbox offers at every task what is offered where that one alone is asked for."""
    for item in office.desk.inbox(person):
        model, case = found(office.service, item.case.key)
        alone = offered(model, case, person, item.task.id, world_of(office.service))
        assert item.offers == tuple(offer for offer in alone if offer.action not in ("withdraw", "take_back"))


def look_into(office: Office, key: str) -> tuple[StuckFinding, ...]:
    """What must hold of the case now."""
    model, case = found(office.service, key)
    world = world_of(office.service)
    moving = movers(model, case, world)
    findings = findings_of(model, case, world, facts_of(office.service, case))
    told = office.desk.why(key)
    assert (told.movers, told.findings) == (moving, findings)
    if not case.open:
        assert not moving and not findings
        return ()
    assert moving or any(finding.severity.value == "error" for finding in findings)
    assert [mover.primary for mover in moving] == [True, *[False] * (len(moving) - 1)][: len(moving)]
    inboxes = {person for person in office.staff.people if any(item.case.key == key and item.offers for item in office.desk.inbox(person))}
    assert inboxes == {person for mover in moving if mover.how in ("holder", "pool") for person in mover.who}
    assert all(mover.who for mover in moving if mover.kind is MoverKind.PERSON)
    dead = {seat.task for seat in told.seats if seat.state == "open" and not seat.able}
    assert dead == {f.task for f in findings if f.family.value == "owner" and f.task in {task.id for task in case.open_tasks}}
    return findings
