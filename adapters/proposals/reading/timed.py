"""What time does in a case that is handled here: clocks that run, supervision orders, how long replies lay at each step."""

from collections.abc import Iterator
from datetime import datetime

from signoff.engine import events as e
from signoff.engine.case import Case, ClockRef, Status

from ..reports.rows import Duty, Order, StepPass
from ..reports.tables import Label
from .beside import Beside
from .replies import APPROVAL, SUPERVISION, supervised
from .schemes import costs_of
from .told import moment, text


class Timed(Beside):
    """The rows that are about time: everything that a case is asked for."""

    def orders(self) -> Iterator[Order]:
        """Every supervision order, those taken back, too."""
        for one in self.told.all_below(self.root):
            if one.workflow == SUPERVISION:
                yield self._order(one)

    def _order(self, one: Case) -> Order:
        cause, filed = one.data.get("cause"), one.memory.get("feedback_filed")
        about = self.told.cases.get(cause.case) if isinstance(cause, ClockRef) else None
        return Order(
            case=self.case,
            unit=self.around.unit(self.owners.get(one.id)),
            key=one.key,
            cause=self.around.clock(about, cause.clock) if about is not None and isinstance(cause, ClockRef) else self._matter(one),
            level=text(one, "level"),
            issued_at=one.started,
            due=self.around.end_of(one.data.get("red_limit") or one.data.get("rectify_due")),
            rectified_at=filed.entered if filed is not None else None,
            closed_at=one.ended_at,
            state="open" if one.open else "cancelled" if one.status is not Status.DONE else "resolved",
            score=int(str(one.data.get("score_delta") or 0)),
            yellows=int(moment(one, "yellow_at") is not None),
            reds=int(moment(one, "red_at") is not None),
            costs=costs_of(self.around.workflow(one), one.data),
        )

    def _matter(self, one: Case) -> Label:
        """What an order that is for no clock is about: as somebody has written it, else by its ground."""
        written = text(one, "matter")
        return {"zh": written} if written else self.around.option(one, "ground") or {"zh": ""}

    def duties(self) -> Iterator[Duty]:
        """Every clock that runs against somebody: of steps, and of cases."""
        for one in self.told.cases.values():
            if not one.open or one.workflow == SUPERVISION:
                continue
            holders = [person for task in one.open_tasks for person in ((task.holder,) if task.holder else task.candidates)]
            if one.due_at is not None and one.open_tasks:
                yield self._duty(one, self.around.step(one), one.due_at, holders)
            for found in one.clocks:
                if found.running and found.due is not None:
                    officer = one.data.get("case_officer")
                    yield self._duty(one, self.around.clock(one, found.id), found.due, [str(officer)] if officer else holders)

    def _duty(self, one: Case, what: Label, due: datetime, holders: list[str]) -> Duty:
        over = self.around.over(due)
        return Duty(
            case=self.case,
            unit=self.around.unit(self.owners.get(one.id)),
            what=what,
            due=due,
            step=self.around.step(one),
            person=self.around.person(holders[0]) if holders else "",
            overdue_workdays=over,
            remaining_workdays=self.around.left(due),
            level=self._level_of(one),
            reminded_at=max(one.reminded.values(), default=None),
            reason=text(one, "delay_reason"),
        )

    def _level_of(self, one: Case) -> str:
        unit = next((unit for unit in self.units if unit.id == one.id or one.id in {below.id for below in self.told.all_below(unit)}), None)
        return supervised(self.told, [unit]) if unit is not None else ""

    def steps(self) -> Iterator[StepPass]:
        """Every stay at an approval step at which somebody was asked: of a reply, wherever that is approved."""
        leads = {unit.id for unit in self.leads}
        for one in self.told.cases.values():
            if one.id in self.owners and (one.workflow == APPROVAL or one.id in leads):
                yield from self._stays(one)

    def _stays(self, one: Case) -> Iterator[StepPass]:
        entered: e.Entered | None = None
        since, asked = one.started, False
        for event in self.told.events[one.id]:
            match event.fact:
                case e.Entered() as entered:
                    since, asked = event.at, False
                case e.SeatOpened():
                    asked = True
                case e.Left(step=step, outcome=outcome) if asked and entered is not None and self.around.approves(one, step):
                    yield StepPass(
                        case=self.case,
                        unit=self.around.unit(self.owners[one.id]),
                        step=step,
                        title=self.around.step(one, step),
                        seconds=self.around.worked(since, event.at),
                        outcome=OUTCOMES.get(outcome, "approved"),
                        round=entered.round,
                    )


OUTCOMES = {"return": "returned", "taken_back": "", "withdraw": "", "withdrawn": "", "terminate": "", "jump": ""}
"""How a stay at a step ended where the case did not simply go on."""
