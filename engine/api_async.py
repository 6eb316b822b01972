"""The verbs and questions of a desk, to be awaited. Written by `python -m signoff.engine.generate awaitable`; a test compares."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from . import commands as c
from . import doctor, inspect
from .archive_reading import ArchivedCase
from .archiving import ArchiveReport
from .batching import BatchReport
from .case import KeptDraft
from .definition import Workflow
from .desk import Desk
from .differences import Difference
from .durations import Duration
from .events import Event
from .fix import CaseFixed, FixPlan, FixReport
from .handover import HandedOver
from .inspect import Patience
from .migration_plan import CURRENT, MigrationPlan, Migrations
from .people_data import ACT_FOR
from .permissions import Lock
from .ports import AttemptRow, CaseFilter
from .ports_archive import FileName, Stub
from .publishing import DefinitionView
from .recounting import CaseAnew
from .registers import NumberView, SeriesView
from .reports import Bottlenecks
from .sheet import Signature
from .standing_proxies import ProxyView
from .sweep import Swept
from .verify import Verified
from .views import Can, CaseView, DeadLetter, InboxItem, Offer

T = TypeVar("T")


class AwaitableDesk(Protocol):
    """Everything that a desk can do. Whoever mixes this in has `_call` do it where a database may be awaited."""

    async def _call(self, work: Callable[[Desk], T]) -> T: ...

    async def start(
        self,
        workflow: str,
        *,
        by: str,
        data: Mapping[str, object] | None = None,
        key: str | None = None,
        subject: tuple[str, str] | None = None,
        comment: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Start a case of a workflow with its data; `key` is its human key, `subject` a pair (kind, id) of the host's own."""
        return await self._call(
            lambda desk: desk.start(workflow, by=by, data=data, key=key, subject=subject, comment=comment, request_id=request_id)
        )

    async def act(
        self,
        case: str,
        action: str,
        *,
        by: str,
        data: Mapping[str, object] | None = None,
        comment: str | None = None,
        task: str | None = None,
        behalf_of: str | None = None,
        to: str | None = None,
        resume: str | None = None,
        edits: str | None = None,
        revision: int | None = None,
        attachments: tuple[Mapping[str, object], ...] = (),
        request_id: str | None = None,
    ) -> CaseView:
        """Take an action of the present step: `approve`, `reject`, `return`, `submit` or the workflow's own."""
        return await self._call(
            lambda desk: desk.act(
                case,
                action,
                by=by,
                data=data,
                comment=comment,
                task=task,
                behalf_of=behalf_of,
                to=to,
                resume=resume,
                edits=edits,
                revision=revision,
                attachments=attachments,
                request_id=request_id,
            )
        )

    async def claim(self, case: str, *, by: str, task: str | None = None, request_id: str | None = None) -> CaseView:
        """Take a pool's task for oneself; claiming one's own task again changes nothing."""
        return await self._call(lambda desk: desk.claim(case, by=by, task=task, request_id=request_id))

    async def release(self, case: str, *, by: str, task: str | None = None, request_id: str | None = None) -> CaseView:
        """Give a claimed task back to its pool."""
        return await self._call(lambda desk: desk.release(case, by=by, task=task, request_id=request_id))

    async def transfer(
        self, case: str, *, by: str, to: str, comment: str | None = None, task: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """Hand one's seat to another person for good; the seat keeps its vote."""
        return await self._call(lambda desk: desk.transfer(case, by=by, to=to, comment=comment, task=task, request_id=request_id))

    async def reassign(
        self, case: str, *, by: str, to: str, reason: str, task: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """An administrator's transfer: give a seat to another person, with a reason."""
        return await self._call(lambda desk: desk.reassign(case, by=by, to=to, reason=reason, task=task, request_id=request_id))

    async def succeed(self, case: str, *, by: str, reason: str, task: str | None = None, request_id: str | None = None) -> CaseView:
        """Somebody has left a post: whoever the step finds there now takes the seat over, due when it was due (接任).

        Where it finds nobody the seat waits without an owner (岗位空缺), and the superior of who held it is told; once a successor
        has come, the same again gives it to him.
        """
        return await self._call(lambda desk: desk.succeed(case, by=by, reason=reason, task=task, request_id=request_id))

    async def delegate(
        self, case: str, *, by: str, to: str, comment: str | None = None, task: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """Let another person work on one's seat and come back with an opinion; the owner decides."""
        return await self._call(lambda desk: desk.delegate(case, by=by, to=to, comment=comment, task=task, request_id=request_id))

    async def give_back(
        self,
        case: str,
        *,
        by: str,
        opinion: str | None = None,
        comment: str | None = None,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Give a delegated seat back to its owner, with an opinion: one of the step's actions. The owner may end a delegation so, too."""
        return await self._call(
            lambda desk: desk.give_back(case, by=by, opinion=opinion, comment=comment, task=task, request_id=request_id)
        )

    async def add_signer(
        self,
        case: str,
        *,
        by: str,
        who: tuple[str, ...],
        where: str | None = None,
        rule: str = "all",
        comment: str | None = None,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Ask others to sign `before` oneself, `after`, or in `parallel` (加签); `rule` is theirs: any, all, sequence, 2 or 2/3."""
        return await self._call(
            lambda desk: desk.add_signer(case, by=by, who=who, where=where, rule=rule, comment=comment, task=task, request_id=request_id)
        )

    async def remove_signer(self, case: str, *, by: str, task: str, comment: str | None = None, request_id: str | None = None) -> CaseView:
        """Take a seat that is not decided out of the slate, with all that were added for it (减签)."""
        return await self._call(lambda desk: desk.remove_signer(case, by=by, task=task, comment=comment, request_id=request_id))

    async def withdraw(
        self, case: str, *, by: str, data: Mapping[str, object] | None = None, comment: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """Pull the case back, as the workflow's `withdraw` allows."""
        return await self._call(lambda desk: desk.withdraw(case, by=by, data=data, comment=comment, request_id=request_id))

    async def take_back(
        self, case: str, *, by: str, comment: str | None = None, task: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """Take one's own last act back, as the workflow's `take_back` allows: the step opens again for the same persons.

        While the slate is open that is one's own vote (the last one, or that at the seat `task`); its seat opens again. Where others have
        begun since and the workflow says `later: ask_holder`, they are asked for their consent instead.
        """
        return await self._call(lambda desk: desk.take_back(case, by=by, comment=comment, task=task, request_id=request_id))

    async def consent_back(self, case: str, *, by: str, comment: str | None = None, request_id: str | None = None) -> CaseView:
        """Agree that an act is taken back although one has begun since; the last consent carries it out."""
        return await self._call(lambda desk: desk.consent_back(case, by=by, comment=comment, request_id=request_id))

    async def decline_back(self, case: str, *, by: str, comment: str | None = None, request_id: str | None = None) -> CaseView:
        """Do not agree that an act is taken back: the request is over, and the case stays where it is."""
        return await self._call(lambda desk: desk.decline_back(case, by=by, comment=comment, request_id=request_id))

    async def comment(self, case: str, *, by: str, text: str, answers: str | None = None, request_id: str | None = None) -> CaseView:
        """Say something without deciding. `answers` is the id of a question that it answers."""
        return await self._call(lambda desk: desk.comment(case, by=by, text=text, answers=answers, request_id=request_id))

    async def edit(
        self,
        case: str,
        *,
        by: str,
        data: Mapping[str, object],
        task: str | None = None,
        edits: str | None = None,
        revision: int | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Change fields that the present step may edit."""
        return await self._call(
            lambda desk: desk.edit(case, by=by, data=data, task=task, edits=edits, revision=revision, request_id=request_id)
        )

    async def remind(self, case: str, *, by: str, reason: str | None = None, request_id: str | None = None) -> CaseView:
        """Urge the holders of the open tasks (催办)."""
        return await self._call(lambda desk: desk.remind(case, by=by, reason=reason, request_id=request_id))

    async def acknowledge(
        self, case: str, *, by: str, code: str, reason: str, clock: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """Say that one has seen to a finding of `stuck`, by its `code` (and `clock`, if it is about one), and what comes of it."""
        return await self._call(lambda desk: desk.acknowledge(case, by=by, code=code, reason=reason, clock=clock, request_id=request_id))

    async def suspend(self, case: str, *, by: str, reason: str, request_id: str | None = None) -> CaseView:
        """An administrator puts the case to rest: nobody may act on it, and its clocks stand still."""
        return await self._call(lambda desk: desk.suspend(case, by=by, reason=reason, request_id=request_id))

    async def resume(
        self, case: str, *, by: str, reason: str | None = None, keep_due: bool = False, request_id: str | None = None
    ) -> CaseView:
        """An administrator lets a suspended case go on. Deadlines move by the time of the rest, unless `keep_due`."""
        return await self._call(lambda desk: desk.resume(case, by=by, reason=reason, keep_due=keep_due, request_id=request_id))

    async def terminate(self, case: str, *, by: str, reason: str, request_id: str | None = None) -> CaseView:
        """An administrator ends the case, wherever it is; everything open closes."""
        return await self._call(lambda desk: desk.terminate(case, by=by, reason=reason, request_id=request_id))

    async def jump(self, case: str, *, by: str, to: str, reason: str, request_id: str | None = None) -> CaseView:
        """An administrator moves the case to another step. Duties hold there, and no step that wants a person is skipped."""
        return await self._call(lambda desk: desk.jump(case, by=by, to=to, reason=reason, request_id=request_id))

    async def extend(
        self, case: str, *, by: str, to: datetime | str, reason: str, clock: str | None = None, request_id: str | None = None
    ) -> CaseView:
        """An administrator gives the present step more time, or the `clock` of the case that is named (`reply`, `milestone/NAME`).

        Until an instant, or a time such as `due + 2wd`; never beyond the clock's `max`.
        """
        return await self._call(lambda desk: desk.extend(case, by=by, to=to, reason=reason, clock=clock, request_id=request_id))

    async def recount(self, case: str, *, by: str, reason: str, earlier: bool = False, request_id: str | None = None) -> CaseView:
        """An administrator has the deadlines of the case counted anew, by the calendars as they are now.

        One that has passed stays; one that would end earlier stays, too, unless `earlier`.
        """
        return await self._call(lambda desk: desk.recount(case, by=by, reason=reason, earlier=earlier, request_id=request_id))

    async def escalate(self, case: str, *, by: str, reason: str, request_id: str | None = None) -> CaseView:
        """An administrator does not wait for the next rung of the escalation: it happens now."""
        return await self._call(lambda desk: desk.escalate(case, by=by, reason=reason, request_id=request_id))

    async def rearm(self, case: str, *, by: str, reason: str, clock: str | None = None, request_id: str | None = None) -> CaseView:
        """An administrator has missing timers armed: those of the present step, or of the `clock` of the case that is named."""
        return await self._call(lambda desk: desk.rearm(case, by=by, reason=reason, clock=clock, request_id=request_id))

    async def retry(self, case: str, *, by: str, reason: str, effect: str | None = None, request_id: str | None = None) -> CaseView:
        """An administrator has tried once more what has failed: outgoing effects after their last try (all, or one by its key), a split.

        A step that could not open its children when it was entered opens them now, if that can be done; `effect` leaves it alone.
        """
        return await self._call(lambda desk: desk.retry(case, by=by, reason=reason, effect=effect, request_id=request_id))

    async def start_branch(
        self,
        case: str,
        *,
        by: str,
        branch: str,
        reason: str,
        data: Mapping[str, object] | None = None,
        element: object = None,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator opens one more child of a branch, for a reason: for an `element` of its list, with `data` of its own.

        It stands beside its siblings, and the step that waits for them waits for it, too. A list of rows wants a row as the element.
        """
        return await self._call(
            lambda desk: desk.start_branch(case, by=by, branch=branch, reason=reason, data=data, element=element, request_id=request_id)
        )

    async def cancel_branch(
        self, case: str, *, by: str, branch: str, reason: str, element: object = None, request_id: str | None = None
    ) -> CaseView:
        """An administrator takes the running children of a branch of this case out, for a reason; they count no more.

        With `element` only those of that element, or the one whose key ends so.
        """
        return await self._call(
            lambda desk: desk.cancel_branch(case, by=by, branch=branch, reason=reason, element=element, request_id=request_id)
        )

    async def migrate(
        self,
        case: str,
        *,
        by: str,
        to: str,
        reason: str,
        mapping: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
        expected: int | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Take a case to another definition of its workflow (its hash), with a reason; an administrator's verb.

        `mapping` says for a step of the old definition which step of the new one it becomes; the same ids need no saying. `data` gives
        values to fields that the new definition has added or typed otherwise. With `expected`, the number of the case's last event, it
        is refused where the case has moved on since.
        """
        return await self._call(
            lambda desk: desk.migrate(
                case, by=by, to=to, reason=reason, mapping=mapping, data=data, expected=expected, request_id=request_id
            )
        )

    async def void_number(self, case: str, *, by: str, number: str, reason: str, request_id: str | None = None) -> CaseView:
        """An administrator declares a number of the case void, also of one that has ended: it stays in the register, never used again."""
        return await self._call(lambda desk: desk.void_number(case, by=by, number=number, reason=reason, request_id=request_id))

    async def ask(self, case: str, *, by: str, to: str, text: str, task: str | None = None, request_id: str | None = None) -> CaseView:
        """Ask a person for information without giving the seat away (征询); the answer is a comment that names the question."""
        return await self._call(lambda desk: desk.ask(case, by=by, to=to, text=text, task=task, request_id=request_id))

    async def copy_to(
        self, case: str, *, by: str, to: tuple[str, ...], text: str | None = None, receipt: bool = False, request_id: str | None = None
    ) -> CaseView:
        """Give persons a copy (抄送): they are told and may read the case. With `receipt` each is asked to confirm having read it."""
        return await self._call(lambda desk: desk.copy_to(case, by=by, to=to, text=text, receipt=receipt, request_id=request_id))

    async def read(self, case: str, *, by: str, request_id: str | None = None) -> CaseView:
        """Confirm having read what one was told or given a copy of, and the open tasks that one holds (已阅)."""
        return await self._call(lambda desk: desk.read(case, by=by, request_id=request_id))

    async def hold(
        self,
        case: str,
        *,
        by: str,
        data: Mapping[str, object] | None = None,
        action: str | None = None,
        comment: str | None = None,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Keep a draft of one's decision (暂存): it counts for nothing and is one's own. Without any words the draft is taken away."""
        return await self._call(
            lambda desk: desk.hold(case, by=by, data=data, action=action, comment=comment, task=task, request_id=request_id)
        )

    async def now(self) -> datetime:
        """The instant that a command given now would have."""
        return await self._call(lambda desk: desk.now())

    async def case(self, case: str, *, by: str | None = None) -> CaseView:
        """A case by its UUID, by `workflow/key`, or by its key where that is unambiguous; raises NotFound.

        With `by`, as that person is shown it: without the fields that the present step hides.
        """
        return await self._call(lambda desk: desk.case(case, by=by))

    async def cases(
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
        return await self._call(
            lambda desk: desk.cases(
                workflow=workflow,
                step=step,
                status=status,
                open=open,
                key=key,
                number=number,
                holder=holder,
                overdue=overdue,
                subject=subject,
                limit=limit,
                after=after,
            )
        )

    async def inbox(self, person: str, *, limit: int = 1000) -> tuple[InboxItem, ...]:
        """What lies with a person: held tasks, and those of pools that may be taken; earliest due first."""
        return await self._call(lambda desk: desk.inbox(person, limit=limit))

    async def offers(self, case: str, *, by: str) -> tuple[Offer, ...]:
        """Every action that this person may take on a case now."""
        return await self._call(lambda desk: desk.offers(case, by=by))

    async def can(
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
        return await self._call(
            lambda desk: desk.can(
                case,
                action,
                by=by,
                comment=comment,
                data=data,
                task=task,
                behalf_of=behalf_of,
                to=to,
                resume=resume,
                edits=edits,
                revision=revision,
                attachments=attachments,
            )
        )

    async def allowed(self, command: c.OnCase) -> Can:
        """The same for any other command on a case: `allowed(commands.Transfer(case=…, by=…, to=…))`."""
        return await self._call(lambda desk: desk.allowed(command))

    async def history(self, case: str, *, by: str | None = None, children: bool = False) -> tuple[Event, ...]:
        """Everything that has happened to a case, in order; with `children`, to all cases below it too.

        What stands in a kept draft is shown to the one `by` whom it was kept.
        """
        return await self._call(lambda desk: desk.history(case, by=by, children=children))

    async def sheet(self, case: str) -> tuple[Signature, ...]:
        """The sheet of a case (签批单): who signed which revision, when, for whom, in which words; what no longer stands is marked."""
        return await self._call(lambda desk: desk.sheet(case))

    async def differences(self, case: str, *, since: int, until: int | None = None, by: str | None = None) -> Mapping[str, Difference]:
        """What reads otherwise at revision `until` (unsaid: now) than at `since`, field by field; with `by`, as that person is shown it."""
        return await self._call(lambda desk: desk.differences(case, since=since, until=until, by=by))

    async def draft(self, case: str, *, by: str) -> KeptDraft | None:
        """The draft of a decision that this person has kept (暂存); nobody else's."""
        return await self._call(lambda desk: desk.draft(case, by=by))

    async def fields(self, case: str, *, by: str) -> Mapping[str, str]:
        """For every field what it is to this person now: `hidden`, `read`, `edit` or `required`."""
        return await self._call(lambda desk: desk.fields(case, by=by))

    async def may_read(self, case: str, *, by: str) -> bool:
        """Whether a host may show this person the case: who has a part in it, was given a copy (抄送), or was asked something."""
        return await self._call(lambda desk: desk.may_read(case, by=by))

    async def locked(self, case: str | None = None, *, subject: tuple[str, str] | None = None) -> Lock:
        """Whether the host's record behind a case (or with this `subject`) is under approval, and who may change what of it now."""
        return await self._call(lambda desk: desk.locked(case, subject=subject))

    async def attempts(self, case: str) -> tuple[AttemptRow, ...]:
        """What was tried on a case and refused, latest first; for a text that is no case, what was tried under it."""
        return await self._call(lambda desk: desk.attempts(case))

    async def dead_letters(self, case: str | None = None) -> tuple[DeadLetter, ...]:
        """Outgoing effects that have failed their last try, oldest first: of every case, ended ones too, or of one."""
        return await self._call(lambda desk: desk.dead_letters(case))

    async def stuck(
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
        return await self._call(
            lambda desk: desk.stuck(
                workflow=workflow,
                step=step,
                holder=holder,
                unit=unit,
                reason=reason,
                severity=severity,
                older_than=older_than,
                limit=limit,
                page=page,
                after=after,
                count=count,
                patience=patience,
            )
        )

    async def stuck_by(
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
        return await self._call(
            lambda desk: desk.stuck_by(
                by,
                workflow=workflow,
                step=step,
                holder=holder,
                unit=unit,
                reason=reason,
                severity=severity,
                older_than=older_than,
                patience=patience,
            )
        )

    async def why(self, case: str, *, person: str | None = None, at: datetime | None = None) -> inspect.Why:
        """Where a case stands, who can bring it on and why they; with `person`, what that one may and may not do.

        With `at`, what it would have said at that instant (without a zone: the engine's), from history alone: its `unrecorded` names what
        history does not hold. Refused for an instant that is still to come, NotFound for one before the case began.
        """
        return await self._call(lambda desk: desk.why(case, person=person, at=at))

    async def doctor(self, *, care: doctor.Care | None = None) -> doctor.Checkup:
        """Whether everything is well: the database, who works on it, what waits, what open cases need; of all tenants. True if it is."""
        return await self._call(lambda desk: desk.doctor(care=care))

    async def hand_over(self, person: str, *, to: str, by: str, reason: str, dry_run: bool = False) -> tuple[HandedOver, ...]:
        """Everything that lies with somebody who leaves goes to `to`; a line for each seat, also for those that must not go there."""
        return await self._call(lambda desk: desk.hand_over(person, to=to, by=by, reason=reason, dry_run=dry_run))

    async def verify(self, case: str | None = None, against: Mapping[str, str] | None = None) -> Verified:
        """Check the hash chains and compare the tables with the history; `against` holds heads that were exported earlier."""
        return await self._call(lambda desk: desk.verify(case, against))

    async def fire_timers(self) -> Swept:
        """Fire everything that is due by now, each rung exactly once, however many nodes do so at the same time."""
        return await self._call(lambda desk: desk.fire_timers())

    async def definitions(self) -> tuple[DefinitionView, ...]:
        """Every definition that is stored or was given: hash, label, cases of this tenant, current or not, retired or not."""
        return await self._call(lambda desk: desk.definitions())

    async def publish(self, workflow: Workflow | str, *, by: str) -> DefinitionView:
        """Make a definition the one that new cases start with, in every process: a Workflow, the id of a given one, or a stored hash.

        Raises Refused (`not_admin`, `series_conflict`), NotFound.
        """
        return await self._call(lambda desk: desk.publish(workflow, by=by))

    async def retire(self, workflow: str, *, by: str) -> tuple[DefinitionView, ...]:
        """No new cases start with this definition (its hash) or by this workflow at all (its id); what is under way goes on.

        Raises Refused (`not_admin`), NotFound.
        """
        return await self._call(lambda desk: desk.retire(workflow, by=by))

    async def plan_migration(
        self,
        workflow: str,
        *,
        to: str = CURRENT,
        cases: CaseFilter | Sequence[str] | None = None,
        mapping: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
    ) -> MigrationPlan:
        """Try out on copies what a migration would do to every open case (or to these), and what is in its way. Nothing is written.

        `to` is `current` or a hash; `mapping` says of old steps which new ones they become, where the ids differ; `data` gives values
        to fields that the new definition has added or typed otherwise.
        """
        return await self._call(lambda desk: desk.plan_migration(workflow, to=to, cases=cases, mapping=mapping, data=data))

    async def migrate_all(self, plan: MigrationPlan, *, by: str, reason: str) -> Migrations:
        """Carry a plan out, each case in its own transaction: a case that has moved on since is refused (`plan_outdated`) and named."""
        return await self._call(lambda desk: desk.migrate_all(plan, by=by, reason=reason))

    async def series(self, name: str | None = None) -> tuple[SeriesView, ...]:
        """Every counter of every series, or of one, with what is missing in the register; raises NotFound for an unknown name."""
        return await self._call(lambda desk: desk.series(name))

    async def numbers(self, series: str, *, period: str | None = None) -> tuple[NumberView, ...]:
        """The register of a series (文号登记簿), or of one of its counters: every number that was ever given, void ones too."""
        return await self._call(lambda desk: desk.numbers(series, period=period))

    async def set_series(self, series: str, *, next: int, by: str, reason: str, period: str = "") -> SeriesView:
        """Let a counter go on with `next`, as an administrator; `period` is that of the counter: `2026`, `2026/reply`.

        Raises Refused (`not_admin`, `comment_required`, `period_invalid`, `number_taken`), NotFound.
        """
        return await self._call(lambda desk: desk.set_series(series, next=next, by=by, reason=reason, period=period))

    async def proxy(
        self,
        principal: str,
        proxy: str,
        *,
        by: str,
        reason: str,
        from_: date | None = None,
        until: date | None = None,
        kind: str = ACT_FOR,
        scope: Sequence[str] = (),
        fallback: str | None = None,
    ) -> ProxyView:
        """From now on `proxy` stands in for `principal`: one sets it up for oneself, an administrator for anybody.

        `from_` and `until` are the first and the last day, in the engine's time zone. `kind` is `act_for`, `substitute_post` or
        `ab_role`; `scope` names workflows, or steps as `workflow.step`; `fallback` acts where the proxy cannot. Raises Refused.
        """
        return await self._call(
            lambda desk: desk.proxy(
                principal, proxy, by=by, reason=reason, from_=from_, until=until, kind=kind, scope=scope, fallback=fallback
            )
        )

    async def end_proxy(self, id: str, *, by: str, reason: str) -> ProxyView:
        """End a standing proxy now: the principal, or an administrator. Its row stays. Raises NotFound, Refused."""
        return await self._call(lambda desk: desk.end_proxy(id, by=by, reason=reason))

    async def proxies(self, person: str | None = None, *, everything: bool = False) -> tuple[ProxyView, ...]:
        """Who stands in for whom now or later, or has ever; with a person, every rule that names them, also those of the directory."""
        return await self._call(lambda desk: desk.proxies(person, everything=everything))

    async def archive(
        self,
        *,
        older_than: str | Duration,
        to: FileName,
        by: str,
        workflow: str | None = None,
        batch: int = 100,
        dry_run: bool = False,
        packed: bool = False,
        watch: Callable[[ArchiveReport], object] | None = None,
    ) -> ArchiveReport:
        """Move finished cases, whole roots with all below them, to a file: those to which nothing has happened for `2y`, `24m`, `730d`.

        `to` is a file, or a folder where the day gets one (`packed` with gzip). A stub with key, head and file stays of each case.
        Each batch is one short transaction; what somebody holds is left for the next time. It may be called again after a crash.
        `watch` hears of every batch. Raises Refused (`not_admin`), Misconfigured, ArchiveUnavailable.
        """
        return await self._call(
            lambda desk: desk.archive(
                older_than=older_than, to=to, by=by, workflow=workflow, batch=batch, dry_run=dry_run, packed=packed, watch=watch
            )
        )

    async def archived(self, *, workflow: str | None = None, limit: int = 1000, after: str | None = None) -> tuple[Stub, ...]:
        """The stubs of archived roots in the order they were started; `after` is the id of the last one of the page before."""
        return await self._call(lambda desk: desk.archived(workflow=workflow, limit=limit, after=after))

    async def archived_case(self, file: FileName, case: str) -> ArchivedCase:
        """A case with its history, read from a file of archived cases; raises NotFound, ArchiveUnavailable."""
        return await self._call(lambda desk: desk.archived_case(file, case))

    async def restore(self, file: FileName, case: str, *, by: str, reason: str) -> CaseView:
        """Bring the root of an archived case back from a file, with all below it: the same ids, and one event that says so.

        Raises Refused (`not_admin`, `comment_required`, `not_archived`), NotFound, ArchiveUnavailable for a file that says anything else
        than what was archived.
        """
        return await self._call(lambda desk: desk.restore(file, case, by=by, reason=reason))

    async def verify_archive(self, file: FileName, against: Mapping[str, str] | None = None) -> Verified:
        """Check a file of archived cases by itself and beside the stubs; `against` holds heads that were exported earlier."""
        return await self._call(lambda desk: desk.verify_archive(file, against))

    async def plan_fix(
        self,
        cases: str | Sequence[str] = (),
        *,
        by: str,
        reason: str,
        to: str | None = None,
        until: datetime | str | None = None,
        workflow: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        code: str | None = None,
        severity: str | None = None,
        unit: str | None = None,
        older_than: Duration | str | None = None,
        everything: bool = False,
        limit: int = 1000,
        patience: Patience | None = None,
    ) -> FixPlan:
        """What would mend these cases, all that the filters of `stuck` find, or `everything`: tried out on a copy, and nothing is written.

        `to` is who gets seats on which nobody can act; without it the first whom the step names today, who stands in for the holder, or
        who leads them. `until` gives late clocks more time (an instant, or `due + 2wd`); without it the holders are urged, once.
        Raises Refused for what is wrong for every case alike: `by` or `to` whom nobody knows, no reason, a time that is none or past;
        Misconfigured where neither cases nor filters are given and not `everything` is meant.
        """
        return await self._call(
            lambda desk: desk.plan_fix(
                cases,
                by=by,
                reason=reason,
                to=to,
                until=until,
                workflow=workflow,
                step=step,
                holder=holder,
                code=code,
                severity=severity,
                unit=unit,
                older_than=older_than,
                everything=everything,
                limit=limit,
                patience=patience,
            )
        )

    async def fix_planned(self, plan: FixPlan, *, watch: Callable[[CaseFixed], object] | None = None) -> FixReport:
        """Carry a plan out: every command in a transaction of its own, unless bound; then what is true of each case now.

        A refusal stops none of the others. What has been mended meanwhile is left alone, so it may be called again after a crash.
        `watch` hears of every case.
        """
        return await self._call(lambda desk: desk.fix_planned(plan, watch=watch))

    async def fix(
        self,
        cases: str | Sequence[str] = (),
        *,
        by: str,
        reason: str,
        to: str | None = None,
        until: datetime | str | None = None,
        workflow: str | None = None,
        step: str | None = None,
        holder: str | None = None,
        code: str | None = None,
        severity: str | None = None,
        unit: str | None = None,
        older_than: Duration | str | None = None,
        everything: bool = False,
        limit: int = 1000,
        patience: Patience | None = None,
    ) -> FixReport:
        """Plan a repair as `plan_fix` does, carry it out, look again: truthy where nothing is left to be seen to."""
        return await self._call(
            lambda desk: desk.fix(
                cases,
                by=by,
                reason=reason,
                to=to,
                until=until,
                workflow=workflow,
                step=step,
                holder=holder,
                code=code,
                severity=severity,
                unit=unit,
                older_than=older_than,
                everything=everything,
                limit=limit,
                patience=patience,
            )
        )

    async def bottlenecks(
        self, *, workflow: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> Bottlenecks:
        """Where the time goes: how long cases stay at each step and how often they are sent back, what lies with whom.

        Of visits that ended, and decisions that were taken, from `since` until before `until` (instants without a zone: the engine's);
        what waits is counted now. Read from the history a page at a time. Archived cases are not in it.
        """
        return await self._call(lambda desk: desk.bottlenecks(workflow=workflow, since=since, until=until))

    async def batch(self, commands: Sequence[c.Command]) -> BatchReport:
        """Carry out many commands (`commands.Act(case=…, by=…, action="approve")`), each in a transaction of its own."""
        return await self._call(lambda desk: desk.batch(commands))

    async def together(self, commands: Sequence[c.Command], *, dry_run: bool = False) -> BatchReport:
        """Carry out many commands as one act (统一交办): in one transaction, at one instant, all of them or none.

        Where one is refused nothing is written: its entry says why, the others are `held`. On a dry run nothing is written either;
        each entry has the case as it would be; whether a new human key is taken is not asked. Raises NotFound, Stale, StoreUnavailable.
        """
        return await self._call(lambda desk: desk.together(commands, dry_run=dry_run))

    async def workflow(self, workflow: str) -> Workflow:
        """The definition that a new case of this workflow begins with now: its fields, its steps. Raises NotFound."""
        return await self._call(lambda desk: desk.workflow(workflow))

    async def counted_otherwise(
        self, *, workflow: str | None = None, case: str | None = None, earlier: bool = False, limit: int = 1000
    ) -> tuple[CaseAnew, ...]:
        """The open cases, at most `limit`, of which `recount` would move a deadline, or would leave one although it is counted otherwise.

        With `earlier` those that would end earlier move, too. Nothing is written.
        """
        return await self._call(lambda desk: desk.counted_otherwise(workflow=workflow, case=case, earlier=earlier, limit=limit))
