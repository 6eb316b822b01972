"""The event log as it lies in its folder: read, never copied. Its README gives the figures that the tests hold."""

import csv
import gzip
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

VARIABLE = "SIGNOFF_BPIC2020"
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "bpic2020"
"""`../shared/data/bpic2020`, seen from the project's root."""


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the log: what was done to which declaration, by which role, when."""

    case: str
    idx: int
    at: datetime
    activity: str
    role: str


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """A stay in a step that outlived a deadline."""

    case: str
    state: str
    entered: datetime
    due: datetime
    left: datetime


def folder() -> Path | None:
    """Where the log lies; None if it is not here."""
    found = Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else BESIDE
    return found if (found / "domestic.csv.gz").is_file() else None


def rows(of: Path) -> list[Row]:
    """All events in the one order of time; the order of the file breaks ties."""
    with gzip.open(of / "domestic.csv.gz", "rt", encoding="utf-8", newline="") as file:
        found = [
            Row(row["case"], int(row["idx"]), datetime.fromisoformat(row["time_utc"]), row["activity"], row["role"]) for row in _read(file)
        ]
    return sorted(found, key=lambda row: row.at)


def refused(of: Path) -> set[tuple[str, int, str, str, str]]:
    """The events that must be refused: case, number, step, activity, role."""
    with (of / "domestic_refused.csv").open(encoding="utf-8", newline="") as file:
        return {(row["case"], int(row["idx"]), row["state"], row["activity"], row["role"]) for row in _read(file)}


def stays(of: Path, days: int) -> list[Stay]:
    """The stays in a step with a clock that were longer than so many days, over the accepted declarations."""
    with (of / f"domestic_escalations_{days}d.csv").open(encoding="utf-8", newline="") as file:
        return sorted(Stay(row["case"], row["state"], *(_instant(row[name]) for name in ("entered", "due", "left"))) for row in _read(file))


def transitions(of: Path) -> dict[tuple[str, str, str], str]:
    """The process as a table: (from, activity, role) → to."""
    with (of / "transitions.csv").open(encoding="utf-8", newline="") as file:
        return {(row["from"], row["activity"], row["role"]): row["to"] for row in _read(file)}


def every(rows: Sequence[Row], nth: int) -> list[Row]:
    """The events of every nth declaration, in the order in which they were first seen."""
    cases = set(list(dict.fromkeys(row.case for row in rows))[::nth])
    return [row for row in rows if row.case in cases]


def _read(file: TextIO) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(file))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
