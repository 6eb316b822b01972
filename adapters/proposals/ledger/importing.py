"""From a file to cases: every row is checked before any is written, and a second run imports nothing twice."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Literal
from zoneinfo import ZoneInfo

from signoff.engine import commands as c
from signoff.engine.batching import REFUSED, Batched
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk
from signoff.engine.errors import NotFound, Reason
from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile

from .columns import LEAD
from .csv_file import CsvTable
from .headings import headings_of
from .mistakes import Mistake
from .rows import MASKS, Entry, Rows, Targets
from .sheets import MOST_BYTES, MOST_ROWS, Table, UnreadableTable, letters, runs
from .staffing import idle_in
from .values import Reading
from .who import names_of
from .xlsx_file import XlsxTable

BATCH = 200
"""Rows of one transaction, where there are more than `ONE_ACT`."""
ONE_ACT = 1_000
"""Up to so many rows are imported in one transaction."""
MOST_TOLD = 1_000
"""Mistakes that are kept; the others are counted."""
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
"""What many systems write when they export an ".xls"."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TARGETS, CHINA, IN_MEMORY = Targets(), ZoneInfo("Asia/Shanghai"), 4 * 1024 * 1024
OF_ALL = frozenset({"start_not_allowed", "retired", "unknown_person", "inactive_person"})
"""Why nothing is started at all, whatever the row says."""
Hidden = Literal["refuse", "include", "skip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a file is read and what is done with it.

    `by` starts the cases. `year` is meant where the table has no column for it; `masks` say what numbers look like by kind. `hidden`
    says what becomes of hidden rows and columns. `partial` imports the rows that are right though others are wrong. `zone` is where
    a day begins. `people` gives units and persons by name; without it their ids are needed. `accept` are doubts (`DOUBTS`) that somebody
    has looked at and that hold nothing back. `watch` hears how many rows are done.
    """

    by: str
    targets: Targets = TARGETS
    people: PeopleFile | None = None
    year: int | None = None
    sheet: str | None = None
    hidden: Hidden = "refuse"
    partial: bool = False
    accept: frozenset[str] = frozenset()
    dry_run: bool = False
    masks: Mapping[str, str] = field(default_factory=lambda: MASKS)
    zone: ZoneInfo = CHINA
    watch: Callable[[int, int], object] = lambda done, total: None


@dataclass(slots=True)
class Imported:
    """What has become of a file. `ready` rows are right and new, `imported` of them have been written, `unchanged` were there already.

    `would` are those that this call writes, or on a dry run would write: none while something is wrong, unless `partial`. `wrong` counts
    mistakes, of which `mistakes` holds the first ones; `doubts` among them are counted by code, `accepted` those that were let through.
    While `table_sound` is false, for its headings or hidden columns, `partial` imports nothing either. `unread` names columns and sheets
    that were not read, a column without a heading as `K?`. `workflows` counts what was written by workflow.
    """

    rows: int = 0
    ready: int = 0
    would: int = 0
    imported: int = 0
    unchanged: int = 0
    wrong: int = 0
    doubts: dict[str, int] = field(default_factory=dict)
    accepted: int = 0
    table_sound: bool = True
    mistakes: list[Mistake] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    hidden: str = ""
    sheet: str = ""
    encoding: str = ""
    workflows: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False
    _told: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return not self.wrong

    def add(self, mistakes: Iterable[Mistake]) -> None:
        """Count mistakes, and keep the first ones."""
        for mistake in mistakes:
            self.wrong += 1
            if mistake.doubt:
                self.doubts[mistake.code] = self.doubts.get(mistake.code, 0) + 1
            if len(self.mistakes) < MOST_TOLD:
                self.mistakes.append(mistake)

    def add_refused(self, mistakes: Iterable[Mistake]) -> None:
        """The same, but what is no fault of a row (`OF_ALL`) is one mistake of the whole table."""
        for mistake in mistakes:
            if mistake.facts["code"] not in OF_ALL:
                self.add([mistake])
            elif (why := str(mistake.facts["why"])) not in self._told:
                self._told.add(why)
                self.add([replace(mistake, row=0, column=0, heading="")])


def opened(path: Path, sheet: str | None = None) -> Table:
    """The table of a file, whatever its name ends with; raises UnreadableTable, OSError."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UnreadableTable(
            f"the file has {size // 1024 // 1024} MB; {MOST_BYTES // 1024 // 1024} MB are read at most",
            code="table_too_large",
            hint="Save the ledger's sheet alone in a new file, or in several.",
            data={"size": size, "most": MOST_BYTES},
        )
    with open(path, "rb") as file:
        head = file.read(512)
    if not head:
        raise UnreadableTable("the file is empty", code="table_empty", hint="Give the file with the ledger.")
    if MARKUP.match(head):
        raise UnreadableTable(
            "the file is a web page or XML, whatever its name ends with",
            code="table_markup",
            hint="Open it in a spreadsheet and save it as .xlsx.",
        )
    if head.startswith((ZIP, OLE)):
        return XlsxTable(path, sheet)
    if sheet is not None:
        raise UnreadableTable("a CSV file has no sheets", code="no_sheets", hint="Leave --sheet out, or give a workbook.")
    return CsvTable(path)


