"""One line of an example's `do` after the other: an act by whoever may take it, a wait, a new time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from signoff.engine.definition import Field, Workflow
from signoff.engine.errors import Reason, Refused, SignoffError
from signoff.engine.people_data import PeopleFile
from signoff.engine.views import CaseView

from .examples import Do
from .inner import inner, is_at
from .rehearsal_children import TO_END, arms_for, child_of
from .rehearsal_desk import Desk
from .rehearsal_result import Otherwise, Taken, told
from .rehearsal_seats import Hand, hand_of, hands, in_order, tokens_of
from .rehearsal_values import local, moment
from .samples import COMMENT, sample

ELSEWHERE = ("not_now", "not_open", "already_done")
"""Refusals of an act at a step where the case is not."""
REQUIRED = "_required"
ANY_CASE = "another-case"
"""The key of the case that signals where the example names none."""
MOST_TRIES = 4


@dataclass(slots=True)
class Line:
    """The case of an example, line by line. `met` are the groups that have acted, by step and round."""

    workflow: Workflow
    people: PeopleFile
    desk: Desk
    case: CaseView
    zone: tzinfo
    taken: list[Taken]
    met: dict[tuple[str, str, int], set[str | None]] = field(default_factory=dict)
    on: CaseView | None = None

    @property
    def here(self) -> CaseView:
        """The case that the line is about: the whole, or one of its children."""
        return self.case if self.on is None else self.on

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of that case."""
        return inner(self.workflow, self.here.branch).data

    def take(self, do: Do) -> None:
        """Do what a line says; raises Otherwise where it goes otherwise than written."""
        if do.wait is not None:
            self._until(self.desk.after(do.wait), f"wait {do.wait}", do)
        elif do.now is not None:
            self._until(moment(do.now, self.zone), "now", do)
        else:
            self._act(do)

    # time

    def _until(self, target: datetime, what: str, do: Do) -> None:
        """Let the time pass, every timer on the way in its turn."""
        if target < self.desk.clock.now():
            here = self.desk.clock.now().astimezone(self.zone)
            raise Otherwise(f"it is {here:%Y-%m-%d %H:%M} already; the clock does not go back", (do.line, do.column))
        fired: datetime | None = None
        while (due := self.desk.next_timer()) is not None and due <= target and due != fired:
            self._tick(max(due, self.desk.clock.now()), do)
            fired = due
        self._tick(target, do)
        self.case = self.desk.case(self.case.id)
        self._note(Taken(what, target, None, self.case.step, line=do.line))

    def _tick(self, instant: datetime, do: Do) -> None:
        self.desk.clock.set(instant)
        for why in self.desk.tick().failed.values():
            raise Otherwise(f"a timer failed at {instant.astimezone(self.zone):%Y-%m-%d %H:%M}: {why}", (do.line, do.column))

    # acts

    def _act(self, do: Do) -> None:
        name = f"{do.child or do.step}.{do.action}" if do.child or do.step else do.action
        found = child_of(self.case, self.workflow, do)
        if found is None:
            raise Otherwise(f"`{do.child}` is not there: no such child is open", (do.line, do.column))
        self.on = None if found.id == self.case.id else found
        if do.end is not None:
            do = replace(do, action=f"{TO_END}{do.end}")
            name = f"{do.child} to {do.end}"
        if (
            do.step is not None
            and not is_at(inner(self.workflow, self.here.branch), self.here.step, do.step)
            and do.refused not in ELSEWHERE
        ):
            raise Otherwise(f"`{name}` cannot be taken: the case is at `{self.case.step}`", (do.line, do.column))
        do = replace(do, with_=local(self.fields, do.with_, self.zone))
        hand = self._hand(do)
        refused = self._tried(do, hand)
        self._note(Taken(name, self.desk.clock.now(), hand.person, self.case.step, refused.code if refused else None, do.line))
        self._as_written(do, f"`{name}` by {hand.person}", refused)

    def _tried(self, do: Do, hand: Hand) -> Refused | None:
        """The refusal, or None; what the act asks for besides is filled with samples, unless its absence is the point."""
        before = self.here
        for _ in range(MOST_TRIES):
            try:
                self._verb(do)(self.desk, self.here, do, hand)
                self.case = self.desk.case(self.case.id)
            except Refused as error:
                filled = None if _expected(do, error.reasons) else self._filled(do, error.reasons)
                if filled is None:
                    return error
                do = filled
            except SignoffError as error:
                raise Otherwise(f"`{do.action}` by {hand.person} failed: {error.message}", (do.line, do.column)) from error
            else:
                self.met.setdefault((before.id, before.step, before.round), set()).add(hand.group)
                return None
        return None

    def _verb(self, do: Do) -> "Verb":
        """How the line is carried out: an action of the step itself goes before a verb of the same name."""
        if self._signalled(do):
            return _signal
        step = inner(self.workflow, self.here.branch).steps.get(self.here.step)
        return _plain if step is not None and do.action in step.actions else VERBS.get(do.action, _plain)

    def _signalled(self, do: Do) -> bool:
        """Whether the line stands for a signal: the action is for cases alone, or for cases too and `by` names no person."""
        arms = arms_for(inner(self.workflow, self.here.branch), self.here.step, do.action)
        if do.by is not None and do.by not in self.people.people:
            return any(arm.of_case for arm in arms)
        return bool(arms) and all(arm.of_case for arm in arms)

    def _sender(self, do: Do) -> str:
        """The key of the case that signals: as written, else that of the one for which this case waits, else of any."""
        arms = arms_for(inner(self.workflow, self.here.branch), self.here.step, do.action)
        named = [str(self.here.data[arm.case_in]) for arm in arms if arm.case_in is not None and arm.case_in in self.here.data]
        return do.by or next(iter(named), ANY_CASE)

    def _filled(self, do: Do, reasons: Iterable[Reason]) -> Do | None:
        """The same with samples for what was missing; None if nothing can be filled in."""
        codes = {reason.code for reason in reasons}
        today = self.desk.clock.now().astimezone(self.zone).date()
        missing = [spec for id, spec in self.fields.items() if f"{id}{REQUIRED}" in codes and do.with_.get(id) is None]
        samples = local(self.fields, {spec.id: sample(spec, today) for spec in missing}, self.zone)
        comment = COMMENT if codes & {"comment_required", "main_opinion_required"} and do.comment is None else do.comment
        return replace(do, with_={**do.with_, **samples}, comment=comment) if samples or comment != do.comment else None

    def _as_written(self, do: Do, who: str, refused: Refused | None) -> None:
        if do.refused is None and refused is None:
            return
        if do.refused is None and refused is not None:
            raise Otherwise(f"{who} was refused: {_told(refused)}", (do.line, do.column), refused.reasons)
        if refused is None:
            raise Otherwise(
                f"expected the refusal `{do.refused}`, {who} was allowed; the case is at `{self.case.step}`", (do.line, do.column)
            )
        if not _expected(do, refused.reasons):
            message = f"expected the refusal `{do.refused}`, {who} was refused: {_told(refused)}"
            raise Otherwise(message, (do.line, do.column), refused.reasons)

    def _note(self, taken: Taken) -> None:
        self.taken.append(taken)

    # who

    def _hand(self, do: Do) -> Hand:
        """Who acts, and at which seat."""
        if self._signalled(do):
            return Hand(self._sender(do))
        met = self.met.get((self.here.id, self.here.step, self.here.round), set())
        if do.by is not None:
            return hand_of(do.by, self.here, self.people, met)
        likely = list(hands(self.here, self.people, met))
        if do.action in OWNERS or not likely:
            likely = [Hand(self.here.initiator), *likely]
        if do.action == "reassign":
            task = self.here.tasks[0].id if self.here.tasks else None
            likely = [Hand(p.id, task) for p in in_order(self.people) if "role:admin" in tokens_of(p)] + likely
        if self._verb(do) is not _plain and do.action != "withdraw":
            return likely[0]
        return self._first_able(do, likely)

    def _first_able(self, do: Do, likely: list[Hand]) -> Hand:
        """The first of these who may, else the first of all who may, else the first of these."""
        others = [Hand(person.id) for person in in_order(self.people)]
        return next((hand for hand in [*likely, *others] if self._able(do, hand)), likely[0])

    def _able(self, do: Do, hand: Hand) -> bool:
        """Whether nothing speaks against it but what can be filled in, or what the example expects."""
        answer = self.desk.can(
            self.here.id,
            do.action,
            by=hand.person,
            comment=do.comment,
            data=do.with_,
            task=hand.task,
            to=do.to,
            resume=do.resume,
            edits=do.edits,
        )
        return bool(answer) or _expected(do, answer.reasons) or all(self._filled(do, [reason]) for reason in answer.reasons)


