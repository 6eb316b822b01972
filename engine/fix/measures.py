"""Which command would mend a finding: the gentlest one that works, by its reason code."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from .. import commands as c
from ..errors import DirectoryUnavailable, Reason
from ..frozen import dataclass
from ..inspect.kin import editing_before
from ..inspect.look import Look
from ..inspect.movers import to_wake
from ..inspect.parties import waited_for
from ..inspect.repairs import line, place
from ..inspect.successors import substitutes, successors
from ..inspect.values import Candidate, Source, StuckFinding
from ..people_data import Proxy
from .until import past_for
from .values import Measure

MOST_CANDIDATES = 5
"""How many persons are named who may take a seat over."""


@dataclass(frozen=True, slots=True)
class How:
    """How a repair is to be done: by whom and for which reason, to whom seats go (`to`), until when a clock gets more time (`until`)."""

    by: str
    reason: str
    to: str | None = None
    until: datetime | str | None = None


Now = Callable[[], Look]
"""The case as the measures before would leave it."""


def measures(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """What to try, one after the other, until the finding is gone, each worked out when it is asked for; nothing for what lies outside."""
    make = BY_CODE.get(finding.code)
    if make is not None:
        yield from make(now, finding, how)


def _seat(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    if finding.task is not None:
        yield reassign(now(), finding.code, finding.task, how)


def _quorum(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """One lost seat after the other, until the rule can be met again."""
    for task in finding.evidence["lost"]:
        yield reassign(now(), finding.code, task, how)


def reassign(look: Look, code: str, task: str, how: How) -> Measure:
    """Give a seat to whom it was said, else to the likeliest; without a clear one, somebody has to be named."""
    case, candidates = look.case, tuple[Candidate, ...]()
    seat = next((one for one in case.tasks if one.id == task), None)
    if how.to is not None:
        chosen: str | None = how.to
    else:
        try:
            found = list(successors(look.model, case, seat, look.world, how.reason)) if seat is not None else []
        except DirectoryUnavailable as error:
            unknown = Reason(error.code, error.message, error.hint)
            return Measure(verb="reassign", codes=(code,), line=_reassigning(look, task, "PERSON", how), task=task, reasons=(unknown,))
        candidates = tuple(found[:MOST_CANDIDATES])
        chosen = next((one.person for one in found if one.source is not Source.ADMINISTRATOR), None)
    told = _reassigning(look, task, chosen or "PERSON", how)
    command = c.Reassign(case=case.id, by=how.by, to=chosen, reason=how.reason, task=task) if chosen is not None else None
    return Measure(verb="reassign", codes=(code,), line=told, command=command, task=task, to=chosen, candidates=candidates)


def _reassigning(look: Look, task: str, to: str, how: How) -> str:
    return line(look.case, "reassign", "--task", task, "--to", to, "--reason", how.reason)


def _away(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """Somebody stands in, and the seat stays whose it is; else it is given to somebody. For a pool nobody stands in."""
    if finding.task is None:
        return
    if finding.variant != "pool":
        yield _proxy(now(), finding, how)
    yield reassign(now(), finding.code, finding.task, how)


def _proxy(look: Look, finding: StuckFinding, how: How) -> Measure:
    """A standing rule for this step, from today to the last day of the absence."""
    seat = next(task for task in look.case.tasks if task.id == finding.task)
    people: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    if how.to is None:
        try:
            people = tuple(substitutes(look, seat))[:MOST_CANDIDATES]
        except DirectoryUnavailable as error:
            reasons = (Reason(error.code, error.message, error.hint),)
    to, until = how.to or next(iter(people), None), finding.params.get("until")
    rule = Proxy(str(seat.holder), to, until=date.fromisoformat(str(until)) if until else None, scope=(place(look),)) if to else None
    words = ["signoff", "proxy", "set", str(seat.holder), to or "PERSON", *(["--until", str(until)] if until else [])]
    line = shlex.join([*words, "--scope", place(look), "--reason", how.reason])
    return Measure(verb="proxy", codes=(finding.code,), line=line, rule=rule, task=seat.id, to=to, reasons=reasons)


def _resume(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """The case is resumed; one that sleeps with the case above it by resuming that one (`to`)."""
    look = now()
    asleep = to_wake(look.case, look.world)
    command = c.Resume(case=asleep.id, by=how.by, reason=how.reason)
    above = asleep.key if asleep is not look.case else None
    yield Measure(verb="resume", codes=(finding.code,), line=line(asleep, "resume", "--reason", how.reason), command=command, to=above)


def _retry(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    yield _plain(now(), finding, c.Retry(case=finding.case, by=how.by, reason=how.reason), how)


def _open(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """Try again; where the cause is not mended, back to where the data can be."""
    yield from _retry(now, finding, how)
    look = now()
    before = editing_before(look)
    if before is not None:
        command = c.Jump(case=look.case.id, by=how.by, to=before, reason=how.reason)
        told = line(look.case, "jump", "--to", before, "--reason", how.reason)
        yield Measure(verb="jump", codes=(finding.code,), line=told, command=command, to=before)


def _fire(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    yield Measure(verb="tick", codes=(finding.code,), line="signoff tick")


def _rearm(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """The timers that are missing; where they cannot be worked out, a newer definition of the workflow may know better."""
    look, clock = now(), finding.params.get("clock")
    named = str(clock) if clock is not None else None
    command = c.Rearm(case=look.case.id, by=how.by, reason=how.reason, clock=named)
    words = [*(["--clock", named] if named is not None else []), "--reason", how.reason]
    yield Measure(verb="rearm", codes=(finding.code,), line=line(look.case, "rearm", *words), command=command)
    yield from _migrate(now, finding, how)


def _migrate(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """The definition that new cases begin with, where that is another one. A branch goes over with the case around it."""
    look = now()
    top = next((above for above, _ in reversed(list(look.world.family(look.case).around(look.case)))), look.case)
    target = look.world.beginning(top.workflow)
    if target is not None and target.hash != top.definition:
        command = c.Migrate(case=top.id, by=how.by, to=target.hash, reason=how.reason)
        told = line(top, "migrate", "--to", target.hash[:12], "--reason", how.reason)
        yield Measure(verb="migrate", codes=(finding.code,), line=told, command=command, to=target.hash[:12])


def _acknowledge(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """Nothing changes; the history says who has seen to it."""
    look, clock = now(), finding.params.get("clock")
    named = str(clock) if clock is not None else None
    command = c.Acknowledge(case=look.case.id, by=how.by, code=finding.code, reason=how.reason, clock=named)
    words = ["--code", finding.code, *(["--clock", named] if named is not None else []), "--reason", how.reason]
    yield Measure(verb="acknowledge", codes=(finding.code,), line=line(look.case, "acknowledge", *words), command=command)


def _urge(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """Whom the seats wait for are urged, where there is anybody; then it is acknowledged."""
    look = now()
    if waited_for(look):
        yield _plain(look, finding, c.Remind(case=look.case.id, by=how.by, reason=how.reason), how)
    yield from _acknowledge(now, finding, how)


def _late(now: Now, finding: StuckFinding, how: How) -> Iterator[Measure]:
    """More time where somebody says until when; else the holders are urged, once, and it is acknowledged."""
    look, clock = now(), finding.params.get("clock")
    named = str(clock) if clock is not None else None
    if how.until is not None:
        command = c.Extend(case=look.case.id, by=how.by, to=how.until, reason=how.reason, clock=named)
        words = [*(["--clock", named] if named is not None else []), "--to", str(how.until), "--reason", how.reason]
        over = past_for(look, named, how.until)
        reasons = (over,) if over is not None else ()
        yield Measure(verb="extend", codes=(finding.code,), line=line(look.case, "extend", *words), command=command, reasons=reasons)
    else:
        yield from _urge(now, finding, how)


def _plain(look: Look, finding: StuckFinding, command: c.OnCase, how: How) -> Measure:
    verb = c.verb(type(command))
    return Measure(verb=verb, codes=(finding.code,), line=line(look.case, verb, "--reason", how.reason), command=command)


BY_CODE: Mapping[str, Callable[[Now, StuckFinding, How], Iterator[Measure]]] = {
    "nobody_assigned": _seat,
    "candidates_empty": _seat,
    "holder_inactive": _seat,
    "holder_unknown": _seat,
    "duties_leave_nobody": _seat,
    "holder_away": _away,
    "delegation_loop": _away,
    "quorum_unattainable": _quorum,
    "overdue": _late,
    "ladder_exhausted": _late,
    "timer_missing": _rearm,
    "timer_unfired": _fire,
    "silent": _urge,
    "no_move": _migrate,
    "guard_raises": _migrate,
    "ping_pong": _acknowledge,
    "suspended": _resume,
    "not_opened": _open,
    "effect_dead": _retry,
}
"""How each reason is repaired; what does not stand here lies outside."""
