"""10,500 real declarations replayed: exactly the decisions, refusals, deadlines and end states of the log, from our own history.

B. F. van Dongen, BPI Challenge 2020: Domestic Declarations, 4TU.ResearchData. The log is read where it lies; see its README.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, event

from signoff.adapters.sql import prepare
from signoff.cli.main import cli
from signoff.compose import Engine
from signoff.engine.events import TimerFired
from signoff.engine.reports import Bottlenecks
from signoff.engine.verify import Verified

from .bpic2020 import log
from .bpic2020.replay import (
    ACTIONS,
    DAYS,
    PERSONS,
    WORKFLOW,
    Replay,
    Told,
    Waiting,
    days_of,
    engine_on,
    fingerprint,
    person_of,
    state,
    told,
)
from .databases import own_database

FOLDER = log.folder()
pytestmark = pytest.mark.skipif(FOLDER is None, reason=f"{log.VARIABLE} names no folder with the log of BPI Challenge 2020")

MIDSUMMER = datetime(2018, 7, 1, tzinfo=UTC)
"""The midnight at which somebody asks who is waiting."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay: how it went, and what the history said afterwards."""

    rows: Sequence[log.Row]
    replay: Replay
    waiting: Waiting
    all: Mapping[str, Told]
    rungs: Counter[int]
    verified: Verified
    report: Bottlenecks | None = None

    @property
    def accepted(self) -> Mapping[str, Told]:
        """The declarations without a refusal."""
        return {case: told for case, told in self.all.items() if case not in self.replay.stopped}


def replayed(database: str | Database, rows: Sequence[log.Row], *, report: bool = False) -> Replayed:
    """Everything up to the midnight, a look at who waits, and the rest; then the whole history, read back and verified, and reported."""
    engine, clock = engine_on(database)
    with engine:
        replay = Replay(engine, clock)
        replay.run(row for row in rows if row.at < MIDSUMMER)
        replay.until(MIDSUMMER)
        waiting = replay.waiting()
        replay.run(row for row in rows if row.at >= MIDSUMMER)
        until = {case: row.at for case, row in replay.stopped.items()}
        all, rungs = dict[str, Told](), Counter[int]()
        for case, id in replay.started.items():
            history = engine.history(id)
            rungs.update(days_of(event.fact.key) for event in history if isinstance(event.fact, TimerFired))
            all[case] = told(case, history, until.get(case))
        return Replayed(rows, replay, waiting, all, rungs, engine.verify(), engine.bottlenecks() if report else None)