def _expected(do: Do, reasons: Iterable[Reason]) -> bool:
    """Whether the refusal that the example expects is among these: in full, or by the part before `:`."""
    return any(do.refused in (reason.code, reason.code.partition(":")[0]) for reason in reasons)


def _told(refused: Refused) -> str:
    return "; ".join(map(told, refused.reasons))


def _plain(desk: Desk, case: CaseView, do: Do, hand: Hand) -> CaseView:
    return desk.act(
        case.id,
        do.action,
        by=hand.person,
        comment=do.comment,
        data=do.with_ or None,
        task=hand.task,
        to=do.to,
        resume=do.resume,
        edits=do.edits,
    )


def _signal(desk: Desk, case: CaseView, do: Do, hand: Hand) -> CaseView:
    return desk.signal(case.id, do.action, by=hand.person, data=do.with_)


def seat_of(case: CaseView, do: Do) -> str:
    """The open seat of whom a line names."""
    return next((task.id for task in case.tasks if task.holder == do.who), "")


OWNERS = ("withdraw", "remind")
"""Verbs of the initiator rather than of the holder."""
Verb = Callable[[Desk, CaseView, Do, Hand], CaseView]
VERBS: dict[str, Verb] = {
    "claim": lambda desk, case, do, hand: desk.claim(case.id, by=hand.person, task=hand.task),
    "release": lambda desk, case, do, hand: desk.release(case.id, by=hand.person, task=hand.task),
    "transfer": lambda desk, case, do, hand: desk.transfer(case.id, by=hand.person, to=do.who or "", comment=do.comment, task=hand.task),
    "delegate": lambda desk, case, do, hand: desk.delegate(case.id, by=hand.person, to=do.who or "", comment=do.comment, task=hand.task),
    "add_signer": lambda desk, case, do, hand: desk.add_signer(
        case.id, by=hand.person, who=(do.who or "",), where=do.where, comment=do.comment, task=hand.task
    ),
    "remove_signer": lambda desk, case, do, hand: desk.remove_signer(case.id, by=hand.person, task=seat_of(case, do), comment=do.comment),
    "give_back": lambda desk, case, do, hand: desk.give_back(case.id, by=hand.person, comment=do.comment, task=hand.task),
    "reassign": lambda desk, case, do, hand: desk.reassign(
        case.id, by=hand.person, to=do.who or "", reason=do.comment or COMMENT, task=hand.task
    ),
    "take_back": lambda desk, case, do, hand: desk.take_back(case.id, by=hand.person, comment=do.comment),
    "consent_back": lambda desk, case, do, hand: desk.consent_back(case.id, by=hand.person, comment=do.comment),
    "decline_back": lambda desk, case, do, hand: desk.decline_back(case.id, by=hand.person, comment=do.comment),
    "read": lambda desk, case, do, hand: desk.read(case.id, by=hand.person),
    "withdraw": lambda desk, case, do, hand: desk.withdraw(case.id, by=hand.person, comment=do.comment),
    "comment": lambda desk, case, do, hand: desk.comment(case.id, by=hand.person, text=do.comment or COMMENT),
    "edit": lambda desk, case, do, hand: desk.edit(case.id, by=hand.person, data=do.with_, task=hand.task, edits=do.edits),
    "remind": lambda desk, case, do, hand: desk.remind(case.id, by=hand.person, reason=do.comment),
}
