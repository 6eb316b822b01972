"""What the worst command of each kind costs through the engine, counted in the driver; the numbers stand in `tests/budgets.py`."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, make_url

from signoff import Refused
from signoff.adapters.sql import prepare
from signoff.compose import Engine
from signoff.engine import listening
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock
from tests import budgets
from tests.counting_mariadb import counting_engine, sent

from ..conformance.factory import new_id
from .databases import own_database
from .dispatching import a_place, office

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = PeopleFile({}, {id: Person(id, roles=("clerk",) if id in ("li", "lu") else ()) for id in ("ann", "he", "li", "lu", "wu", "zhou")})
BOARD = ("he", "wu", "zhou")

WORKFLOW = """
signoff: 1
workflow: contract
data: {subject: text, amount: integer, note: text, seen: bool}
signs: [subject, amount]
deadlines:
  whole: {due: 200d, max: 900d, met: passed(last), holder: initiator, escalate: [{at: due - 9d, remind: holder}, {at: due, remind: holder}]}
  voting: {from: board.entered, due: 5d, met: passed(board), escalate: none}
defaults:
  empty: hold
  self: allow
  duplicate: none
  insufficient_seats: hold
  due: 2d
  escalate:
    - {at: begin + 1d, every: 1d, times: 3, remind: holder}
    - {at: due, notify: initiator, set: {seen: true}}
    - {at: due + 1d, notify: role(clerk)}
steps:
  draft:
    by: initiator | role(clerk) | person(wu)
    may_edit: [subject, amount, note]
    effects: [notify: role(clerk), notify: initiator]
    actions: {submit: {to: next, effects: [notify: role(clerk), set: {seen: false}]}}
  first: {when: amount > 1, approvers: person(he)}
  second: {when: amount > 2, approvers: person(he)}
  third: {when: amount > 3, approvers: person(he)}
  board:
    approvers: [person(he) | role(clerk), person(wu) | role(clerk), person(zhou) | role(clerk)]
    rule: all
    may_edit: [amount]
    allow: {transfer: anyone}
    return: {to: any_earlier, comment: required, resume: [straight_back, rewalk]}
    actions: {approve: {to: next, effects: [notify: initiator, set: {seen: true}]}, reject: rejected}
  last:
    approvers: [person(he) | role(clerk), person(wu) | role(clerk)]
    rule: all
    effects: [notify: role(clerk), notify: initiator]
    return: {to: any_earlier, comment: required, resume: [straight_back, rewalk]}
return: {to: any_earlier, comment: required, resume: [straight_back, rewalk]}
withdraw: {by: initiator, until: end}
"""


SPLIT = """
signoff: 1
workflow: split
data: {parts: {type: list, of: text}}
defaults: {empty: hold, self: allow, due: 2d, escalate: [{at: due, remind: holder}]}
steps:
  draft: {by: initiator}
  asking:
    parallel:
      part:
        for_each: p in parts
        steps:
          giving: {approvers: role(clerk), return: {to: any_earlier}}
  last: {approvers: person(he)}
"""


OUTER = """
signoff: 1
workflow: outer
data: {parts: {type: list, of: text}}
defaults: {empty: hold}
steps:
  draft: {by: initiator}
  sub: {workflow: inner, for_each: p in parts}
"""
INNER = """
signoff: 1
workflow: inner
defaults: {empty: hold}
steps:
  giving: {by: role(clerk)}
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """An engine whose statements are counted, with the clock that it goes by."""

    engine: Engine
    clock: ManualClock
    counted: Callable[[Callable[[], object]], int]
    commands: int
    """The budget of a command."""
    locking: int
    """The budget of what is done under locks."""

    def listen(self, seconds: float = 0) -> int:
        """Learn who listens, as the first command of a process does; what that costs after so many seconds, which stand still then."""
        self.engine._service.setting.listening._seconds = lambda: seconds
        return self.counted(self.engine._service.listen)

    def cost(self, verb: str, *arguments: Any, **given: Any) -> int:
        """What a verb or a question costs."""
        return self.counted(lambda: getattr(self.engine, verb)(*arguments, **given))

    def case(self, key: str, *done: str) -> str:
        """A contract that is at the board, as far as `done` says: `submit`, and who has approved there."""
        self.engine.start("contract", by="ann", key=key, data={"subject": "Lease", "amount": 1})
        for who in done:
            if who == "submit":
                self.engine.act(key, "submit", by="ann")
            else:
                self.engine.act(key, "approve", by=who)
        return f"contract/{key}"


