"""Whatever dies or fails at any fault point: what was done is there as a whole or not at all, and doing it again does it once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from signoff import StoreUnavailable
from signoff.adapters.sql import needs_upgrade, upgrade
from signoff.engine import commands as c
from signoff.engine.faultpoints import POINTS, planted, reached

from .acts import PIECES, Office, Piece, Scene, Seen, beside, seen
from .breaking import at, breaking, from_then_on
from .dying import Mortal, mortal
from .office import MORNING

SAVING = ("start", "approve in a host's transaction", "approve two as one act", "a sweep")
UPGRADING = {"migration.before", "migration.after"}
"""Points that only an upgrade passes."""


Scenes = Callable[[object], Scene]


@pytest.fixture(scope="module")
def office(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office on it; at the end all of it is verified."""
    found = Office(database, tmp_path_factory.mktemp("calls") / "calls")
    with found.host.begin() as connection:
        connection.execute(text("CREATE TABLE host_row (id VARCHAR(80))"))
    yield found
    assert found.at(MORNING).verify().problems == ()
    with found.host.begin() as connection:
        connection.execute(text("DROP TABLE host_row"))
    found.close()


@pytest.fixture
def scenes(office: Office, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Makes a scene with a case of its own; nothing of earlier ones is left to be delivered."""
    office.at(MORNING + timedelta(hours=12)).deliver()
    office.calls.write_text("", "utf-8")
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    test = f"{request.node.nodeid.encode().hex()[-40:]}"
    return lambda name: Scene(office, f"{test}-{name}")


@pytest.mark.parametrize("name", PIECES)
def test_who_dies_at_any_point_leaves_all_or_nothing_and_again_does_it_once(name: str, office: Office, scenes: Scenes) -> None:
    piece = PIECES[name]
    with mortal(piece.work, office.ready) as process:
        passed, before, after = undisturbed(piece, scenes, process)
        for number, point in telling(passed, name):
            scene = scenes(number)
            piece.before(scene)
            process.dies(number, scene)
            left = seen(scene)
            if piece.history:
                assert left == (after if committed(passed[: number + 1]) else before), f"{point}, the {number}th crossing"
            assert left.kinds in (before.kinds, after.kinds)
            piece.again(scene)
            assert seen(scene) == after, f"{point}, the {number}th crossing, then again"
    if name == "a delivery":
        assert_called(scenes("any").office, len(list(telling(passed, name))) + 2)


def committed(passed: Sequence[str]) -> bool:
    """Whether the database has committed by now: in a commit, or in the one statement that stands for a transaction."""
    at_once = "commit.before" in passed and "statement.after" in passed[passed.index("commit.before") :]
    return at_once or "commit.after" in passed


def assert_called(office: Office, times: int) -> None:
    """Each call has arrived at least once, under one key of its own; and where a process died after it, once more."""
    calls = office.calls.read_text("utf-8").splitlines()
    assert len(calls) > len(set(calls)) == times


def undisturbed(piece: Piece, scenes: Scenes, process: Mortal) -> tuple[list[str], Seen, Seen]:
    """The points that a piece of work passes, and what is stored before and after it; not of the first one, which stores the definition."""
    first, whole = scenes("first"), scenes("whole")
    piece.before(first)
    piece.work(first)
    piece.before(whole)
    before = seen(whole)
    passed = process.crossings(whole)
    return passed, before, seen(whole)


def telling(passed: Sequence[str], name: str) -> Iterator[tuple[int, str]]:
    """The crossings at which something new may be seen: between the end of a statement and the next one nothing happens.

    One command shows every statement of a save; the others that save, the first of them.
    """
    for number, point in enumerate(passed):
        between = point == "statement.before" and passed[number - 1] == "statement.after"
        known = name in SAVING and point.startswith("statement") and "save.before" in passed[: number - 2]
        if not (between or known):
            yield number, point


@pytest.mark.parametrize(
    ("name", "told"), [*((name, "in the middle") for name in PIECES), ("start", "and from then on"), ("approve", "and from then on")]
)
def test_an_error_at_any_point_leaves_all_or_nothing_and_says_which(
    name: str, told: str, office: Office, scenes: Scenes, database: str
) -> None:
    """The connection breaks there: once, or the database does not come back before the call has ended."""
    piece = PIECES[name]
    with mortal(piece.work, office.ready) as process:
        passed, before, after = undisturbed(piece, scenes, process)
    when = at if told == "in the middle" else from_then_on
    for number, point in telling(passed, name):
        scene = scenes(number)
        piece.before(scene)
        answer = answered(piece.work, scene, when(number, breaking(database)))
        left = seen(scene)
        if piece.history:
            assert left in (before, after), f"{point}, the {number}th crossing: {answer}"
        if piece.command:
            assert left == {"done": after, "not done": before}.get(answer, left), f"{point}, the {number}th crossing: {answer}"
        piece.again(scene)
        assert seen(scene) == after, f"{point}, the {number}th crossing, then again"


def answered(work: Callable[[Scene], None], scene: Scene, hook: Callable[[str], None]) -> str:
    """What whoever gave the command was told: done, not done, or not known."""
    try:
        with planted(hook):
            work(scene)
    except StoreUnavailable as error:
        assert error.hint
        return "not known" if error.code == "commit_unknown" else "not done"
    except Exception as error:  # between the host and its own database
        assert type(error).__name__ in ("OperationalError", "InterfaceError")  # PyMySQL has the latter for a connection that is closed
        return "not known"
    return "done"


def test_a_commit_that_was_reported_lost_is_found_by_its_hash(scenes: Scenes, database: str) -> None:
    """Also without a request id, and also where somebody else has gone on before it was looked up."""
    scene = scenes("lost")
    PIECES["approve"].before(scene)
    other, went_on = Office(database, scene.office.calls), list[str]()

    def lost(point: str) -> None:
        if point == "commit.after" and not went_on:
            went_on.append("now")
            other.at(MORNING).comment(scene.key, by="ann", text="Meanwhile.")
            breaking(database)(point)

    with planted(lost):
        assert scene.engine.act(scene.key, "approve", by="he").step == "both"
    other.close()
    kinds = [event.kind for event in scene.engine.history(scene.key)]
    assert went_on and kinds.count("decided") == 1 and kinds[-1] == "commented"


def test_a_lost_commit_of_many_cases_is_found_by_the_hash_of_one(scenes: Scenes, database: str) -> None:
    scene = scenes("both")
    PIECES["approve two as one act"].before(scene)
    gone = list[str]()

    def lost(point: str) -> None:
        if point == "commit.after" and not gone:
            gone.append(point)
            breaking(database)(point)

    with planted(lost):
        told = scene.engine.together([c.Act(case=key, by="he", action="approve") for key in (beside(scene), scene.key)])
    assert gone and [item.state for item in told.items] == ["done", "done"]


def test_the_one_who_is_told_that_nothing_is_known_gets_the_answer_with_the_same_request(scenes: Scenes, database: str) -> None:
    scene = scenes("told")
    PIECES["approve"].before(scene)
    engine, gone = scene.engine, list[str]()

    def away(point: str) -> None:
        if gone or point == "commit.after":
            gone.append(point)
            breaking(database)(point)

    with planted(away), pytest.raises(StoreUnavailable) as caught:
        engine.act(scene.key, "approve", by="he", request_id="r")
    assert caught.value.code == "commit_unknown" and "same request_id" in (caught.value.hint or "")
    done = engine.case(scene.key)
    assert engine.act(scene.key, "approve", by="he", request_id="r").step == done.step == "both"
    assert [event.kind for event in engine.history(scene.key)].count("decided") == 1


def test_a_point_is_passed_where_it_says(office: Office, scenes: Scenes) -> None:
    """The list of names and the places in the code agree."""
    found = set[str]()
    for number, piece in enumerate(PIECES.values()):
        scene = scenes(number)
        piece.before(scene)
        with mortal(piece.work, office.ready) as process:
            found |= set(process.crossings(scene))
    assert found == set(POINTS) - UPGRADING


def test_an_upgrade_that_dies_at_any_point_is_done_by_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with mortal(upgrade) as process:
        passed = process.crossings(f"sqlite:///{tmp_path}/whole.db")
        assert set(passed) == UPGRADING | {"commit.before", "commit.after"}
        for number, point in enumerate(passed):
            url = f"sqlite:///{tmp_path}/{number}.db"
            process.dies(number, url)
            assert needs_upgrade(url) == (point != "commit.after")
            upgrade(url)
            assert not needs_upgrade(url)


def test_without_a_test_nothing_is_planted_and_one_at_a_time() -> None:
    reached("commit.before")
    with planted(lambda point: None), pytest.raises(RuntimeError, match="already"), planted(lambda point: None):
        raise AssertionError("never reached")
