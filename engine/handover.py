"""Somebody leaves: everything that lies with a person goes to another, case by case, with an honest report (离职转办)."""

from collections.abc import Iterator

from . import commands as c
from .case import Case, Task, TaskState
from .errors import Reason, Refused
from .frozen import dataclass
from .ports import CaseFilter
from .reading import world_of
from .service import Service
from .verdict import Verdict, verdict
from .verdict.said import comment_reasons
from .verdict.seats import known_person, reserved

PAGE = 1000


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One seat of the person who leaves: where it is, and why it stayed there (`reasons`), or that it has moved (none)."""

    case: str
    key: str
    workflow: str
    definition: str
    step: str
    task: str
    reasons: tuple[Reason, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it has another owner now (on a dry run: would have)."""
        return not self.reasons


def hand_over(
    service: Service, person: str, to: str, by: str, reason: str, *, dry_run: bool, trusted: bool, os_user: str | None
) -> tuple[HandedOver, ...]:
    """Reassign every seat that the person holds, waits for, or has delegated; each case in its own transaction, unless bound.

    A seat that must not go there (a duty, a second seat of one slate) stays, with the reasons; it stops none of the others.
    Raises Refused where `by` is no administrator, or `to` can take nothing over.
    """
    reasons = _reasons(service, to, by, reason, trusted)
    if reasons:
        raise Refused(reasons)
    found = []
    for case, task in list(_seats(service, person)):
        command = c.Reassign(case=case.id, by=by, to=to, reason=reason, task=task.id)
        kept = _moved(service, command, dry_run, trusted, os_user)
        found.append(HandedOver(case.id, case.key, case.workflow, case.definition, case.step, task.id, kept))
    return tuple(found)


def _reasons(service: Service, to: str, by: str, reason: str, trusted: bool) -> list[Reason]:
    world = world_of(service)
    unknown = reserved(by) or known_person(by, world) or reserved(to) or known_person(to, world)
    if unknown is not None:
        return [unknown]
    if not trusted and not world.administrator(by, "hand_over"):
        return [Reason("not_admin", f"`{by}` is no administrator", "It takes the role `admin`, or the host's `authorize`.")]
    return comment_reasons(reason, "required", world, "reason")


def _seats(service: Service, person: str) -> Iterator[tuple[Case, Task]]:
    """Everything of a person's that is not decided yet: also what waits for its turn, and what a delegate has for him."""
    after: str | None = None
    while True:
        page = service.store.cases(service.tenant, CaseFilter(open=True, limit=PAGE, after=after))
        for case in page:
            for task in case.tasks:
                if task.state is not TaskState.CLOSED and person in (task.holder, task.owner):
                    yield case, task
        if len(page) < PAGE:
            return
        after = page[-1].id


def _moved(service: Service, command: c.Reassign, dry_run: bool, trusted: bool, os_user: str | None) -> tuple[Reason, ...]:
    if dry_run:
        return _judged(service, command, trusted).reasons
    try:
        service.execute(command, os_user=os_user, trusted=trusted)
    except Refused as refused:
        return tuple(refused.reasons)
    return ()


def _judged(service: Service, command: c.Reassign, trusted: bool) -> Verdict:
    stored = service.store.find(service.tenant, command.case)
    case = next(case for case in stored.cases.values() if case.id == command.case)
    model = service.setting.registry.model_of(case, service.store)
    return verdict(model, case, command, world_of(service, case), trusted=trusted)