def import_ledger(desk: Desk, path: Path | str, how: How) -> Imported:
    """Start a case for every row of a ledger: `proposal-handling`, `co-opinion-handling`, or a record where it is finished already.

    Nothing is imported while any row is wrong, unless `partial`. Up to 1,000 rows are one transaction, more of them one for each 200;
    whoever runs the same file again goes on where it ended, for a row whose number is registered with the same title is left alone.
    Raises UnreadableTable, NotFound where none of the workflows is there, Misconfigured without openpyxl, and OSError.
    """
    table = opened(Path(path), how.sheet)
    rows = _rows(desk, table, how)
    done = Imported(
        unread=(*rows.headings.unread, *table.others),
        hidden=runs(table.hidden_rows),
        sheet=table.name,
        encoding=getattr(table, "encoding", ""),
        dry_run=how.dry_run,
    )
    done.add(rows.of_table())
    done.table_sound = not done.wrong
    with SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8") as spool:
        for entries in _chunks(_checked(desk, rows, how, done), BATCH):
            _accepted(desk, entries, rows, how, done, spool)
        done.add([] if done.rows else [Mistake("no_rows", 0)])
        done.accepted = rows.accepted
        done.unread = (*done.unread, *(f"{letters(place)}?" for place in sorted(rows.unnamed)))
        done.would = done.ready if done.table_sound and (how.partial or not done.wrong) else 0
        if done.would and not how.dry_run:
            spool.seek(0)
            _write(desk, spool, rows, how, done)
    done.mistakes.sort(key=lambda one: (one.row, one.column))
    return done


def _rows(desk: Desk, table: Table, how: How) -> Rows:
    # Without a people file every text may be an id: the engine refuses those that its directory does not know.
    persons, units = names_of(how.people, lambda id: how.people is None)
    reading = Reading(persons, units, how.zone)
    today = desk.now().astimezone(how.zone).date()
    workflow = _workflows(desk, how.targets)
    return Rows(
        table,
        headings_of(table),
        workflow,
        reading,
        today,
        targets=how.targets,
        year=how.year,
        masks=how.masks,
        hidden=how.hidden,
        idle=idle_in(how.people),
        accept=how.accept,
    )


def _workflows(desk: Desk, targets: Targets) -> Callable[[str], Workflow | None]:
    """The definitions by their ids; raises NotFound where there is none at all."""

    @cache
    def found(id: str) -> Workflow | None:
        try:
            return desk.workflow(id)
        except NotFound:
            return None

    if not any(map(found, targets.all)):
        desk.workflow(targets.lead)
    return found


