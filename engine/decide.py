"""From a command to the events it brings about. Deterministic; whatever it needs of the world is an argument."""

from collections.abc import Callable
from typing import Any

from . import commands as c
from . import events as e
from . import flow, internal, timed
from .acting import ACTING
from .administration import DECIDERS
from .among_cases import AMONG_CASES
from .asides import ASIDES
from .case import Case
from .case_clocks import settle
from .data import content_hash
from .draft import Draft
from .effects import notice
from .errors import Refused, Stale
from .events import Event
from .expressions import Expression
from .handing import HANDING
from .migrating import carry_over
from .migration_units import part_of
from .model import Model
from .notices import by_rules
from .succession import succeed
from .taking_back import BACK, lapse
from .verdict import Verdict, others_who_could, verdict
from .world import World


def decide(
    model: Model,
    case: Case | None,
    command: c.Command,
    world: World,
    *,
    tenant: str = "default",
    seq: int = 0,
    os_user: str | None = None,
    trusted: bool = False,
) -> tuple[Event, ...]:
    """The events of a command, in order; none where it is allowed and changes nothing.

    `seq` is the last sequence number of the root's history. Raises Refused with every reason, Stale for an old `revision`,
    DirectoryUnavailable; then nothing has happened.
    """
    return tuple(drafted(model, case, command, world, tenant=tenant, seq=seq, os_user=os_user, trusted=trusted).events)


def drafted(
    model: Model,
    case: Case | None,
    command: c.Command,
    world: World,
    *,
    tenant: str = "default",
    seq: int = 0,
    os_user: str | None = None,
    trusted: bool = False,
) -> Draft:
    """The same with the case after each event; raises what `decide` raises."""
    found = verdict(model, case, command, world, trusted=trusted)
    if not found.allowed:
        raise refusal(model, case, command, found, world)
    draft = Draft(model, world, command.by, seq, case, command.request_id, os_user)
    draft.principal, draft.authority = found.principal, found.authority
    if isinstance(command, c.Start):
        _start(draft, command, found, tenant)
    else:
        _DECIDERS[type(command)](draft, command, found)
    lapse(draft)
    if draft.events or isinstance(command, internal.Settle):
        settle(draft)
    by_rules(draft, case)
    return draft


def refusal(model: Model, case: Case | None, command: c.Command, found: Verdict, world: World) -> Refused | Stale:
    """The error of a verdict that says no: who could act stands in it where that is somebody else than who asked."""
    first = found.reasons[0]
    if first.code == "stale_revision":
        return Stale(first.message, code=first.code, hint=first.hint, data=first.data)
    return Refused(found.reasons, who_could=others_who_could(model, case, command, found, world))


def _start(draft: Draft, command: c.Start, found: Verdict, tenant: str) -> None:
    id, workflow = draft.world.new_id(), draft.model.workflow
    draft.begin(
        id,
        id,
        e.Started(
            workflow=workflow.id,
            definition=draft.model.hash,
            key=found.to or id,
            initiator=command.by,
            tenant=tenant,
            root=id,
            subject=(str(command.subject[0]), str(command.subject[1])) if command.subject is not None else None,
            data=found.changes,
            content=content_hash(workflow, found.changes),
            comment=(command.comment or "").strip() or None,
        ),
    )
    flow.enter(draft, workflow.first.id)


def _claim(draft: Draft, command: c.Claim, found: Verdict) -> None:
    assert found.task is not None
    if found.task.holder is None:
        draft.emit(e.Claimed(task=found.task.id, holder=command.by))


def _release(draft: Draft, command: c.Release, found: Verdict) -> None:
    assert found.task is not None
    draft.emit(e.Released(task=found.task.id, holder=command.by))


def _transfer(draft: Draft, command: c.Transfer, found: Verdict) -> None:
    assert found.task is not None
    draft.emit(e.Transferred(task=found.task.id, holder=command.to, was=found.task.holder or command.by, comment=command.comment))


def _reassign(draft: Draft, command: c.Reassign, found: Verdict) -> None:
    assert found.task is not None
    draft.emit(e.Transferred(task=found.task.id, holder=command.to, was=found.task.holder, verb="reassign", comment=command.reason))


def _remind(draft: Draft, command: c.Remind, found: Verdict) -> None:
    draft.emit(e.Urged(tasks=tuple(task.id for task in draft.case.open_tasks), reason=command.reason))
    notice(draft, "remind", Expression("holder"), draft.scope)


def _migrate(draft: Draft, command: c.Migrate, found: Verdict) -> None:
    target = draft.world.versions.target
    assert target is not None
    carry_over(draft, part_of(draft.model, draft.case, target, command, draft.world))


def _fire(draft: Draft, command: c.Fire, found: Verdict) -> None:
    timed.fire(draft, command.timer)


_DECIDERS: dict[type[c.Command], Callable[[Draft, Any, Verdict], None]] = {
    c.Claim: _claim,
    c.Release: _release,
    c.Transfer: _transfer,
    c.Reassign: _reassign,
    c.Succeed: succeed,
    c.Remind: _remind,
    c.Migrate: _migrate,
    c.Fire: _fire,
    **ACTING,
    **HANDING,
    **BACK,
    **DECIDERS,
    **AMONG_CASES,
    **ASIDES,
}
