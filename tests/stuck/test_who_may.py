"""Who may carry a proposed command out from an application is exactly whom `verdict` lets; on the command line everybody is trusted."""

import re
import shlex
from collections.abc import Iterator

import pytest

from signoff import Refused
from signoff.cli.messages import speaking
from signoff.cli.reasons import command_line
from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.inspect import REASONS, RepairCommand
from signoff.engine.people_data import Proxy
from signoff.workflows.loader import load

from ..engine.house import House, workflow
from .town import TROUBLES, Town, named, troubled

NO_RIGHT = {"not_admin", "not_by", "not_own_proxy", "unknown_person", "inactive_person"}
EVERYBODY = ("ini", "bob", "cat", "dan", "eve", "fay", "boss", "adm", "gus", "kim", "lee", "mia", "ghost")


@pytest.fixture(scope="module")
def town() -> tuple[Town, Engine]:
    """The town, and the engine that looks."""
    made = troubled("memory://")
    return made, made.after()


def given(line: str) -> dict[str, str]:
    """The options of a command line."""
    words = shlex.split(line)
    return {words[n].removeprefix("--"): words[n + 1] for n in range(len(words) - 1) if words[n].startswith("--")}


def refused(engine: Engine, case: str, command: RepairCommand, by: str) -> set[str]:
    """The codes for which this person may not carry the command out."""
    if command.verb == "proxy":
        _, _, _, principal, proxy, *_ = shlex.split(command.line)
        rule = Proxy(principal, proxy, scope=(given(command.line)["scope"],))
        from signoff.engine.standing_proxies import refusals

        return {one.code for one in refusals(engine._service, rule, by, "so", trusted=False)}
    made: type[c.OnCase] = getattr(c, command.verb.capitalize())
    return {one.code for one in engine.allowed(made(case=case, by=by, **given(command.line))).reasons}


def proposed(engine: Engine, code: str) -> Iterator[tuple[str, RepairCommand]]:
    """Every command with a person behind it that is proposed for a case of the town."""
    found = engine.why(named(code))
    for finding in found.findings:
        yield from ((found.case, one) for one in finding.commands if one.verb not in ("why", "doctor", "tick"))


@pytest.mark.parametrize("code", REASONS)
def test_who_may_is_whom_verdict_lets(code: str, town: tuple[Town, Engine]) -> None:
    _, engine = town
    for case, command in proposed(engine, code):
        may = {person for person in EVERYBODY if not refused(engine, case, command, person) & NO_RIGHT}
        assert (command.line, set(command.by)) == (command.line, may) and "adm" in may


def test_what_takes_no_right_says_so(town: tuple[Town, Engine]) -> None:
    _, engine = town
    looks = [
        one for code in REASONS for f in engine.why(named(code)).findings for one in f.commands if one.verb in ("why", "doctor", "tick")
    ]
    assert {one.verb for one in looks} == {"why", "doctor", "tick"} and {one.by for one in looks} == {()}


VERBS = {
    "suspend": {"reason": "x"},
    "resume": {"reason": "x"},
    "terminate": {"reason": "x"},
    "jump": {"to": "check", "reason": "x"},
    "extend": {"to": "due + 2d", "reason": "x"},
    "escalate": {"reason": "x"},
    "rearm": {"reason": "x"},
    "retry": {"reason": "x"},
    "reassign": {"to": "boss", "reason": "x"},
    "succeed": {"reason": "x"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_an_administrators_verb_is_refused_to_anybody_else_from_an_application(verb: str) -> None:
    engine = troubled("memory://", {"overdue": TROUBLES["overdue"]}).after()
    for by, code in (("eve", "not_admin"), ("bob", "not_admin"), ("ghost", "unknown_person")):
        with pytest.raises(Refused) as caught:
            getattr(engine, verb)("overdue", by=by, **VERBS[verb])
        assert [reason.code for reason in caught.value.reasons] == [code]


@pytest.mark.parametrize("verb", ["remind", "acknowledge"])
def test_to_urge_or_to_have_seen_to_it_takes_a_part_in_the_case(verb: str) -> None:
    engine = troubled("memory://", {"overdue": TROUBLES["overdue"]}).after()
    more = {"code": "overdue", "reason": "x"} if verb == "acknowledge" else {}
    with pytest.raises(Refused, match="no part"):
        getattr(engine, verb)("overdue", by="eve", **more)
    assert getattr(engine, verb)("overdue", by="bob", **more)


def test_a_fix_by_somebody_without_the_right_changes_nothing_and_says_why() -> None:
    engine = troubled("memory://", {"holder_inactive": TROUBLES["holder_inactive"]}).after()
    before = len(engine.history("holder-inactive"))
    (done,) = engine.fix("holder-inactive", by="eve", reason="x", to="boss", code="holder_inactive").cases
    assert (done.state.value, [one.code for one in done.found[0].reasons]) == ("refused", ["not_admin"])
    assert len(engine.history("holder-inactive")) == before


def test_the_command_line_is_trusted_and_recorded_but_nobody_acts_as_somebody_unknown() -> None:
    engine = troubled("memory://", {"holder_inactive": TROUBLES["holder_inactive"]}).after()
    here = engine.trusting("root")
    with pytest.raises(Refused, match="ghost"):
        here.fix("holder-inactive", by="ghost", reason="x")
    assert here.fix("holder-inactive", by="eve", reason="x", to="boss")
    event = here.history("holder-inactive")[-1]
    assert (event.actor, event.os_user) == ("eve", "root")


@pytest.mark.parametrize("code", REASONS)
def test_the_reason_that_goes_into_the_history_is_in_the_language_spoken(code: str, town: tuple[Town, Engine]) -> None:
    _, engine = town
    for _, command in proposed(engine, code):
        with speaking("en"):
            assert command_line(command) == command.line
        if command.because is not None:
            with speaking("zh"):
                said = shlex.split(command_line(command))[-1]
            assert re.search("[一-鿿]", said) and shlex.split(command.line)[:-1] == shlex.split(command_line(command))[:-1]


def test_whoever_publishes_or_retires_has_to_be_known_on_the_command_line_too() -> None:
    house = House(workflow("check: {approvers: person(bob)}"))
    house.start()
    desk = house.engine.trusting("root")
    newer = load(workflow("check: {approvers: person(cat)}")).workflow
    for deed in (lambda: desk.publish(newer, by="ghost"), lambda: desk.retire("w", by="ghost")):
        with pytest.raises(Refused) as caught:
            deed()
        assert caught.value.code == "unknown_person"
    assert desk.publish(newer, by="eve").current
