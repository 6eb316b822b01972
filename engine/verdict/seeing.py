"""Saying that one has seen to a finding: only to one that is there, that nothing mends, and that nobody has seen to already."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .. import commands as c
from .. import given
from ..case import Acknowledgement, Case
from ..errors import Reason
from ..expressions import show
from ..model import Model
from ..reasons import REASONS, Repair
from ..world import World
from .asides import no_part, party
from .holding import late_clocks, may_be_silent, sent_back
from .outcome import Verdict
from .said import comment_reasons

SHORTEST_SILENCE = timedelta(minutes=3)
"""No silence is told sooner after somebody has done something (three times a usual span of a minute): until then an earlier look holds."""


def acknowledge(model: Model, case: Case, command: c.Acknowledge, world: World, trusted: bool) -> Verdict:
    """Whether this person may say that he has seen to a finding: whoever has a part in the case may, once for each time that it begins.

    What the case and its definition tell is checked. How many returns are many, and how long is usual, whoever asks `stuck` knows: that a
    case which was returned goes back and forth, and that one which rests is silent, is taken on trust.
    """
    if not party(case, command.by, "acknowledge", world, trusted):
        return Verdict((no_part(case, command.by),))
    reasons = comment_reasons(command.reason, "required", world, "reason")
    wrong = _named_wrongly(case, command) or _not_so(model, case, command, world)
    return Verdict((*reasons, *wrong), offered=True)


def _named_wrongly(case: Case, command: c.Acknowledge) -> list[Reason]:
    """A code or a clock that is none, or a code that is mended instead."""
    wrong: list[Reason] = []
    if str(command.code) not in REASONS:
        told, hint = f"there is no reason `{show(command.code)}`", given.meant(str(command.code), list(REASONS))
        wrong.append(Reason("unknown_reason", told, hint, {"reasons": list(REASONS)}))
    elif REASONS[command.code].repair is not Repair.ACKNOWLEDGES:
        can = [code for code, reason in REASONS.items() if reason.repair is Repair.ACKNOWLEDGES]
        told = f"`{command.code}` is not acknowledged: it goes away when it is mended"
        hint = f"`signoff fix {case.key} --dry-run` says how. Acknowledged are: {', '.join(can)}."
        wrong.append(Reason("to_be_mended", told, hint, {"finding": command.code, "case": case.key, "can": can}))
    if command.clock is not None and case.clock(command.clock) is None:
        clocks = [clock.id for clock in case.clocks]
        told = f"{case.key} has no clock `{show(command.clock)}`"
        wrong.append(Reason("unknown_clock", told, f"It has: {', '.join(clocks) or 'none'}.", {"clocks": clocks}))
    return wrong


def _not_so(model: Model, case: Case, command: c.Acknowledge, world: World) -> list[Reason]:
    """The finding is not there, or somebody has seen to it since it began."""
    holding = {(code, clock): since for code, clock, since in _holding(model, case, world.now)}
    about = (command.code, command.clock)
    if about not in holding:
        told = f"{case.key} is not stuck so: {_named(*about)}"
        names = [_named(*one) for one in holding]
        hint = f"What can be acknowledged now: {', '.join(names)}." if names else f"`signoff why {case.key}` says what holds it up."
        return [Reason("not_stuck_so", told, hint, {"case": case.key, "finding": _named(*about), "holding": names})]
    seen = next((one for one in case.acknowledged if (one.code, one.clock) == about), None)
    if seen is None or not _holds(seen, case, holding[about], world.now):
        return []
    at = seen.at.isoformat(timespec="minutes")
    told = f"{_named(*about)} of {case.key} was acknowledged already, by {seen.by}, {at}"
    hint = "It holds until it begins anew; say more with `comment`."
    return [Reason("acknowledged_already", told, hint, {"finding": _named(*about), "person": seen.by, "at": at})]


def _holding(model: Model, case: Case, now: datetime) -> Iterator[tuple[str, str | None, datetime | None]]:
    """What may be acknowledged, as `stuck` would tell it: code, clock, and since when it is so, where the case knows that."""
    late = list(late_clocks(model, case, now))
    for one in late:
        yield "overdue", one.id, one.due
        if one.exhausted:
            yield "ladder_exhausted", one.id, one.due
    if sent_back(case):
        yield "ping_pong", None, None
    if may_be_silent(model, case) and not late:
        yield "silent", None, None


def _holds(seen: Acknowledgement, case: Case, since: datetime | None, now: datetime) -> bool:
    """Whether what was seen to is what is there now.

    Since when a case goes back and forth, or is silent, it does not know: another return takes it to another step, and silence can begin
    anew only after something has happened, and not at once.
    """
    if since is not None:
        return seen.at >= since
    if seen.at < case.entered:
        return False
    return seen.code == "ping_pong" or seen.at == case.at or now - seen.at < SHORTEST_SILENCE


def _named(code: str, clock: str | None) -> str:
    return f"`{code}`" if clock is None else f"`{code}` of `{clock}`"