def folder() -> Path:
    """Where the log lies."""
    assert FOLDER is not None
    return FOLDER


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """All declarations on SQLite, in a file of a host: 67,000 commits."""
    database = prepare(create_engine(f"sqlite:///{tmp_path_factory.mktemp('bpic2020') / 'signoff.db'}"))
    event.listen(database, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    yield replayed(database, log.rows(folder()))
    database.dispose()


@pytest.fixture(scope="module")
def tenth() -> Iterator[Replayed]:
    """Every tenth declaration on PostgreSQL."""
    with own_database("postgresql") as url:
        yield replayed(url, log.every(log.rows(folder()), 10), report=True)


@pytest.fixture(params=["whole", "tenth"])
def either(request: pytest.FixtureRequest) -> Replayed:
    """One and the other."""
    found: Replayed = request.getfixturevalue(request.param)
    return found


# ---------------------------------------------------------------- the figures


def test_10472_declarations_are_accepted_and_28_refused(whole: Replayed) -> None:
    assert (len(whole.accepted), len(whole.replay.stopped)) == (10_472, 28)


def test_the_accepted_ones_have_56225_events(whole: Replayed) -> None:
    assert sum(len(told.moves) for told in whole.accepted.values()) == 56_225


def test_the_declarations_end_as_they_did(whole: Replayed) -> None:
    ends = Counter(told.end for told in whole.accepted.values())
    assert ends == {"paid": 10_024, "returned": 305, "draft": 134, "rejected": 9}


def test_the_history_has_the_fingerprint_of_the_log(whole: Replayed) -> None:
    assert fingerprint(whole.accepted) == "3195c33504cc84ee3fc9ce8ff51def2004954d4645bf39af591fdeac0eccb194"


def test_the_report_has_the_times_of_the_log(tenth: Replayed) -> None:
    """Worked out once more from the rows alone: from each submission to what was done next."""
    assert tenth.report is not None
    by_case: dict[str, list[log.Row]] = {}
    for row in tenth.rows:
        by_case.setdefault(row.case, []).append(row)
    minutes = list[int]()
    for case, rows in by_case.items():
        stopped = tenth.replay.stopped.get(case)
        done = rows[: rows.index(stopped)] if stopped is not None else rows
        for row, following in pairwise(done):
            if row.activity == "SUBMITTED":
                minutes.append((following.at - row.at) // timedelta(minutes=1))
    step = next(one for one in tenth.report.steps if one.step == "submitted")
    assert not step.working, "the workflow names no calendar"
    minutes.sort()
    assert (step.visits, step.total) == (len(minutes), sum(minutes))
    assert (step.median, step.p90) == (int(median(minutes)), minutes[-(-9 * len(minutes) // 10) - 1])
    assert sum(one.done for one in tenth.report.people) == sum(len(told.moves) for told in tenth.all.values())
    assert tenth.report.cases == len(tenth.all)


def test_754_366_and_172_deadlines_pass(whole: Replayed) -> None:
    assert escalated(whole.accepted) == {7: 754, 14: 366, 30: 172}


def test_2_more_of_each_pass_for_the_two_that_stand_at_submitted_since_their_refusal(whole: Replayed) -> None:
    assert whole.rungs == {7: 758, 14: 370, 30: 176}


def test_756_368_and_174_pass_with_the_refused_ones(whole: Replayed) -> None:
    assert escalated(whole.all) == {7: 756, 14: 368, 30: 174}


def test_at_midsummer_50_70_and_33_wait_on_an_approver(whole: Replayed) -> None:
    assert Counter(step for case, step in whole.waiting.steps.items() if case in whole.accepted) == {
        "submitted": 50,
        "adm_ok": 70,
        "bo_ok": 33,
    }


def test_at_midsummer_three_more_stand_at_submitted(whole: Replayed) -> None:
    """One whose refusal is still to come, and two that were refused right there and are asked nothing more."""
    assert Counter(whole.waiting.steps.values()) == {"submitted": 53, "adm_ok": 70, "bo_ok": 33}
    refused = {case: whole.replay.stopped[case].at < MIDSUMMER for case in whole.waiting.steps if case not in whole.accepted}
    assert refused == {"declaration 101937": False, "declaration 89887": True, "declaration 96530": True}


def test_of_those_who_wait_42_30_and_20_are_older_than_a_rung(whole: Replayed) -> None:
    ages = [days for case, days in whole.waiting.days.items() if case in whole.accepted]
    assert [sum(age >= days for age in ages) for days in DAYS] == [42, 30, 20]


# ---------------------------------------------------------------- event by event, on both databases


def test_exactly_the_events_outside_the_table_are_refused(either: Replayed) -> None:
    cases = {row.case for row in either.rows}
    assert either.replay.refusals == {refused for refused in log.refused(folder()) if refused[0] in cases}


def test_a_refusal_says_that_the_action_is_unknown_or_not_possible_now(either: Replayed) -> None:
    unknown = sum(activity == "FOR_APPROVAL" for *_, activity, _ in either.replay.refusals)
    assert either.replay.codes == Counter(unknown_action=unknown, not_now=len(either.replay.refusals) - unknown)


def test_every_accepted_event_stands_in_the_history_in_its_place(either: Replayed) -> None:
    expected: dict[str, list[tuple[str, str]]] = {case: [] for case in either.accepted}
    for row in either.rows:
        if row.case in expected:
            expected[row.case].append((row.activity, row.role))
    assert {case: [move[1:3] for move in told.moves] for case, told in either.accepted.items()} == expected


def test_every_move_is_an_arc_of_the_table(either: Replayed) -> None:
    table = log.transitions(folder())
    moves = {move for told in either.all.values() for move in told.moves}
    assert moves <= {(*arc, to) for arc, to in table.items()}


@pytest.mark.parametrize(("days", "rung"), [(days, rung) for rung, days in enumerate(DAYS)])
def test_each_deadline_passes_at_its_due_for_every_longer_stay_and_no_other(either: Replayed, days: int, rung: int) -> None:
    passed = sorted(stay for told in either.accepted.values() for stay in told.escalations[days])
    assert passed == [stay for stay in log.stays(folder(), days) if stay.case in either.accepted]


def test_no_deadline_passes_twice(either: Replayed) -> None:
    assert not any(told.doubles for told in either.all.values())


def test_what_the_sweep_has_counted_stands_in_the_history(either: Replayed) -> None:
    assert sum(either.rungs.values()) == either.replay.fired


def test_the_tables_say_what_the_history_says(either: Replayed) -> None:
    assert (either.verified.problems, either.verified.cases) == ((), len(either.replay.started))


def test_who_waits_at_midsummer_is_as_old_as_the_rungs_that_have_passed(either: Replayed) -> None:
    ages = {case: sum(days >= rung for rung in DAYS) for case, days in either.waiting.days.items() if case in either.accepted}
    passed = {case: sum(stay.due <= MIDSUMMER < stay.left for days in DAYS for stay in either.all[case].escalations[days]) for case in ages}
    assert ages == passed


# ---------------------------------------------------------------- the workflow itself


def test_the_workflow_is_the_table_of_transitions(tmp_path: Path) -> None:
    """Every role tries everything at every step: what the table has leads where it says, whatever it has not is refused."""
    engine, _ = engine_on("memory://")
    table = log.transitions(folder())
    offered: dict[tuple[str, str, str], str] = {}
    for step, path in ways(table).items():
        case = engine.start("declarations", by="employee").id
        for activity, role in path:
            engine.act(case, ACTIONS[activity], by=person_of(role))
        assert state(engine.case(case).step) == step
        for person, role in PERSONS.items():
            for activity, action in ACTIONS.items():
                if engine.can(case, action, by=person):
                    offered[step, activity, role] = leads_to(engine, path, action, person)
    assert offered == table


def test_the_examples_of_the_workflow_are_true() -> None:
    told = CliRunner().invoke(cli, ["test", str(WORKFLOW)])
    assert told.exit_code == 0, told.output


def ways(table: Mapping[tuple[str, str, str], str]) -> dict[str, list[tuple[str, str]]]:
    """A way from the start to every step."""
    found: dict[str, list[tuple[str, str]]] = {"draft": []}
    while True:
        more = {to: [*found[step], (activity, role)] for (step, activity, role), to in table.items() if step in found and to not in found}
        if not more:
            return found
        found |= more


def leads_to(engine: Engine, path: Sequence[tuple[str, str]], action: str, person: str) -> str:
    """Where an action takes a new declaration that has come this way."""
    case = engine.start("declarations", by="employee").id
    for activity, role in path:
        engine.act(case, ACTIONS[activity], by=person_of(role))
    return state(engine.act(case, action, by=person).step)


def escalated(histories: Mapping[str, Told]) -> dict[int, int]:
    """How many deadlines have passed, by their days."""
    return {days: sum(len(told.escalations[days]) for told in histories.values()) for days in DAYS}