# ---------------------------------------------------------------- counting


RAN: list[str] = []
"""The statements that SQLite was given, in order."""


class CountingCursor(sqlite3.Cursor):
    """Takes note of every execution; one for many rows counts one."""

    def execute(self, sql: str, *args: Any) -> "CountingCursor":
        """Run a statement."""
        RAN.append(sql)
        return super().execute(sql, *args)

    def executemany(self, sql: str, *args: Any) -> "CountingCursor":
        """Run a statement for many rows."""
        RAN.append(sql)
        return super().executemany(sql, *args)


class CountingConnection(sqlite3.Connection):
    """A connection with such cursors."""

    def cursor(self, *_: Any, **__: Any) -> CountingCursor:  # type: ignore[override]
        """A cursor that counts."""
        return super().cursor(CountingCursor)


def statements(work: Callable[[], object]) -> int:
    """How many statements SQLite was given meanwhile, begin and commit not counted."""
    RAN.clear()
    work()
    return sum(not sql.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")) for sql in RAN)


def round_trips(database: Database) -> Callable[[Callable[[], object]], int]:
    """How often PostgreSQL was waited for meanwhile, begin and commit counted, as the client library writes it down."""

    def count(work: Callable[[], object]) -> int:
        with database.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
        with tempfile.TemporaryFile("w+") as file:
            raw.pgconn.trace(file.fileno())
            work()
            raw.pgconn.untrace()
            file.seek(0)
            return sum("ReadyForQuery" in message for message in file)

    return count


def ringing(engine: Engine) -> Engine:
    """An engine on which every save that brings work wakes others, so that it is always the same statement."""
    engine._service.setting.bell._seconds = count().__next__
    return engine


@contextmanager
def desk_on(database: Database, counted: Callable[[Callable[[], object]], int], budget: int, locking: int) -> Iterator[Desk]:
    clock = ManualClock(NOON)
    engine = Engine(database, workflows=[WORKFLOW, SPLIT, OUTER, INNER], directory=PEOPLE, clock=clock)
    try:
        yield Desk(ringing(engine), clock, counted, budget, locking)
    finally:
        engine.close()
        database.dispose()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "sqlite":
        database = prepare(create_engine(f"sqlite:///{tmp_path / 'signoff.db'}", connect_args={"factory": CountingConnection}))
        with desk_on(database, statements, budgets.SQLITE_STATEMENTS, budgets.SQLITE_STATEMENTS) as found:
            found.engine.cases()
            found.listen()
            yield found
        return
    with own_database(request.param) as url:
        if request.param == "mariadb":
            most = budgets.MARIADB_STATEMENTS
            with desk_on(counting_engine(make_url(url)), lambda work: len(sent(work)), most, most) as found:
                found.engine.cases()
                found.listen()
                yield found
            return
        database = create_engine(url, pool_size=1, max_overflow=0)
        with desk_on(database, round_trips(database), budgets.POSTGRESQL_AT_ONCE, budgets.POSTGRESQL_ROUND_TRIPS) as found:
            warmed(found)
            found.listen()
            yield found


def warmed(desk: Desk) -> None:
    """Use everything often enough: the driver prepares a statement at its sixth use, which costs one more round trip.

    It forgets them all at a rollback, so whatever is refused comes first.
    """
    elsewhere = desk.engine.for_tenant("warm")
    for _ in range(8):
        with pytest.raises(Refused):
            elsewhere.start("contract", by="ann", key="a/b")
    for number in range(8):
        case = elsewhere.start("contract", by="ann", key=str(number), data={"subject": "Lease"}, request_id=str(number)).id
        elsewhere.comment(case, by="ann", text="With a request.", request_id=f"comment {number}")
        elsewhere.comment(case, by="ann", text="And without.")
        elsewhere.inbox("ann")
        elsewhere.can(case, "submit", by="ann")
        elsewhere.history(case)
        desk.engine.store.now()
        desk.clock.advance("24h")
        elsewhere.fire_timers()


def test_who_listens_is_read_seldom_and_beside_the_commands(desk: Desk) -> None:
    assert desk.listen(listening.AGE - 1) == 0
    assert desk.listen(1e9) == budgets.LISTENING
    assert desk.listen(1e9 + listening.AGE - 1) == 0


# ---------------------------------------------------------------- commands


def test_the_first_start_of_a_definition(desk: Desk) -> None:
    data = {"subject": "Lease", "amount": 1}
    assert desk.cost("start", "contract", by="ann", key="1", data=data, subject=("contract", "1"), request_id="r1") <= desk.commands


def test_an_act_that_passes_over_three_steps(desk: Desk) -> None:
    case = desk.case("1")
    assert desk.cost("act", case, "submit", by="ann", data={"subject": "Hall", "note": "x"}, request_id="r2") <= desk.commands
    assert desk.engine.case(case).step == "board"
    assert [event.kind for event in desk.engine.history(case)].count("passed_over") == 3


def test_the_last_vote_of_three(desk: Desk) -> None:
    case = desk.case("1", "submit", "he", "wu")
    assert desk.cost("act", case, "approve", by="zhou", comment="Agreed.", request_id="r3") <= desk.commands
    assert desk.engine.case(case).step == "last"


def test_a_veto_that_closes_the_rest(desk: Desk) -> None:
    case = desk.case("1", "submit")
    assert desk.cost("act", case, "reject", by="he", request_id="r4") <= desk.commands
    assert desk.engine.case(case).status == "rejected"


def test_a_return_that_keeps_a_promise_and_closes_the_rest(desk: Desk) -> None:
    case = desk.case("1", "submit", "he")
    assert (
        desk.cost("act", case, "return", by="wu", to="draft", comment="Once more.", resume="straight_back", request_id="r5")
        <= desk.commands
    )
    assert desk.engine.case(case).step == "draft"


def test_a_way_straight_back_to_the_same_seats(desk: Desk) -> None:
    case = desk.case("1", "submit", "he")
    desk.engine.act(case, "return", by="wu", to="draft", comment="Once more.", resume="straight_back")
    assert desk.cost("act", case, "submit", by="ann", data={"note": "y"}, request_id="r6") <= desk.commands
    assert [event.kind for event in desk.engine.history(case)].count("carried") == 1


def test_a_withdrawal(desk: Desk) -> None:
    case = desk.case("1", "submit", "he", "wu")
    assert desk.cost("withdraw", case, by="ann", comment="Too late.", request_id="r7") <= desk.commands
    assert desk.engine.case(case).status == "withdrawn"


def test_an_edit_that_voids_two_approvals(desk: Desk) -> None:
    case = desk.case("1", "submit", "he", "wu")
    assert desk.cost("edit", case, by="zhou", data={"amount": 2}, request_id="r8") <= desk.commands
    superseded = [event.fact for event in desk.engine.history(case) if event.kind == "superseded"]
    assert len(superseded) == 1 and len(desk.engine.case(case).tasks) == 3


def test_a_transfer_of_a_claimed_seat(desk: Desk) -> None:
    case = desk.case("1", "submit")
    task = next(task.id for task in desk.engine.case(case).tasks if "wu" in task.candidates)
    assert desk.cost("claim", case, by="wu", task=task, request_id="r9") <= desk.commands
    assert desk.cost("transfer", case, by="wu", to="zhou", task=task, comment="Yours.", request_id="r10") <= desk.commands
    assert desk.cost("remind", case, by="ann", reason="Please.", request_id="r11") <= desk.commands
    assert desk.cost("comment", case, by="ann", text="Please.", request_id="r12") <= desk.commands


def test_a_request_that_was_answered_before(desk: Desk) -> None:
    """The read under the lock, and the page of the history that tells the answer."""
    case = desk.case("1", "submit")
    desk.engine.act(case, "approve", by="he", request_id="r13")
    assert desk.cost("act", case, "approve", by="he", request_id="r13") <= desk.commands + budgets.ANSWER_STATEMENTS


# ---------------------------------------------------------------- cases with children


def split(desk: Desk, children: int, ended: int = 0) -> None:
    """A case with so many branches, of which some have ended."""
    desk.engine.start("split", by="ann", key="s", data={"parts": [str(number) for number in range(children)]})
    desk.engine.act("s", "submit", by="ann")
    for number in range(ended):
        desk.engine.act(f"s/{number}", "approve", by="li")


def test_a_step_that_opens_fifty_children(desk: Desk) -> None:
    desk.engine.start("split", by="ann", key="s", data={"parts": [str(number) for number in range(50)]})
    assert desk.cost("act", "s", "submit", by="ann", request_id="c1") <= desk.commands
    assert len(desk.engine.case("s").children) == 50


def test_a_step_that_runs_fifty_cases_of_another_workflow_asks_once_for_its_definition(desk: Desk) -> None:
    desk.engine.start("outer", by="ann", key="o", data={"parts": [str(number) for number in range(50)]})
    assert desk.cost("act", "o", "submit", by="ann", request_id="c5") <= desk.commands + budgets.CHILD_DEFINITION_STATEMENTS
    assert len(desk.engine.case("o").children) == 50


def test_the_last_vote_with_a_join(desk: Desk) -> None:
    split(desk, 3, 2)
    assert desk.cost("act", "s/2", "approve", by="li", request_id="c2") <= desk.commands
    assert desk.engine.case("s").step == "last"


def test_a_return_to_before_a_split(desk: Desk) -> None:
    split(desk, 20, 3)
    assert desk.cost("act", "s/7", "return", by="li", to="draft", comment="No.", request_id="c3") <= desk.commands
    assert desk.engine.case("s").step == "draft"


def test_an_end_with_fifty_children_under_way(desk: Desk) -> None:
    split(desk, 50)
    engine = desk.engine.trusting("root")
    assert desk.counted(lambda: engine.terminate("s", by="ann", reason="Overtaken.", request_id="c4")) <= desk.commands
    assert {child.status for child in desk.engine.case("s").children} == {"terminated"}


# ---------------------------------------------------------------- timers, refusals, questions


@pytest.mark.parametrize("cases", [1, 30])
def test_a_sweep_of_five_timers_each_is_one_transaction_for_all_cases(desk: Desk, cases: int) -> None:
    for number in range(cases):
        desk.case(str(number), "submit")
    desk.clock.advance("80h")
    desk.engine.for_tenant("warm").fire_timers()  # what the fixture has armed is another tenant's, and not counted here
    transaction = desk.commands if cases == 1 else desk.locking + budgets.SWEEP_OF_MANY
    assert desk.cost("fire_timers") <= transaction + budgets.SWEEP_QUESTIONS
    fired = [event.kind for event in desk.engine.history("0")].count("timer_fired")
    assert fired == 5


def test_a_report_of_bottlenecks_asks_page_by_page(desk: Desk) -> None:
    for number in range(3):
        desk.case(str(number), "submit")
    desk.engine.bottlenecks()
    assert desk.cost("bottlenecks") <= budgets.REPORT_QUESTIONS


def test_a_sweep_with_nothing_due(desk: Desk) -> None:
    desk.case("1", "submit")
    assert desk.cost("fire_timers") < budgets.SWEEP_QUESTIONS


def test_a_refusal_counts_the_attempt_in_a_transaction_of_its_own(desk: Desk) -> None:
    case = desk.case("1", "submit")

    def refused() -> None:
        with pytest.raises(Refused):
            desk.engine.act(case, "approve", by="ann")

    assert desk.counted(refused) <= budgets.REFUSAL[desk.engine.store.engine.dialect.name]  # type: ignore[attr-defined]


def test_an_inbox_of_sixty_tasks(desk: Desk) -> None:
    for number in range(20):
        desk.case(str(number), "submit")
    engine = by_the_clock_of_the_database(desk)
    assert desk.counted(lambda: engine.inbox("li")) == budgets.INBOX_STATEMENTS
    assert len(engine.inbox("li")) == 60


def test_a_question_whether_somebody_may(desk: Desk) -> None:
    case = desk.case("1", "submit")
    engine = by_the_clock_of_the_database(desk)
    assert desk.counted(lambda: engine.can(case, "approve", by="he")) == budgets.FIND_STATEMENTS
    assert desk.counted(lambda: engine.offers(case, by="he")) == budgets.FIND_STATEMENTS
    assert desk.counted(lambda: engine.case(case)) == budgets.FIND_STATEMENTS


def test_standing_proxies_cost_one_read_after_a_change_and_nothing_else(desk: Desk) -> None:
    case, later = desk.case("1", "submit"), desk.case("2", "submit")
    desk.engine.proxy("he", "ann", by="he", reason="leave", until=desk.clock.now().date())
    assert desk.counted(lambda: desk.engine.offers(case, by="ann")) == budgets.FIND_STATEMENTS + budgets.AFTER_A_PROXY_CHANGED
    assert desk.counted(lambda: desk.engine.offers(case, by="li")) == budgets.FIND_STATEMENTS
    assert desk.counted(lambda: desk.engine.inbox("li")) == budgets.INBOX_STATEMENTS
    assert desk.cost("act", later, "approve", by="he") <= desk.commands


def by_the_clock_of_the_database(desk: Desk) -> Engine:
    """An engine that would have to ask for the time."""
    return Engine(desk.engine.store, workflows=[WORKFLOW], directory=PEOPLE)


def test_an_old_case_costs_no_more_than_a_young_one(desk: Desk) -> None:
    young, old = desk.case("young", "submit", "he"), desk.case("old", "submit", "he")
    for _ in range(40):
        desk.engine.act(old, "return", by="wu", to="draft", comment="Once more.", resume="straight_back")
        desk.engine.act(old, "submit", by="ann")

    def sent_back(case: str) -> int:
        return desk.cost("act", case, "return", by="wu", to="draft", comment="Once more.")

    assert sent_back(old) <= sent_back(young) <= desk.commands


# ---------------------------------------------------------------- dispatchers


@pytest.mark.parametrize("kind", budgets.DISPATCHED)
def test_what_a_dispatcher_costs_a_move(kind: str) -> None:
    with a_place(kind) as place:
        database = create_engine(place.url, pool_size=1, max_overflow=0)
        plain, dispatched = (ringing(office(database, dispatcher)) for dispatcher in (None, place.dispatcher))
        unbound = started(database, dispatched.start) - started(database, plain.start)
        bound = started(database, bound_start(database, dispatched)) - started(database, bound_start(database, plain))
        database.dispose()
    assert (bound, unbound) == (budgets.DISPATCHED[kind], budgets.DISPATCHED_UNBOUND[kind])


def started(database: Database, start: Callable[..., object]) -> int:
    """What starting a case that calls an effect costs, once the driver has prepared everything."""
    counted = round_trips(database)
    return [counted(partial(start, "archive", by="ann", key=new_id())) for _ in range(8)][-1]


def bound_start(database: Database, engine: Engine) -> Callable[..., object]:
    """The same in a transaction of the host's."""

    def start(*given: Any, **named: Any) -> None:
        with database.begin() as connection:
            engine.bind(connection).start(*given, **named)

    return start
