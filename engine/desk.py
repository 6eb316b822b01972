"""Everything a host can ask of approvals, on one store: the verbs, and the questions."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from inspect import iscoroutinefunction

from . import commands as c
from . import doctor, given, inspect, reading
from .api import Verbs
from .arguments import of_its_kind
from .case import KeptDraft
from .desk_archive import ArchiveDesk
from .desk_clocks import ClockDesk
from .desk_definitions import DefinitionDesk
from .desk_fix import FixDesk
from .desk_numbers import NumberDesk
from .desk_proxies import ProxyDesk
from .desk_reports import ReportDesk
from .desk_together import ManyDesk
from .differences import Difference
from .durations import Duration
from .errors import Misconfigured, NotFound
from .events import Event
from .handover import HandedOver, hand_over
from .permissions import Lock
from .ports import AttemptRow, CaseFilter
from .service import Before, Service
from .sheet import Signature
from .sweep import Swept, sweep
from .verify import Verified, verify
from .views import Can, CaseView, DeadLetter, InboxItem, Offer


@of_its_kind
class Desk(Verbs, DefinitionDesk, NumberDesk, ProxyDesk, ArchiveDesk, FixDesk, ReportDesk, ManyDesk, ClockDesk):
    """The verbs and questions of a tenant. Bound to a host's transaction, every one of them runs inside it."""

    def __init__(self, service: Service, *, os_user: str | None = None, trusted: bool = False) -> None:
        self._service, self._os_user, self._trusted = service, os_user, trusted

    @property
    def tenant(self) -> str:
        """Whose cases these are."""
        return self._service.tenant

    def _run(self, command: c.Command) -> CaseView:
        done = self._service.carry(command, os_user=self._os_user, trusted=self._trusted)
        return reading.view(self._service, done.meant, done.cases)

    def now(self) -> datetime:
        """The instant that a command given now would have."""
        return self._service.now()

    def case(self, case: str, *, by: str | None = None) -> CaseView:
        """A case by its UUID, by `workflow/key`, or by its key where that is unambiguous; raises NotFound.

        With `by`, as that person is shown it: without the fields that the present step hides.
        """
        return reading.case(self._service, case, by)

    def cases(
        self,
        *,
        workflow: str | None = None,
        step: str | None = None,
        status: str | None = None,
        open: bool | None = None,
        key: str | None = None,
        number: str | None = None,
        holder: str | None = None,
        overdue: bool = False,
        subject: tuple[str, str] | None = None,
        limit: int = 1000,
        after: str | None = None,
    ) -> tuple[CaseView, ...]:
        """Cases in the order they were started, at most `limit`; `after` is the id of the last one of the page before.

        `number` is the last part of a key: `6115` finds `npc_suggestion-2026-6115`.
        """
        given.case_id("after", after)
        at = self.now() if overdue else None
        wanted = CaseFilter(workflow, step, status, open, key, number, holder, at, subject, limit, after)
        return tuple(reading.view(self._service, case) for case in self._service.store.cases(self.tenant, wanted))

    def inbox(self, person: str, *, limit: int = 1000) -> tuple[InboxItem, ...]:
        """What lies with a person: held tasks, and those of pools that may be taken; earliest due first."""
        return reading.inbox(self._service, person, limit)

    def offers(self, case: str, *, by: str) -> tuple[Offer, ...]:
        """Every action that this person may take on a case now."""
        return reading.offers(self._service, case, by)

    def can(
        self,
        case: str,
        action: str,
        *,
        by: str,
        comment: str | None = None,
        data: Mapping[str, object] | None = None,
        task: str | None = None,
        behalf_of: str | None = None,
        to: str | None = None,
        resume: str | None = None,
        edits: str | None = None,
        revision: int | None = None,
        attachments: tuple[Mapping[str, object], ...] = (),
    ) -> Can:
        """Whether `act` with the same words would succeed now; truthy or falsy, with every reason and who could."""
        command = c.Act(
            case=case,
            action=action,
            by=by,
            comment=comment,
            data=data or {},
            task=task,
            behalf_of=behalf_of,
            to=to,
            resume=resume,
            edits=edits,
            revision=revision,
            attachments=attachments,
        )
        return reading.can(self._service, command, trusted=self._trusted)

    def allowed(self, command: c.OnCase) -> Can:
        """The same for any other command on a case: `allowed(commands.Transfer(case=…, by=…, to=…))`."""
        return reading.can(self._service, command, trusted=self._trusted)

    def history(self, case: str, *, by: str | None = None, children: bool = False) -> tuple[Event, ...]:
        """Everything that has happened to a case, in order; with `children`, to all cases below it too.

        What stands in a kept draft is shown to the one `by` whom it was kept.
        """
        return reading.history(self._service, case, by, children)

    def sheet(self, case: str) -> tuple[Signature, ...]:
        """The sheet of a case (签批单): who signed which revision, when, for whom, in which words; what no longer stands is marked."""
        return reading.signatures(self._service, case)

    def differences(self, case: str, *, since: int, until: int | None = None, by: str | None = None) -> Mapping[str, Difference]:
        """What reads otherwise at revision `until` (unsaid: now) than at `since`, field by field; with `by`, as that person is shown it."""
        return reading.differing(self._service, case, since, until, by)

    def draft(self, case: str, *, by: str) -> KeptDraft | None:
        """The draft of a decision that this person has kept (暂存); nobody else's."""
        return next((draft for draft in reading.found(self._service, case)[1].drafts if draft.person == by), None)

    def fields(self, case: str, *, by: str) -> Mapping[str, str]:
        """For every field what it is to this person now: `hidden`, `read`, `edit` or `required`."""
        return reading.fields(self._service, case, by)

    def may_read(self, case: str, *, by: str) -> bool:
        """Whether a host may show this person the case: who has a part in it, was given a copy (抄送), or was asked something."""
        return reading.may_read(self._service, case, by)

    def locked(self, case: str | None = None, *, subject: tuple[str, str] | None = None) -> Lock:
        """Whether the host's record behind a case (or with this `subject`) is under approval, and who may change what of it now."""
        return reading.locked(self._service, case, subject)

    def attempts(self, case: str) -> tuple[AttemptRow, ...]:
        """What was tried on a case and refused, latest first; for a text that is no case, what was tried under it."""
        with suppress(NotFound):
            case = self.case(case).id
        return tuple(self._service.store.attempts(self.tenant, case))

    def dead_letters(self, case: str | None = None) -> tuple[DeadLetter, ...]:
        """Outgoing effects that have failed their last try, oldest first: of every case, ended ones too, or of one."""
        about = self.case(case).id if case is not None else None
        return tuple(DeadLetter.of(row) for row in self._service.store.dead(self.tenant, about))

    def stuck(
        self,
        *,
        workflow: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        unit: str | None = None,
        reason: str | None = None,
        severity: str | None = None,
        older_than: Duration | str | None = None,
        limit: int = 1000,
        page: int | None = None,
        after: str | None = None,
        count: bool | None = None,
        patience: inspect.Patience | None = None,
    ) -> inspect.StuckReport:
        """What holds open cases up, gravest first; `severity` is the least that is shown (without it, no `info`).

        `unit` is the case's own (a field of type `unit`, else the pool of an open seat); `older_than` says how long it has been so at least
        (`5d`, `3wd`). All open cases are examined; with `page` only as many as it takes to find so many that are stuck, and at most 500.
        The next page begins `after` what `report.next` says. `count`: whether open cases are counted (by themselves without a `page` only).
        """
        wanted = inspect.StuckFilter(
            workflow=workflow, step=step, holder=holder, unit=unit, reason=reason, severity=severity, older_than=older_than
        )
        return inspect.stuck(self._service, wanted, limit, page=page, after=after, count=count, patience=patience)

    def stuck_by(
        self,
        by: str,
        *,
        workflow: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        unit: str | None = None,
        reason: str | None = None,
        severity: str | None = None,
        older_than: Duration | str | None = None,
        patience: inspect.Patience | None = None,
    ) -> inspect.StuckGroups:
        """What holds open cases up, put together by `cause`, `holder` or `step`, the most cases first: of all that `stuck` would find."""
        wanted = inspect.StuckFilter(
            workflow=workflow, step=step, holder=holder, unit=unit, reason=reason, severity=severity, older_than=older_than
        )
        notes: list[inspect.Note] = []
        return inspect.grouped(inspect.findings(self._service, wanted, patience, notes=notes.append), by, notes)

    def why(self, case: str, *, person: str | None = None, at: datetime | None = None) -> inspect.Why:
        """Where a case stands, who can bring it on and why they; with `person`, what that one may and may not do.

        With `at`, what it would have said at that instant (without a zone: the engine's), from history alone: its `unrecorded` names what
        history does not hold. Refused for an instant that is still to come, NotFound for one before the case began.
        """
        given.text("person", person)
        given.moment("at", at)
        if at is not None:
            return inspect.why_at(self._service, case, at, person)
        return inspect.why(self._service, case, person)

    def doctor(self, *, care: doctor.Care | None = None) -> doctor.Checkup:
        """Whether everything is well: the database, who works on it, what waits, what open cases need; of all tenants. True if it is."""
        return doctor.examine(self._service, care)

    def hand_over(self, person: str, *, to: str, by: str, reason: str, dry_run: bool = False) -> tuple[HandedOver, ...]:
        """Everything that lies with somebody who leaves goes to `to`; a line for each seat, also for those that must not go there."""
        return hand_over(self._service, person, to, by, reason, dry_run=dry_run, trusted=self._trusted, os_user=self._os_user)

    def verify(self, case: str | None = None, against: Mapping[str, str] | None = None) -> Verified:
        """Check the hash chains and compare the tables with the history; `against` holds heads that were exported earlier."""
        return verify(self._service, case, against)

    def fire_timers(self) -> Swept:
        """Fire everything that is due by now, each rung exactly once, however many nodes do so at the same time."""
        return sweep(self._service)

    def trusting(self, os_user: str) -> "Desk":
        """The same for whoever may reach the database, as the command line is: administrators' verbs need no role."""
        return Desk(self._service, os_user=os_user, trusted=True)


def hook(hooks: list[tuple[str, Before]], verb: str) -> Callable[[Before], Before]:
    """The decorator behind `engine.before(verb)`."""
    known = [c.verb(command) for command in c.COMMANDS]
    if verb not in known:
        raise Misconfigured(f"there is no verb `{verb}`", hint=f"Verbs: {', '.join(known)}.")

    def add(function: Before) -> Before:
        if not callable(function) or iscoroutinefunction(function):
            raise Misconfigured(f"what is to be called before `{verb}` is no plain function", hint="Nothing awaits it: write `def`.")
        hooks.append((verb, function))
        return function

    return add
