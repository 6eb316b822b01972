"""A ledger kept for good: lines of JSON under a head with their SHA-256, so that the figures of a year are printed unchanged years later.

The file holds rows and not figures: reports that are made from it can be narrowed and followed like those of the day. It also keeps the
scheme of result classes, what cards cost, the scorecards in force and the marks given by them, word for word, so that classes read and
scores come out the same, too. A first line says as of when, how many lines there are and what they hash to; a file that was changed, or
cut off, is refused.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, get_type_hints

from signoff.engine.errors import SignoffError

from .rows import (
    CaseRow,
    Commitment,
    Contact,
    Duty,
    Forms,
    Interim,
    Ledger,
    LedgerRow,
    LookBack,
    Order,
    Share,
    StepPass,
    Study,
    UnitRow,
    Written,
)
from .schemes import CARDS, NATIONAL, SCORES, Scheme

VERSION = 3
READ = (1, 2, VERSION)
"""Versions that are read: before the second one, no file kept scorecards and marks; before the third, none its scheme of classes."""
KIND = "proposals-snapshot"
SORTS: Mapping[str, tuple[str, type]] = {
    "case": ("cases", CaseRow),
    "row": ("rows", LedgerRow),
    "share": ("shares", Share),
    "duty": ("duties", Duty),
    "step": ("steps", StepPass),
    "contact": ("contacts", Contact),
    "commitment": ("commitments", Commitment),
    "order": ("orders", Order),
    "look_back": ("look_backs", LookBack),
    "study": ("studies", Study),
    "interim": ("interims", Interim),
    "unit": ("units", UnitRow),
    "written": ("written", Written),
}
"""What a line may be about: where it stands in a ledger, and its type."""


class SnapshotInvalid(SignoffError):
    """A file that is no snapshot, was changed since it was written (`snapshot_changed`), or is there already (`snapshot_exists`)."""

    code = "snapshot_invalid"


def save(ledger: Ledger, file: Path) -> str:
    """Write a snapshot; its SHA-256. Raises SnapshotInvalid (`snapshot_exists`) rather than overwrite one, OSError."""
    lines = list(written(ledger))
    digest = hashed(lines)
    head = {
        "signoff": VERSION,
        "kind": KIND,
        "as_of": ledger.as_of.isoformat(),
        "timezone": ledger.timezone,
        "lines": len(lines),
        "sha256": digest,
    }
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(beside, "x", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in (dumped(head), *lines))
            out.flush()
            os.fsync(out.fileno())
        os.link(beside, file)  # unlike a renaming, this never overwrites
    except FileExistsError as error:
        hint = "Take another name: a snapshot is never overwritten."
        raise SnapshotInvalid(f"{file} exists already", code="snapshot_exists", hint=hint, data={"file": str(file)}) from error
    except OSError as error:
        error.filename = str(file)  # and not that of the file beside it, of which nobody knows
        raise
    finally:
        with suppress(OSError):
            beside.unlink()
    return digest


def load(file: Path) -> Ledger:
    """The ledger of a snapshot, which it names as its source. Raises SnapshotInvalid, OSError."""
    try:
        head_line, *lines = file.read_text("utf-8").removesuffix("\n").split("\n")
        head = json.loads(head_line)
        known = head.get("kind") == KIND and head.get("signoff") in READ
    except (ValueError, AttributeError):
        known, lines, head = False, [], {}
    if not known:
        hint = "Write one with `signoff proposals snapshot FILE`."
        raise SnapshotInvalid(
            f"{file} is no snapshot of the ledger that this version reads", code="snapshot_invalid", hint=hint, data={"file": str(file)}
        )
    if len(lines) != head["lines"] or hashed(lines) != head["sha256"]:
        hint = "Restore the file from a copy: its lines do not hash to what its head says."
        raise SnapshotInvalid(f"{file} was changed after it was written", code="snapshot_changed", hint=hint, data={"file": str(file)})
    return replace(
        read(lines, datetime.fromisoformat(head["as_of"]), head["timezone"]), source=f"{file.name} sha256:{str(head['sha256'])[:12]}"
    )


def hashed(lines: list[str]) -> str:
    """The hash of the lines below the head."""
    found = sha256()
    for line in lines:
        found.update(f"{line}\n".encode())
    return found.hexdigest()


def written(ledger: Ledger) -> Iterator[str]:
    """A line for each row."""
    for sort, (name, _) in SORTS.items():
        for row in getattr(ledger, name):
            yield dumped({"row": sort, **packed(row)})
    yield dumped({"row": "names", "names": dict(ledger.names)})
    scheme = ledger.scheme
    classes = [[id, dict(label)] for id, label in scheme.classes.items()]  # in their order, which a map would lose
    yield dumped(
        {
            "row": "scheme",
            "classes": classes,
            "resolved": list(scheme.resolved),
            "planned": list(scheme.planned),
            "cards": {id: dict(label) for id, label in scheme.cards.items()},
            "scores": {level: str(points) for level, points in scheme.scores.items()},
        }
    )


def read(lines: list[str], as_of: datetime, timezone: str) -> Ledger:
    """The ledger of these lines."""
    cases: dict[str, CaseRow] = {}
    found: dict[str, list[object]] = {name: [] for name, _ in SORTS.values()}
    names: Mapping[str, str] = {}
    scheme = NATIONAL
    for line in lines:
        values = json.loads(line)
        sort = values.pop("row")
        if sort == "names":
            names = values["names"]
            continue
        if sort == "scheme":
            scheme = scheme_from(values)
            continue
        name, type_ = SORTS[sort]
        made = unpacked(type_, values, cases)
        if isinstance(made, CaseRow):
            cases[made.key] = made
        found[name].append(made)
    rows: dict[str, Any] = {name: tuple(several) for name, several in found.items()}
    return Ledger(as_of=as_of, timezone=timezone, names=names, scheme=scheme, **rows)


def scheme_from(values: Mapping[str, Any]) -> Scheme:
    """The words of the city; where a file keeps no cards, or not what they cost, they are the usual ones."""
    scores = {level: Decimal(points) for level, points in values.get("scores", {}).items()}
    classes, resolved, planned = dict(values["classes"]), tuple(values["resolved"]), tuple(values["planned"])
    return Scheme(classes, resolved, planned, values.get("cards") or CARDS, scores or SCORES)


def dumped(values: Mapping[str, object]) -> str:
    """JSON of one spelling."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def packed(row: Any) -> dict[str, object]:
    """A row without what is at its default; a case is its key."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    return {field.name: plain(values[field.name]) for field in fields(row) if values[field.name] != default_of(field)}


def default_of(field: Field[Any]) -> object:
    """What stands where nothing is written."""
    return field.default_factory() if field.default_factory is not MISSING else field.default


def plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, CaseRow):
        return value.key
    if isinstance(value, Forms):
        return [value.sent, value.satisfied, value.basically_satisfied, value.dissatisfied]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def unpacked(type_: type, values: Mapping[str, Any], cases: Mapping[str, CaseRow]) -> object:
    """The row that these values were packed from."""
    hints = get_type_hints(type_)
    return type_(**{name: cases[value] if name == "case" else back(hints[name], value) for name, value in values.items()})


def back(hint: object, value: Any) -> object:
    """A value of this type from its JSON."""
    return next((make(value) for types, make in BACK if hint in types), value)


BACK: tuple[tuple[tuple[object, ...], Callable[[Any], object]], ...] = (
    ((datetime, datetime | None), datetime.fromisoformat),
    ((date | None,), date.fromisoformat),
    ((Forms,), lambda value: Forms(*value)),
    ((tuple[str, ...],), tuple),
)
"""How values are read that JSON does not know."""
