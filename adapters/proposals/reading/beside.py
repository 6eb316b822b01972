"""What stands beside the ledger in a case that is handled here: shares, contacts, commitments, look-backs, studies."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from signoff.engine import events as e
from signoff.engine.case import Case, CaseClock

from ..reports.rows import Commitment, Contact, Interim, LookBack, Share, Study
from .handled import INTERIM, LEADERSHIP, Handled, opinion_clock
from .replies import LOOK_BACK, Reply, by_unit, contacts_of
from .told import clock, met_at, moment, rows, text

REPORTS = ("report", "lookback_report")
"""What the clock of a look-back's report may be called."""


class Beside(Handled):
    """The rows that are records: of what units owe and did."""

    def shares(self) -> Iterator[Share]:
        """What each unit owes."""
        for unit in self.units:
            memory, opinion = unit.memory.get("sign_in"), None if unit in self.leads else opinion_clock(unit)
            yield Share(
                case=self.case,
                unit=self.unit_of(unit),
                role="lead" if unit in self.leads else "co",
                officer=self.around.person(unit.data.get("case_officer")),
                section=text(unit, "section"),
                open=unit.open,
                sign_in_due=memory.due
                if memory is not None and memory.due is not None
                else unit.due_at
                if unit.step == "sign_in"
                else None,
                signed_in_at=moment(unit, "signed_in_at"),
                opinion_due=opinion.due if opinion is not None else None,
                opinion_at=met_at(opinion),
                waived=bool(unit.data.get("waived")),
            )

    def contacts(self) -> Iterator[Contact]:
        """Every contact that was logged, in the handling or in the draft of the reply."""
        for unit in self.units:
            for row in contacts_of(self.told, unit):
                yield Contact(
                    case=self.case,
                    unit=self.unit_of(unit),
                    phase=str(row.get("phase") or ""),
                    mode=str(row.get("mode") or ""),
                    on=day(row.get("date")),
                    whom=self.around.person(row.get("persons")),
                    opinion=str(row.get("proposer_opinion") or ""),
                    explained=bool(row.get("explained")),
                )

    def commitments(self) -> Iterator[Commitment]:
        """What replies promise; where a look-back goes on from there, as it stands in that."""
        for unit in self.leads:
            holding = [one for one in (unit, *self.told.below(unit, workflow=LOOK_BACK)) if rows(one, "commitments")]
            for row in rows(holding[-1], "commitments") if holding else ():
                status = str(row.get("status") or "planned")
                yield Commitment(
                    case=self.case,
                    unit=self.unit_of(unit),
                    what=str(row.get("what") or ""),
                    due=day(row.get("due")),
                    done=day(row.get("done_on")) if status == "done" else None,
                    status=status,
                )

    def look_backs(self) -> Iterator[LookBack]:
        """Every look-back, a row for each of its years."""
        for unit in self.leads:
            for one in self.told.below(unit, workflow=LOOK_BACK):
                yield from self._years(unit, one)

    def _years(self, unit: Case, one: Case) -> Iterator[LookBack]:
        """The years that were carried over, each as it stood then, and the present one."""
        cycle, report = 1, None
        for event in self.told.events[one.id]:
            match event.fact:
                case e.ClockChanged(clock=found) if found.id in REPORTS:
                    report = found
                case e.Edited(fields=fields) if (later := _cycle(fields)) > cycle:
                    yield self._look_back(unit, cycle, report, event.at)
                    cycle = later
        now = next((standing for id in REPORTS if (standing := clock(one, id)) is not None), None)
        yield self._look_back(unit, _cycle(one.data), now, one.ended_at)

    def _look_back(self, unit: Case, cycle: int, report: CaseClock | None, ended_at: datetime | None) -> LookBack:
        due = report.due if report is not None else None
        return LookBack(case=self.case, unit=self.unit_of(unit), cycle=cycle, due=due, reported_at=met_at(report), ended_at=ended_at)

    def studies(self) -> Iterator[Study]:
        """Studies of the leader who leads the case: on the spot as logged, and the one asked of him."""
        if not self.case.leader_led or not self.case.leading_leader:
            return
        for unit in self.units:
            for row in rows(unit, "field_studies"):
                yield Study(case=self.case, leader=self.case.leading_leader, on=day(row.get("date")), place=str(row.get("places") or ""))
        for one in self.told.below(self.root, LEADERSHIP):
            memory = one.memory.get("leader_study")
            if memory is not None and memory.left is not None:
                yield Study(case=self.case, leader=self.case.leading_leader, on=self.around.local(memory.left))

    def interims(self) -> Iterator[Interim]:
        """What went out before a reply did."""
        for unit, shares in by_unit(self.leads, self.unit_of).items():
            reply = Reply(self.told, self.around, self.case, shares)
            for one in reply.below(INTERIM):
                if (at := moment(one, "interim_at")) is not None:
                    yield Interim(
                        case=self.case,
                        unit=unit,
                        reason=text(one, "why"),
                        doc_no=text(one, "interim_no"),
                        issued_at=at,
                        reply_due=reply.limits()["effective_due"],
                        replied_at=reply.issued_at,
                    )


def _cycle(data: Mapping[str, object]) -> int:
    return int(str(data.get("cycle") or 1))


def day(value: object) -> date | None:
    """A date of a row."""
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
