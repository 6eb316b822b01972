"""The verbs of an engine, one for each command. Written by `python -m signoff.engine.generate`; a test compares."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from . import commands as c
from .views import CaseView


class Verbs(Protocol):
    """Everything a case can be asked to do. Whoever mixes this in carries the command out in `_run`."""

    def _run(self, command: c.Command) -> CaseView: ...

    def start(
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
        return self._run(
            c.Start(workflow=workflow, by=by, data=data or {}, key=key, subject=subject, comment=comment, request_id=request_id)
        )

    def act(
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
        return self._run(
            c.Act(
                case=case,
                action=action,
                by=by,
                data=data or {},
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

    def claim(
        self,
        case: str,
        *,
        by: str,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Take a pool's task for oneself; claiming one's own task again changes nothing."""
        return self._run(c.Claim(case=case, by=by, task=task, request_id=request_id))

    def release(
        self,
        case: str,
        *,
        by: str,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Give a claimed task back to its pool."""
        return self._run(c.Release(case=case, by=by, task=task, request_id=request_id))

    def transfer(
        self,
        case: str,
        *,
        by: str,
        to: str,
        comment: str | None = None,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Hand one's seat to another person for good; the seat keeps its vote."""
        return self._run(c.Transfer(case=case, by=by, to=to, comment=comment, task=task, request_id=request_id))

    def reassign(
        self,
        case: str,
        *,
        by: str,
        to: str,
        reason: str,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator's transfer: give a seat to another person, with a reason."""
        return self._run(c.Reassign(case=case, by=by, to=to, reason=reason, task=task, request_id=request_id))

    def succeed(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Somebody has left a post: whoever the step finds there now takes the seat over, due when it was due (接任).

        Where it finds nobody the seat waits without an owner (岗位空缺), and the superior of who held it is told; once a successor
        has come, the same again gives it to him.
        """
        return self._run(c.Succeed(case=case, by=by, reason=reason, task=task, request_id=request_id))

    def delegate(
        self,
        case: str,
        *,
        by: str,
        to: str,
        comment: str | None = None,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Let another person work on one's seat and come back with an opinion; the owner decides."""
        return self._run(c.Delegate(case=case, by=by, to=to, comment=comment, task=task, request_id=request_id))

    def give_back(
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
        return self._run(c.GiveBack(case=case, by=by, opinion=opinion, comment=comment, task=task, request_id=request_id))

    def add_signer(
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
        return self._run(c.AddSigner(case=case, by=by, who=who, where=where, rule=rule, comment=comment, task=task, request_id=request_id))

    def remove_signer(
        self,
        case: str,
        *,
        by: str,
        task: str,
        comment: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Take a seat that is not decided out of the slate, with all that were added for it (减签)."""
        return self._run(c.RemoveSigner(case=case, by=by, task=task, comment=comment, request_id=request_id))

    def withdraw(
        self,
        case: str,
        *,
        by: str,
        data: Mapping[str, object] | None = None,
        comment: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Pull the case back, as the workflow's `withdraw` allows."""
        return self._run(c.Withdraw(case=case, by=by, data=data or {}, comment=comment, request_id=request_id))

    def take_back(
        self,
        case: str,
        *,
        by: str,
        comment: str | None = None,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Take one's own last act back, as the workflow's `take_back` allows: the step opens again for the same persons.

        While the slate is open that is one's own vote (the last one, or that at the seat `task`); its seat opens again. Where others have
        begun since and the workflow says `later: ask_holder`, they are asked for their consent instead.
        """
        return self._run(c.TakeBack(case=case, by=by, comment=comment, task=task, request_id=request_id))

    def consent_back(
        self,
        case: str,
        *,
        by: str,
        comment: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Agree that an act is taken back although one has begun since; the last consent carries it out."""
        return self._run(c.ConsentBack(case=case, by=by, comment=comment, request_id=request_id))

    def decline_back(
        self,
        case: str,
        *,
        by: str,
        comment: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Do not agree that an act is taken back: the request is over, and the case stays where it is."""
        return self._run(c.DeclineBack(case=case, by=by, comment=comment, request_id=request_id))

    def comment(
        self,
        case: str,
        *,
        by: str,
        text: str,
        answers: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Say something without deciding. `answers` is the id of a question that it answers."""
        return self._run(c.Comment(case=case, by=by, text=text, answers=answers, request_id=request_id))

    def edit(
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
        return self._run(c.Edit(case=case, by=by, data=data, task=task, edits=edits, revision=revision, request_id=request_id))

    def remind(
        self,
        case: str,
        *,
        by: str,
        reason: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Urge the holders of the open tasks (催办)."""
        return self._run(c.Remind(case=case, by=by, reason=reason, request_id=request_id))

    def acknowledge(
        self,
        case: str,
        *,
        by: str,
        code: str,
        reason: str,
        clock: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Say that one has seen to a finding of `stuck`, by its `code` (and `clock`, if it is about one), and what comes of it."""
        return self._run(c.Acknowledge(case=case, by=by, code=code, reason=reason, clock=clock, request_id=request_id))

    def suspend(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator puts the case to rest: nobody may act on it, and its clocks stand still."""
        return self._run(c.Suspend(case=case, by=by, reason=reason, request_id=request_id))

    def resume(
        self,
        case: str,
        *,
        by: str,
        reason: str | None = None,
        keep_due: bool = False,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator lets a suspended case go on. Deadlines move by the time of the rest, unless `keep_due`."""
        return self._run(c.Resume(case=case, by=by, reason=reason, keep_due=keep_due, request_id=request_id))

    def terminate(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator ends the case, wherever it is; everything open closes."""
        return self._run(c.Terminate(case=case, by=by, reason=reason, request_id=request_id))

    def jump(
        self,
        case: str,
        *,
        by: str,
        to: str,
        reason: str,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator moves the case to another step. Duties hold there, and no step that wants a person is skipped."""
        return self._run(c.Jump(case=case, by=by, to=to, reason=reason, request_id=request_id))

    def extend(
        self,
        case: str,
        *,
        by: str,
        to: datetime | str,
        reason: str,
        clock: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator gives the present step more time, or the `clock` of the case that is named (`reply`, `milestone/NAME`).

        Until an instant, or a time such as `due + 2wd`; never beyond the clock's `max`.
        """
        return self._run(c.Extend(case=case, by=by, to=to, reason=reason, clock=clock, request_id=request_id))

    def recount(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        earlier: bool = False,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator has the deadlines of the case counted anew, by the calendars as they are now.

        One that has passed stays; one that would end earlier stays, too, unless `earlier`.
        """
        return self._run(c.Recount(case=case, by=by, reason=reason, earlier=earlier, request_id=request_id))

    def escalate(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator does not wait for the next rung of the escalation: it happens now."""
        return self._run(c.Escalate(case=case, by=by, reason=reason, request_id=request_id))

    def rearm(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        clock: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator has missing timers armed: those of the present step, or of the `clock` of the case that is named."""
        return self._run(c.Rearm(case=case, by=by, reason=reason, clock=clock, request_id=request_id))

    def retry(
        self,
        case: str,
        *,
        by: str,
        reason: str,
        effect: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator has tried once more what has failed: outgoing effects after their last try (all, or one by its key), a split.

        A step that could not open its children when it was entered opens them now, if that can be done; `effect` leaves it alone.
        """
        return self._run(c.Retry(case=case, by=by, reason=reason, effect=effect, request_id=request_id))

    def start_branch(
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
        return self._run(
            c.StartBranch(case=case, by=by, branch=branch, reason=reason, data=data or {}, element=element, request_id=request_id)
        )

    def cancel_branch(
        self,
        case: str,
        *,
        by: str,
        branch: str,
        reason: str,
        element: object = None,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator takes the running children of a branch of this case out, for a reason; they count no more.

        With `element` only those of that element, or the one whose key ends so.
        """
        return self._run(c.CancelBranch(case=case, by=by, branch=branch, reason=reason, element=element, request_id=request_id))

    def migrate(
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
        return self._run(
            c.Migrate(
                case=case, by=by, to=to, reason=reason, mapping=mapping or {}, data=data or {}, expected=expected, request_id=request_id
            )
        )

    def void_number(
        self,
        case: str,
        *,
        by: str,
        number: str,
        reason: str,
        request_id: str | None = None,
    ) -> CaseView:
        """An administrator declares a number of the case void, also of one that has ended: it stays in the register, never used again."""
        return self._run(c.VoidNumber(case=case, by=by, number=number, reason=reason, request_id=request_id))

    def ask(
        self,
        case: str,
        *,
        by: str,
        to: str,
        text: str,
        task: str | None = None,
        request_id: str | None = None,
    ) -> CaseView:
        """Ask a person for information without giving the seat away (征询); the answer is a comment that names the question."""
        return self._run(c.Ask(case=case, by=by, to=to, text=text, task=task, request_id=request_id))

    def copy_to(
        self,
        case: str,
        *,
        by: str,
        to: tuple[str, ...],
        text: str | None = None,
        receipt: bool = False,
        request_id: str | None = None,
    ) -> CaseView:
        """Give persons a copy (抄送): they are told and may read the case. With `receipt` each is asked to confirm having read it."""
        return self._run(c.CopyTo(case=case, by=by, to=to, text=text, receipt=receipt, request_id=request_id))

    def read(
        self,
        case: str,
        *,
        by: str,
        request_id: str | None = None,
    ) -> CaseView:
        """Confirm having read what one was told or given a copy of, and the open tasks that one holds (已阅)."""
        return self._run(c.Read(case=case, by=by, request_id=request_id))

    def hold(
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
        return self._run(c.Hold(case=case, by=by, data=data or {}, action=action, comment=comment, task=task, request_id=request_id))
