"""The one place that knows whether something is allowed, and why not. Whoever decides, offers, or explains asks here."""

from collections.abc import Callable
from typing import Any

from .. import commands as c
from ..case import Case
from ..errors import Reason
from ..expressions import ExpressionFailed
from ..internal import Internal, Signal
from ..model import Model
from ..world import World
from . import acts, adding, asides, hands, migrations, seeing, sides, signals, starts, taking_back
from .administrators import JUDGES, at_rest
from .others import others_who_could
from .outcome import Verdict, not_open
from .seats import known_person, reserved, who_could
from .withdrawing import withdraw

__all__ = ["Verdict", "not_open", "others_who_could", "verdict", "who_could"]


def verdict(model: Model, case: Case | None, command: c.Command, world: World, *, trusted: bool = False) -> Verdict:
    """Whether the command is allowed on this case now. `trusted`: given by whoever may reach the database (the command line).

    Raises DirectoryUnavailable if a source of people fails; nothing else is raised for a command that is merely not allowed.
    """
    try:
        return _judged(model, case, command, world, trusted)
    except ExpressionFailed as error:
        told = f"it cannot be worked out whether this is allowed: {error}"
        return Verdict((Reason("expression_failed", told, "Mend the data or the definition.", error.data),))


def _judged(model: Model, case: Case | None, command: c.Command, world: World, trusted: bool) -> Verdict:
    if isinstance(command, Signal):
        assert case is not None
        return signals.signal(model, case, command, world)
    if isinstance(command, Internal):
        return Verdict(offered=True)
    if isinstance(command, c.Fire):
        return sides.fire(case, command, world)
    unknown = reserved(command.by) or known_person(command.by, world)
    if unknown is not None:
        return Verdict((unknown,))
    if isinstance(command, c.Start):
        return starts.start(model, command, world)
    assert case is not None
    if not (case.open or isinstance(command, AFTER_THE_END) or wakes(model, case, command)):
        return Verdict((not_open(case),))
    resting = at_rest(case, command)
    if resting is not None:
        return Verdict((resting,))
    return _JUDGES[type(command)](model, case, command, world, trusted)


def wakes(model: Model, case: Case, command: c.Command) -> bool:
    """Whether the definition names the end of this case for such an act."""
    return isinstance(command, c.Act) and command.action in model.anytime.get(case.step, {})


AFTER_THE_END = (c.Comment, c.CopyTo, c.Read, c.Retry, c.VoidNumber)
"""What may still be done with a case that has ended."""
_JUDGES: dict[type[c.Command], Callable[[Model, Case, Any, World, bool], Verdict]] = {
    c.Act: acts.act,
    c.Claim: sides.claim,
    c.Release: sides.release,
    c.Transfer: sides.transfer,
    c.Reassign: sides.reassign,
    c.Succeed: sides.succeed,
    c.AddSigner: adding.add_signer,
    c.RemoveSigner: adding.remove_signer,
    c.Delegate: hands.delegate,
    c.GiveBack: hands.give_back,
    c.Withdraw: withdraw,
    c.Comment: asides.comment,
    c.Edit: sides.edit,
    c.Remind: asides.remind,
    c.Acknowledge: seeing.acknowledge,
    c.Ask: asides.ask,
    c.CopyTo: asides.copy_to,
    c.Read: asides.read,
    c.Hold: asides.hold,
    c.TakeBack: taking_back.take_back,
    c.ConsentBack: taking_back.consent_back,
    c.DeclineBack: taking_back.decline_back,
    **JUDGES,
    c.Migrate: migrations.migrate,
}