def _checked(desk: Desk, rows: Rows, how: How, done: Imported) -> Iterator[Entry]:
    """The entries of rows that are right by themselves and not registered yet."""
    total = rows.table.length - rows.headings.row
    for line in rows.lines():
        done.rows += 1
        if done.rows > MOST_ROWS:
            raise UnreadableTable(
                f"there are more than {MOST_ROWS} rows", code="too_many_rows", hint="Import the ledger in parts.", data={"most": MOST_ROWS}
            )
        entry, mistakes = rows.read(line)
        done.add(mistakes)
        how.watch(line.number - rows.headings.row, total)
        if entry is not None and not _registered(desk, entry, rows, done):
            yield entry


def _registered(desk: Desk, entry: Entry, rows: Rows, done: Imported) -> bool:
    """Whether the number is there already: with the same title nothing is to be done, with another one it is a mistake."""
    there = [case for case in desk.cases(key=entry.key) if case.workflow in rows.targets.all]
    if not there:
        return False
    if any(case.data.get("title") == entry.data.get("title") for case in there):
        done.unchanged += 1
    else:
        facts = {"found": entry.data["case_no"], "key": f"{there[0].workflow}/{there[0].key}, {there[0].data.get('title')}"}
        done.add([_placed(rows, entry, "case_no", Mistake("key_taken", entry.row, facts=facts))])
    return True


def _accepted(desk: Desk, entries: Sequence[Entry], rows: Rows, how: How, done: Imported, spool: IO[str]) -> None:
    """Ask the engine whether it would start these, and keep those that it would."""
    report = desk.together([_start(entry, how) for entry in entries], dry_run=True)
    for entry, item in zip(entries, report.items, strict=True):
        if item.state == REFUSED:
            done.add_refused(_refused(rows, entry, item))
        else:
            done.ready += 1
            plain = {"row": entry.row, "workflow": entry.workflow, "key": entry.key, "data": entry.data}
            spool.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")


def _write(desk: Desk, spool: IO[str], rows: Rows, how: How, done: Imported) -> None:
    entries = (Entry(**json.loads(line)) for line in spool)
    size = ONE_ACT if done.ready <= ONE_ACT else BATCH
    for chunk in _chunks(entries, size):
        while chunk:
            report = desk.together([_start(entry, how) for entry in chunk])
            if report:
                done.imported += len(chunk)
                for entry in chunk:
                    done.workflows[entry.workflow] = done.workflows.get(entry.workflow, 0) + 1
                break
            # Somebody has registered one of them since it was checked.
            wrong = [(entry, item) for entry, item in zip(chunk, report.items, strict=True) if item.state == REFUSED]
            for entry, item in wrong:
                done.add_refused(_refused(rows, entry, item))
            if not how.partial:
                return
            chunk = [entry for entry, item in zip(chunk, report.items, strict=True) if item.state != REFUSED]
        how.watch(done.imported, done.ready)


def _start(entry: Entry, how: How) -> c.Start:
    return c.Start(workflow=entry.workflow, by=how.by, key=entry.key, data=entry.data)


def _refused(rows: Rows, entry: Entry, item: Batched) -> list[Mistake]:
    reasons = item.reasons or (Reason(item.code or REFUSED, item.message or ""),)
    return [_placed(rows, entry, reason.data.get("field"), Mistake("refused", entry.row, facts=_why(reason))) for reason in reasons]


def _why(reason: Reason) -> dict[str, object]:
    return {"why": f"{reason.message} {reason.hint or ''}".strip(), "code": reason.code, "reason": reason}


def _placed(rows: Rows, entry: Entry, name: object, mistake: Mistake) -> Mistake:
    """The mistake at the cell of a field, where the table has a column for it."""
    place = rows.headings.fields.get(LEAD if name == "units" else str(name), 0)
    return replace(mistake, column=place, heading=rows.headings.text(place) if place else "")


def _chunks(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    source = iter(entries)
    while chunk := list(islice(source, size)):
        yield chunk
