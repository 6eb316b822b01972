"""Files of archived cases: nothing in them changes unseen, and no crash leaves a case in neither place."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from signoff.adapters.archive import FileArchives
from signoff.adapters.memory import MemoryStore
from signoff.adapters.sql import SqlStore, tables
from signoff.engine.archive_lines import Sealing
from signoff.engine.archive_writing import Writer
from signoff.engine.errors import ArchiveUnavailable, NotFound
from signoff.engine.faultpoints import planted
from signoff.engine.ports import Record, UnitOfWork, Wanted
from signoff.engine.verify_archive import verify_archive

from .archiving import Office
from .conftest import AnyStore
from .doing import together


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose store needs no server."""
    return Office(MemoryStore(), tmp_path)


@pytest.fixture
def archived(office: Office) -> Path:
    """A file of three papers in two batches."""
    office.over("1", "2", "3")
    office.years_later()
    office.archive(batch=2)
    return office.folder / "a.jsonl"


def resealed(lines: list[str]) -> list[str]:
    """The lines as somebody would leave them who knows how files are sealed."""
    sealing, found = Sealing(), []
    for line in lines:
        found += [sealing.seal()] if json.loads(line)["is"] == "seal" else sealing.over([line])
    return found


def tampered(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line changed, taken out, put in twice, and changed places with the next."""
    for number, line in enumerate(lines):
        yield f"{number} changed", [*lines[:number], line.replace("1", "7").replace("Lease", "Loans"), *lines[number + 1 :]]
        yield f"{number} taken out", [*lines[:number], *lines[number + 1 :]]
        yield f"{number} doubled", [*lines[: number + 1], *lines[number:]]
        if number + 1 < len(lines):
            yield f"{number} swapped", [*lines[:number], lines[number + 1], line, *lines[number + 2 :]]


def test_whatever_is_changed_in_a_file_is_found_by_the_file_alone(office: Office, archived: Path) -> None:
    lines = archived.read_text("utf-8").splitlines()
    assert verify_archive(lines)
    unseen = [what for what, found in tampered(lines) if found != lines and verify_archive(found) and len(found) >= len(lines)]
    assert not unseen


@pytest.mark.parametrize("line", ["[" * 100_000, "5", "null", '{"is": 5}', "9" * 5_000, "\ufffe"])
def test_a_line_of_anything_is_told_with_its_place(archived: Path, line: str) -> None:
    lines = archived.read_text("utf-8").splitlines()
    assert "line 2" in [problem.key for problem in verify_archive([lines[0], line, *lines[1:]]).problems]


def test_what_is_changed_and_sealed_anew_is_found_beside_the_stubs(office: Office, archived: Path) -> None:
    lines = archived.read_text("utf-8").splitlines()
    assert resealed(lines) == lines
    seals = {str(number) for number, line in enumerate(lines) if '"seal"' in line}
    unseen = []
    for what, found in tampered(lines):
        with suppress(ValueError):  # a line that is no JSON any more cannot be sealed anew
            archived.write_text("\n".join(resealed(found)) + "\n", "utf-8")
        if office.engine.verify_archive(archived) and archived.read_text("utf-8").splitlines() != lines:
            unseen.append(what)
    assert {what.split()[0] for what in unseen} <= seals, "a seal more or less says nothing of any case"


def test_a_root_that_is_cut_out_with_everything_is_missed(office: Office, archived: Path) -> None:
    lines = archived.read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if json.loads(line).get("key") == "2")
    top = json.loads(lines[begin])
    rest = resealed([*lines[:begin], *lines[begin + 1 + top["cases"] + top["events"] :]])
    assert verify_archive(rest)
    archived.write_text("\n".join(rest) + "\n", "utf-8")
    found = office.engine.verify_archive(archived)
    assert [(problem.key, problem.code) for problem in found.problems] == [("2", "missing")]


def test_an_exported_head_must_be_in_the_chain_in_the_file(office: Office, archived: Path) -> None:
    heads = office.engine.verify().heads
    assert len(heads) == 3 and office.engine.verify_archive(archived, against=heads)
    assert office.engine.verify_archive(archived).heads == heads
    wrong = office.engine.verify_archive(archived, against=dict.fromkeys(heads, "0" * 64))
    assert {problem.code for problem in wrong.problems} == {"against"}


NOTES = ("file", "archived_at", "archived_by")
"""What a stub tells and nothing proves."""


@pytest.mark.parametrize("column", [column for column in tables.archived.columns if column.name not in NOTES])
def test_a_hand_among_the_stubs_is_found(tmp_path: Path, column: object) -> None:
    office = Office(SqlStore(f"sqlite:///{tmp_path}/s.db"), tmp_path)
    office.over("1", "2")
    office.years_later()
    office.archive()
    file = office.folder / "a.jsonl"
    store = office.store
    assert isinstance(store, SqlStore)
    with store.engine.begin() as connection:
        (first, *_) = connection.execute(select(tables.archived.c.id)).scalars()
        changed = {column.name: 7 if column.name == "seq" else "other"}  # type: ignore[attr-defined]
        connection.execute(update(tables.archived).where(tables.archived.c.id == first).values(changed))
    assert not (office.engine.verify() and office.engine.verify_archive(file))
    with store.engine.begin() as connection:
        connection.execute(delete(tables.archived))
    assert not office.engine.verify() and not office.engine.verify_archive(file)
    store.close()


class Failing:
    """A transaction that dies before it removes anything."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def __getattr__(self, name: str) -> object:
        if name == "remove":
            raise KeyboardInterrupt
        return getattr(self._unit, name)


def dying(begin: Callable[..., AbstractContextManager[UnitOfWork]]) -> Callable[..., AbstractContextManager[Failing]]:
    """Transactions in which the process dies."""

    @contextmanager
    def transaction(*, locking: bool = True) -> Iterator[Failing]:
        with begin(locking=locking) as unit:
            yield Failing(unit)

    return transaction


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_crash_between_file_and_tables_leaves_both_and_the_next_run_goes_on(
    store: AnyStore, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(store, tmp_path)
    office.over("1", "2", "3")
    office.years_later()
    file = tmp_path / name
    with monkeypatch.context() as patch:
        patch.setattr(store, "begin", dying(store.begin))
        with pytest.raises(KeyboardInterrupt):
            office.archive(file, batch=2)
    before = file.read_bytes()
    assert len(office.engine.cases()) == 3 and office.engine.verify() and office.engine.verify_archive(file)
    assert office.archive(file, batch=2).roots == 3
    assert file.read_bytes().startswith(before) and file.stat().st_size > len(before)
    found = office.engine.verify_archive(file)
    assert found and found.cases == 3 and office.engine.verify()


@pytest.mark.parametrize("point", ["begin.before", "begin.after", "statement.before", "statement.after", "commit.before", "commit.after"])
def test_wherever_it_dies_no_case_is_in_neither_place(
    shared_store: SqlStore, tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(shared_store, tmp_path)
    office.over("1", "2", "3")
    office.years_later()
    file, written, dead = tmp_path / "a.jsonl", Writer.write, []

    def write(writer: Writer, records: list[Record]) -> None:
        written(writer, records)
        dead.append(False)

    def die(reached: str) -> None:
        if reached == point and dead == [False]:
            dead.append(True)
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, planted(die):
        patch.setattr(Writer, "write", write)
        with pytest.raises(KeyboardInterrupt):
            office.archive(file, batch=2)
    assert office.engine.verify() and office.engine.verify_archive(file)
    assert office.archive(file, batch=2).roots == (1 if point == "commit.after" else 3)
    found = office.engine.verify_archive(file)
    assert found and found.cases == 3 and office.engine.verify() and not office.engine.cases()


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize("torn", [1, 20, 500])
def test_a_batch_that_was_not_finished_is_cut_off(office: Office, name: str, torn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    office.over("1", "2")
    office.years_later()
    file = office.folder / name
    office.archive(file, batch=1)
    whole = file.read_bytes()
    office.over("3")
    office.years_later()
    with monkeypatch.context() as patch:
        patch.setattr(office.store, "begin", dying(office.store.begin))
        with pytest.raises(KeyboardInterrupt):
            office.archive(file)
    # the file as it may be when the machine loses power while the batch is being written
    file.write_bytes(file.read_bytes()[: len(whole) + torn])
    assert office.archive(file).roots == 1
    assert file.read_bytes().startswith(whole)
    found = office.engine.verify_archive(file)
    assert found and found.cases == 3


def test_files_that_are_no_archive_are_left_alone(office: Office, tmp_path: Path) -> None:
    office.over("1")
    office.years_later()
    for text in ("people: {}\n", '{"some": "json"}\n', '{"at":"2026"}\n{"is":"archive"}\n'):
        file = tmp_path / "other.jsonl"
        file.write_text(text, "utf-8")
        with pytest.raises(ArchiveUnavailable) as caught:
            office.archive(file)
        assert caught.value.code == "archive_invalid" and file.read_text("utf-8") == text
        assert not office.engine.verify_archive(file)
    assert len(office.engine.cases()) == 1


def test_a_damaged_file_is_not_added_to(office: Office, archived: Path) -> None:
    damaged = archived.read_bytes().replace(b"Lease 2", b"Lease 9")
    archived.write_bytes(damaged)
    office.over("4")
    office.years_later()
    with pytest.raises(ArchiveUnavailable) as caught:
        office.archive(archived)
    assert caught.value.code == "archive_invalid" and archived.read_bytes() == damaged
    assert "1" not in {case.key for case in office.engine.cases()}
    assert office.engine.case("4").status == "approved"


def test_a_packed_file_with_a_flipped_bit_is_neither_whole_nor_added_to(office: Office) -> None:
    office.over("1", "2", "3")
    office.years_later()
    file = office.folder / "a.jsonl.gz"
    office.archive(file, batch=1)
    assert gzip.decompress(file.read_bytes()).count(b'"is":"seal"') == 3
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 3] ^= 4
    file.write_bytes(raw)
    assert not office.engine.verify_archive(file)
    office.over("4")
    office.years_later()
    with pytest.raises(ArchiveUnavailable):
        office.archive(file)
    assert file.read_bytes() == raw


def test_another_tenants_file_is_not_added_to(office: Office, archived: Path) -> None:
    other = Office(office.store, office.folder, tenant="other")
    other.over("1")
    other.years_later(8)
    with pytest.raises(ArchiveUnavailable, match="default"):
        other.archive(archived)
    assert not other.engine.verify_archive(archived)


def test_a_folder_gets_a_file_of_the_day(office: Office, tmp_path: Path) -> None:
    office.over("1")
    office.years_later()
    report = office.archive(tmp_path, packed=True)
    assert report.file == f"signoff-default-{office.clock.now():%Y-%m-%d}.jsonl.gz"
    assert office.engine.verify_archive(tmp_path / report.file)


def test_a_file_that_cannot_be_opened_is_told(office: Office, tmp_path: Path) -> None:
    office.over("1")
    office.years_later()
    with pytest.raises(ArchiveUnavailable) as caught:
        office.archive(tmp_path / "nowhere" / "a.jsonl")
    assert caught.value.code == "archive_unavailable" and "No such file" in caught.value.message
    with pytest.raises(ArchiveUnavailable):
        office.engine.verify_archive(tmp_path / "none.jsonl")
    assert len(office.engine.cases()) == 1


def test_one_file_is_written_by_one_process_at_a_time(tmp_path: Path) -> None:
    archives = FileArchives()
    with archives.append(str(tmp_path), "a.jsonl", lambda lines: None) as file:
        file.write(["one"])
        second = archives.append(str(tmp_path), "a.jsonl", lambda lines: None)
        with pytest.raises(ArchiveUnavailable, match="another"):
            second.__enter__()
    assert list(archives.lines(str(tmp_path / "a.jsonl"))) == ["one"]


def test_what_happens_to_a_case_while_it_is_written_keeps_it(store: AnyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(store, tmp_path)
    office.over("1", "2")
    office.years_later()
    written = Writer.write

    def meanwhile(writer: Writer, records: list[Record]) -> None:
        written(writer, records)
        office.engine.comment("1", by="ann", text="Wait.")

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", meanwhile)
        report = office.archive()
    assert (report.roots, report.left) == (1, {"busy": 1})
    office.told()
    assert office.engine.verify() and office.engine.verify_archive(tmp_path / "a.jsonl")
    office.years_later()
    assert office.archive().roots == 1
    found = office.engine.verify_archive(tmp_path / "a.jsonl")
    assert found and found.cases == 3, "one of them twice: as it was, and as it is"
    assert [event.kind for event in office.engine.archived_case(tmp_path / "a.jsonl", "1").events][-1] == "commented"


def test_what_somebody_holds_is_left_and_nobody_waits(server_store: SqlStore, tmp_path: Path) -> None:
    office = Office(server_store, tmp_path)
    office.over("1", "2")
    office.years_later()
    with server_store.begin() as unit:
        held = unit.load(Wanted("default", "1")).aggregates[0].root
        (report,) = together(1, lambda _: office.archive())
    assert (report.roots, [(kept.root, kept.reason) for kept in report.kept]) == (1, [(held, "busy")])
    assert office.archive().roots == 1
    found = office.engine.verify_archive(tmp_path / "a.jsonl")
    assert found and office.engine.verify()


def test_who_acts_on_a_case_that_leaves_at_that_moment_is_told(server_store: SqlStore, tmp_path: Path) -> None:
    office = Office(server_store, tmp_path)
    office.over("1")
    office.years_later()
    reports = []

    @office.engine.before("comment")
    def between_reading_and_writing(*_: object) -> None:
        reports.append(office.archive())

    said = ""
    try:
        office.engine.comment("1", by="ann", text="Wait.")
    except NotFound as error:
        said = error.code
    # where the comment holds the case meanwhile, archiving leaves it; where it hopes for the best, it hears of the archive
    assert (said, reports[0].roots, reports[0].left) in [("archived", 1, {}), ("", 0, {"busy": 1})]
    assert office.engine.verify() and office.engine.verify_archive(tmp_path / "a.jsonl")


def test_two_that_archive_at_once_remove_each_case_once(server_store: SqlStore, tmp_path: Path) -> None:
    office = Office(server_store, tmp_path)
    office.over(*(str(number) for number in range(12)))
    office.years_later()
    reports = together(2, lambda number: office.archive(tmp_path / f"{number}.jsonl", batch=3))
    assert sum(report.roots for report in reports) == 12
    for number in range(2):
        assert office.engine.verify_archive(tmp_path / f"{number}.jsonl")
    assert office.engine.verify() and len(office.engine.archived()) == 12


def test_a_case_is_read_from_the_file(office: Office, archived: Path) -> None:
    found = office.engine.archived_case(archived, "paper/2")
    assert (found.case.status, found.case.data["subject"], found.case.data["no"]) == ("approved", "Lease 2", "P-002")
    assert found.events[0].kind == "started"
    with pytest.raises(NotFound):
        office.engine.archived_case(archived, "9")
    with pytest.raises(ArchiveUnavailable):
        office.engine.archived_case(archived.parent / "none", "1")
