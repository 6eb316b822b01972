"""The rows of a case of a past year that was only recorded: everything stands in its data."""

from collections.abc import Iterator
from datetime import date, datetime

from ..reports.rows import CaseRow, Forms, LedgerRow, Share
from .around import Around
from .told import Told, moment, people, rows, text

NO_UNIT = ""


class Recorded:
    """One record, and the rows it makes."""

    def __init__(self, told: Told, around: Around) -> None:
        self.root, self.around = told.root, around
        self.case = self._case()

    def _case(self) -> CaseRow:
        root, person = self.root, self.around.person
        return CaseRow(
            key=root.key,
            kind=text(root, "kind"),
            year=int(str(root.data.get("year") or 0)),
            case_no=text(root, "case_no"),
            title=text(root, "title"),
            session=text(root, "session"),
            level=text(root, "level"),
            assigning_body=text(root, "assigning_body"),
            upstream_role=text(root, "upstream_role") or "lead",
            mode=text(root, "mode"),
            lead_proposer=person(root.data.get("lead_proposer")),
            co_signers=len(people(root, "co_signers")),
            assigned_at=moment(root, "assigned_at"),
            key_case=bool(root.data.get("key_case") or root.data.get("key_supervised")),
            leader_led=bool(root.data.get("leader_led")),
            leading_leader=person(root.data.get("leading_leader")),
            follow_up=person(root.data.get("follow_up_officer")),
            standing="closed",
            step=self.around.step(root),
        )

    def _units(self, role: str) -> list[str]:
        return [self.around.unit(row.get("unit")) for row in rows(self.root, "units") if (row.get("role") == "lead") == (role == "lead")]

    def rows(self) -> Iterator[LedgerRow]:
        """A line for each lead unit; one without a unit where none is known."""
        for unit in self._units("lead") or [NO_UNIT]:
            yield self._row(unit)

    def _row(self, unit: str) -> LedgerRow:
        root, first = self.root, text(self.root, "class_at_first_reply")
        due = self._end("reply_due_at")
        return LedgerRow(
            case=self.case,
            unit=unit,
            co_units=tuple(self._units("co")),
            step=self.around.step(root),
            statutory_due=due,
            effective_due=self._end("extended_to") or due,
            met=None,
            doc_no=text(root, "doc_no"),
            issued_at=self._end("reply_issued_at"),
            first_class=first or text(root, "result_class"),
            current_class=text(root, "result_class") or first,
            first=form(text(root, "satisfaction_first") or text(root, "satisfaction_final")),
            final=form(text(root, "satisfaction_final") or text(root, "satisfaction_first")),
            first_value=text(root, "satisfaction_first"),
            final_value=text(root, "satisfaction_final"),
            uploaded_at=self._end("uploaded_at"),
            published_at=self._end("published_at"),
            disclosure=text(root, "disclosure"),
            not_public=text(root, "disclosure") in ("none", "on_request"),
            note=text(root, "remarks"),
        )

    def _end(self, name: str) -> datetime | None:
        value = self.root.data.get(name)
        return self.around.end_of(value if isinstance(value, date) else None)

    def shares(self) -> Iterator[Share]:
        """Who took part; nothing is known of their limits."""
        for role in ("lead", "co"):
            for unit in self._units(role):
                yield Share(case=self.case, unit=unit, role=role, open=False)


def form(value: str) -> Forms:
    """The one form of a record."""
    if not value:
        return Forms()
    return Forms(1, int(value == "satisfied"), int(value == "basically_satisfied"), int(value == "dissatisfied"))
