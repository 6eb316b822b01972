"""The rows of a case that is, or was, handled here: from registration to the close, with its look-back and its supervision."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from signoff.engine.case import Case, CaseClock, Status

from ..reports.rows import CaseRow, LedgerRow, Standing
from .around import Around
from .replies import Reply, by_unit
from .told import Told, clock, met_at, moment, people, rows, text

UNIT, LEADERSHIP, INTERIM = "unit_assignment", "leadership", "interim"
STANDINGS: Mapping[Status, Standing] = {
    Status.OPEN: "open",
    Status.SUSPENDED: "open",
    Status.REJECTED: "rejected",
    Status.WITHDRAWN: "withdrawn",
    Status.TERMINATED: "terminated",
    Status.VOID: "terminated",
}


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
        """A line for each lead unit, however often it handled the case."""
        for unit, rounds in by_unit(self.leads, self.unit_of).items():
            yield self._row(unit, Reply(self.told, self.around, self.case, rounds))

    def _row(self, unit: str, reply: Reply) -> LedgerRow:
        found = {**reply.standing(self.root), **reply.limits(), **reply.contacts(), **reply.approval()}
        found |= {**reply.outcome(), **reply.publication()}
        return LedgerRow(
            case=self.case,
            unit=unit,
            portfolio_leader=self.around.leader_of(unit),
            co_units=tuple(self.unit_of(one) for one in self.others),
            opinions_wanted=len(self.others),
            opinions_in=sum(self.opinion_at(one) is not None for one in self.others),
            uploaded_at=found.pop("uploaded_at") or moment(self.root, "uploaded_at"),
            **found,
        )

    def opinion_at(self, unit: Case) -> datetime | None:
        """When the opinion of a unit was signed."""
        return met_at(opinion_clock(unit))


def opinion_clock(unit: Case) -> CaseClock | None:
    """The clock of the opinion that a unit owes to the lead unit."""
    return clock(unit, "inner_opinion") or clock(unit, "co_opinion")
