"""The rows of a case that is, or was, handled here: from registration to the close, with its look-back and its supervision."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from signoff.engine import events as e
from signoff.engine.case import Case, CaseClock, Status

from ..reports.rows import CaseRow, Forms, LedgerRow, Standing
from ..reports.tables import Label
from ..reports.words import FACE_TO_FACE, LEVELS
from .around import Around
from .told import Told, clock, met_at, moment, people, rows, text

UNIT, FORM, UPLOAD, PUBLISH, LEADERSHIP = "unit_assignment", "form", "upload", "publish", "leadership"
APPROVAL, LOOK_BACK, SUPERVISION = "reply-approval", "look-back", "supervision"
STANDINGS: Mapping[Status, Standing] = {
    Status.OPEN: "open",
    Status.SUSPENDED: "open",
    Status.REJECTED: "rejected",
    Status.WITHDRAWN: "withdrawn",
    Status.TERMINATED: "terminated",
    Status.VOID: "terminated",
}
NOT_PUBLIC = ("none", "on_request")


class Handled:
    """One case, and the rows it makes."""

    def __init__(self, told: Told, around: Around) -> None:
        self.told, self.around, self.root = told, around, told.root
        self.case = self._case()
        self.units = told.below(told.root, UNIT)
        self.owners = {below.id: str(self._element(unit).get("unit")) for unit in self.units for below in (unit, *told.all_below(unit))}

    def _case(self) -> CaseRow:
        data, person = self.root.data, self.around.person
        return CaseRow(
            key=self.root.key,
            kind=text(self.root, "kind"),
            year=int(str(data.get("year") or 0)),
            case_no=text(self.root, "case_no"),
            title=text(self.root, "title"),
            session=text(self.root, "session"),
            level=text(self.root, "level"),
            assigning_body=text(self.root, "assigning_body"),
            upstream_role=text(self.root, "upstream_role") or "lead",
            mode=text(self.root, "mode"),
            lead_proposer=person(data.get("lead_proposer")),
            co_signers=len(people(self.root, "co_signers")),
            points=max(len(rows(self.root, "points")), 1),
            assigned_at=moment(self.root, "assigned_at"),
            key_case=bool(data.get("key_case") or data.get("key_supervised")),
            leader_led=bool(data.get("leader_led")),
            leading_leader=person(data.get("leading_leader")),
            follow_up=person(data.get("follow_up_officer")),
            standing=STANDINGS.get(self.root.status, "closed"),
            step=self.around.step(self.root),
        )

    @staticmethod
    def _element(unit: Case) -> Mapping[str, Any]:
        return unit.element if isinstance(unit.element, Mapping) else {}

    def unit_of(self, unit: Case) -> str:
        """The unit whose share a case is."""
        return self.around.unit(self._element(unit).get("unit"))

    @property
    def leads(self) -> list[Case]:
        """The shares of the units that reply."""
        return [unit for unit in self.units if self._element(unit).get("role") == "lead"]

    @property
    def others(self) -> list[Case]:
        """The shares of those that co-handle."""
        return [unit for unit in self.units if self._element(unit).get("role") != "lead"]

    # the ledger

    def rows(self) -> Iterator[LedgerRow]:
        """A line for each lead unit."""
        for unit in self.leads:
            yield self._row(unit)

    def _row(self, unit: Case) -> LedgerRow:
        reply, forms = reply_clock(unit), self._forms(unit)
        issued, first_class = self.issued(unit), text(unit, "class_at_first_reply")
        due = reply.due if reply is not None else None
        phases = [row.get("phase") for row in rows(unit, "contacts")]
        name = self.unit_of(unit)
        returned = self._returns(unit)
        return LedgerRow(
            case=self.case,
            unit=name,
            section=text(unit, "section"),
            officer=self.around.person(unit.data.get("case_officer")),
            portfolio_leader=self.around.leader_of(name),
            co_units=tuple(self.unit_of(one) for one in self.others),
            holders=self._holders(unit),
            step=self._step(unit),
            statutory_due=reply.planned if reply is not None else None,
            effective_due=due,
            max_due=self.around.longest(unit, self.case.assigned_at),
            remaining_workdays=self.around.left(due) if due is not None and issued is None else None,
            contacts_before=phases.count("pre"),
            contacts_during=phases.count("mid"),
            contacts_after=phases.count("post"),
            met=any(self._met(row, issued) for row in rows(unit, "contacts")),
            opinions_wanted=len(self.others),
            opinions_in=sum(self.opinion_at(one) is not None for one in self.others),
            doc_no=text(unit, "doc_no"),
            issued_at=issued,
            first_class=first_class,
            current_class=text(unit, "result_class") or first_class,
            converted_at=self._converted(unit),
            first=forms[0],
            final=forms[-1],
            first_value=text(unit, "satisfaction_first"),
            final_value=text(unit, "satisfaction"),
            uploaded_at=self._latest(unit, UPLOAD, "uploaded_at") or moment(self.root, "uploaded_at"),
            published_at=self._latest(unit, PUBLISH, "published_at"),
            disclosure=self._disclosure(unit),
            disclosure_reason=self._reason(unit),
            not_public=issued is not None and self._disclosure(unit) in NOT_PUBLIC,
            level=self._level(unit),
            look_back=self._look_back(unit),
            returns=returned,
            first_pass=returned == 0 if issued is not None else None,
            note=text(unit, "delay_reason"),
        )

    def issued(self, unit: Case) -> datetime | None:
        """When the first reply of a unit went out."""
        return moment(unit, "first_issued_at") or moment(unit, "issued_at")

    def opinion_at(self, unit: Case) -> datetime | None:
        """When the opinion of a unit was signed."""
        return met_at(opinion_clock(unit))

    def _met(self, row: Mapping[str, Any], issued: datetime | None) -> bool:
        on = row.get("date")
        before = row.get("phase") in ("pre", "mid") and (issued is None or not isinstance(on, date) or on <= self.around.local(issued))
        return before and row.get("mode") in FACE_TO_FACE and row.get("counterpart") in (None, "proposer")

    def _forms(self, unit: Case) -> list[Forms]:
        """The forms of each reply, in order; those of one reply were opened together."""
        opened: dict[datetime, list[Case]] = {}
        for form in self.told.below(unit, FORM):
            opened.setdefault(form.started, []).append(form)
        return [counted(forms) for _, forms in sorted(opened.items())] or [Forms()]

    def _latest(self, unit: Case, branch: str, name: str) -> datetime | None:
        found = [at for child in self.told.below(unit, branch) if (at := moment(child, name)) is not None]
        return max(found, default=None)

    def _converted(self, unit: Case) -> datetime | None:
        found = [moment(unit, "converted_at"), *(moment(one, "converted_at") for one in self.told.below(unit, workflow=LOOK_BACK))]
        return max((at for at in found if at is not None), default=None)

    def _disclosure(self, unit: Case) -> str:
        decided = [text(child, "decision") for child in self.told.below(unit, PUBLISH)]
        return next((one for one in reversed(decided) if one), text(unit, "disclosure"))

    def _reason(self, unit: Case) -> str:
        said = [text(child, "not_public_reason") for child in self.told.below(unit, PUBLISH)]
        said += [text(child, "disclosure_reason") for child in self.told.below(unit, workflow=APPROVAL)]
        return next((one for one in said if one), "")

    def _returns(self, unit: Case) -> int:
        where = [unit, *self.told.below(unit, workflow=APPROVAL)]
        return sum(isinstance(event.fact, e.Returned) for one in where for event in self.told.events[one.id])

    def _level(self, unit: Case) -> str:
        open_ = [text(order, "level") for order in self.told.all_below(unit) if order.workflow == SUPERVISION and order.open]
        return max((level for level in open_ if level in LEVELS), key=LEVELS.index, default="")

    def _look_back(self, unit: Case) -> Label:
        found = self.told.below(unit, workflow=LOOK_BACK)
        return self.around.step(found[-1]) if found else {}

    def _step(self, unit: Case) -> Label:
        if not unit.open:
            return self.around.step(self.root) if self.root.open else {}
        inner = next((one for one in self.told.below(unit, workflow=APPROVAL) if one.open), unit)
        return self.around.step(inner)

    def _holders(self, unit: Case) -> tuple[str, ...]:
        waiting = [unit, *(one for one in self.told.below(unit, workflow=APPROVAL) if one.open)]
        found = [person for one in waiting for task in one.open_tasks for person in ((task.holder,) if task.holder else task.candidates)]
        return tuple(dict.fromkeys(self.around.person(person) for person in found))


def reply_clock(unit: Case) -> CaseClock | None:
    """The clock of what a lead unit owes: a reply; where another body leads for the upper level, our opinion."""
    return clock(unit, "reply") or clock(unit, "co_opinion")


def opinion_clock(unit: Case) -> CaseClock | None:
    """The clock of the opinion that a unit owes to the lead unit."""
    return clock(unit, "inner_opinion") or clock(unit, "co_opinion")


def counted(forms: list[Case]) -> Forms:
    """The forms of one reply."""
    values = [text(form, "value") for form in forms]
    return Forms(len(forms), values.count("satisfied"), values.count("basically_satisfied"), values.count("dissatisfied"))
