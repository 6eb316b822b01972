"""What one lead unit owes in a case: a reply, however often the unit handled it. One line of the ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from signoff.engine import events as e
from signoff.engine.case import Case, CaseClock

from ..reports.rows import CaseRow, Forms
from ..reports.tables import Label
from ..reports.words import FACE_TO_FACE, LEVELS
from .around import Around
from .told import Told, clock, moment, rows, text

FORM, UPLOAD, PUBLISH = "form", "upload", "publish"
APPROVAL, LOOK_BACK, SUPERVISION = "reply-approval", "look-back", "supervision"
NOT_PUBLIC = ("none", "on_request")


class Reply:
    """The reply of one unit over all the shares it had: the first one, and one for each time that the case was reopened.

    The limit and the day of issue are those of the first reply, which alone is on time or late; how it stands is told by the last.
    """

    def __init__(self, told: Told, around: Around, case: CaseRow, rounds: Sequence[Case]) -> None:
        self.told, self.around, self.case, self.rounds = told, around, case, rounds
        self.first, self.last = rounds[0], rounds[-1]

    def below(self, branch: str = "", workflow: str = "") -> list[Case]:
        """The children of every round."""
        return [child for unit in self.rounds for child in self.told.below(unit, branch, workflow)]

    def newest(self, name: str) -> str:
        """A text as the last round has it that has any."""
        return next((found for unit in reversed(self.rounds) if (found := text(unit, name))), "")

    # limits and the reply

    @cached_property
    def issued_at(self) -> datetime | None:
        """When the first reply went out."""
        return next((at for unit in self.rounds if (at := moment(unit, "first_issued_at") or moment(unit, "issued_at"))), None)

    def limits(self) -> dict[str, Any]:
        """The limit as first set, the one that holds, and the last to which it can be extended."""
        found = reply_clock(self.first)
        due = found.due if found is not None else None
        return {
            "statutory_due": found.planned if found is not None else None,
            "effective_due": due,
            "max_due": self.around.longest(self.first, self.case.assigned_at),
            "remaining_workdays": self.around.left(due) if due is not None and self.issued_at is None else None,
        }

    def outcome(self) -> dict[str, Any]:
        """Number, class and satisfaction of the first reply and of the last one."""
        first_class = next((found for unit in self.rounds if (found := text(unit, "class_at_first_reply"))), "")
        forms = self._forms()
        return {
            "doc_no": self.newest("doc_no"),
            "issued_at": self.issued_at,
            "first_class": first_class,
            "current_class": self.newest("result_class") or first_class,
            "converted_at": self._latest((*self.rounds, *self.below(workflow=LOOK_BACK)), "converted_at"),
            "first": forms[0],
            "final": forms[-1],
            "first_value": next((found for unit in self.rounds if (found := text(unit, "satisfaction_first"))), ""),
            "final_value": self.newest("satisfaction"),
        }

    def _forms(self) -> list[Forms]:
        """The forms of each reply, in order; those of one reply were opened together."""
        opened: dict[datetime, list[Case]] = {}
        for form in self.below(FORM):
            opened.setdefault(form.started, []).append(form)
        return [counted(forms) for _, forms in sorted(opened.items())] or [Forms()]

    # publication

    def publication(self) -> dict[str, Any]:
        """Whether and when it was uploaded and published, or why it is not to be."""
        disclosure = self._said((PUBLISH, "", "decision")) or self.newest("disclosure")
        return {
            "uploaded_at": self._latest(self.below(UPLOAD), "uploaded_at"),
            "published_at": self._latest(self.below(PUBLISH), "published_at"),
            "disclosure": disclosure,
            "disclosure_reason": self._said((PUBLISH, "", "not_public_reason"), ("", APPROVAL, "disclosure_reason")),
            "not_public": self.issued_at is not None and disclosure in NOT_PUBLIC,
        }

    def _said(self, *places: tuple[str, str, str]) -> str:
        """The newest text of children: of a branch or a workflow, under a name."""
        found = (text(child, name) for branch, workflow, name in places for child in reversed(self.below(branch, workflow)))
        return next((one for one in found if one), "")

    @staticmethod
    def _latest(cases: Sequence[Case], name: str) -> datetime | None:
        return max((at for one in cases if (at := moment(one, name)) is not None), default=None)

    # contacts and the approval

    def contacts(self) -> dict[str, Any]:
        """How often the proposer was contacted in each phase, and whether anybody met him before the first reply."""
        found = [row for unit in self.rounds for row in contacts_of(self.told, unit)]
        phases = [row.get("phase") for row in found]
        return {
            "contacts_before": phases.count("pre"),
            "contacts_during": phases.count("mid"),
            "contacts_after": phases.count("post"),
            "met": any(map(self._met, found)),
        }

    def _met(self, row: Mapping[str, Any]) -> bool:
        on, issued = row.get("date"), self.issued_at
        before = row.get("phase") in ("pre", "mid") and (issued is None or not isinstance(on, date) or on <= self.around.local(issued))
        return before and row.get("mode") in FACE_TO_FACE and row.get("counterpart") in (None, "proposer")

    def approval(self) -> dict[str, Any]:
        """How often it was sent back."""
        where = [*self.rounds, *self.below(workflow=APPROVAL)]
        returned = sum(isinstance(event.fact, e.Returned) for one in where for event in self.told.events[one.id])
        return {"returns": returned, "first_pass": returned == 0 if self.issued_at is not None else None}

    # where it stands

    def standing(self, root: Case) -> dict[str, Any]:
        """Who has it, at which step, under which supervision."""
        look_backs = self.below(workflow=LOOK_BACK)
        return {
            "section": self.newest("section"),
            "officer": self.around.person(self.newest("case_officer")),
            "holders": tuple(dict.fromkeys(self._holders())),
            "step": self._step(root),
            "level": supervised(self.told, self.rounds),
            "look_back": self.around.step(look_backs[-1]) if look_backs else {},
            "note": self.newest("delay_reason"),
        }

    def _step(self, root: Case) -> Label:
        if not self.last.open:
            return self.around.step(root) if root.open else {}
        return self.around.step(next(iter(self._approvals()), self.last))

    def _holders(self) -> Iterator[str]:
        for one in (self.last, *self._approvals()):
            for task in one.open_tasks:
                yield from map(self.around.person, (task.holder,) if task.holder else task.candidates)

    def _approvals(self) -> list[Case]:
        return [one for one in self.told.below(self.last, workflow=APPROVAL) if one.open]


def by_unit(shares: Sequence[Case], unit: Callable[[Case], str]) -> dict[str, list[Case]]:
    """The shares of each unit, in the order they began."""
    found: dict[str, list[Case]] = {}
    for share in shares:
        found.setdefault(unit(share), []).append(share)
    return found


def contacts_of(told: Told, unit: Case) -> list[Mapping[str, Any]]:
    """The contacts of a share: those that were logged, and those that were put into a draft of one of its replies, each once.

    A draft begins with the contacts of the share. What is marked there as an explanation is one, although the share does not say so.
    """
    found = {_contact(row): row for row in rows(unit, "contacts")}
    for draft in told.all_below(unit):
        for row in rows(draft, "contacts") if draft.workflow == APPROVAL else ():
            if row.get("explained") or _contact(row) not in found:
                found[_contact(row)] = row
    return list(found.values())


def _contact(row: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """What tells one contact from another: whatever is written in it, but for the mark of an explanation."""
    return frozenset((name, str(value)) for name, value in row.items() if name != "explained" and value not in (None, ""))


def supervised(told: Told, shares: Sequence[Case]) -> str:
    """The highest level of a supervision order that is open against these shares; empty where there is none."""
    orders = [order for share in shares for order in told.all_below(share) if order.workflow == SUPERVISION and order.open]
    return max((level for order in orders if (level := text(order, "level")) in LEVELS), key=LEVELS.index, default="")


def reply_clock(unit: Case) -> CaseClock | None:
    """The clock of what a lead unit owes: a reply; where another body leads for the upper level, our opinion."""
    return clock(unit, "reply") or clock(unit, "co_opinion")


def counted(forms: list[Case]) -> Forms:
    """The forms of one reply."""
    values = [text(form, "value") for form in forms]
    return Forms(len(forms), values.count("satisfied"), values.count("basically_satisfied"), values.count("dissatisfied"))
