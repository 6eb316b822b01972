"""What leaves the tables for a file: the stubs that stay, what a store reads and removes, and the files themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from os import PathLike
from typing import TYPE_CHECKING, Protocol, TypeAlias

from .errors import NotFound
from .frozen import dataclass

if TYPE_CHECKING:
    from .ports_saving import Definition, Link, Stored

FileName: TypeAlias = str | PathLike[str]
"""A file or folder as a host names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What stays of an archived case: its names, and in which file it lies since when, by whose word.

    `head` and `seq` are the head of the history's chain and the number of its events, for a root; a child has none of its own.
    """

    tenant: str
    id: str
    root: str
    workflow: str
    key: str
    seq: int
    head: str
    file: str
    at: datetime
    by: str

    def instead(self, name: str) -> NotFound:
        """What is said to whoever looks for the case under this name."""
        data = {"case": name, "key": self.key, "workflow": self.workflow, "file": self.file, "archived_at": self.at}
        hint = f"Read it with `signoff archive show {self.file} {self.key}`; `signoff archive restore` brings it back."
        told = f"the case {self.key} was archived on {self.at:%Y-%m-%d} and is in {self.file}"
        return NotFound(told, code="archived", hint=hint, data=data)


@dataclass(frozen=True, slots=True)
class EndedRoot:
    """A root whose own case has ended: its id, and how many events its history has."""

    id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Record:
    """A root as one state: its cases, and the whole chain of its history."""

    stored: "Stored"
    links: tuple["Link", ...]


class Disposable(StrEnum):
    """Rows that are needed for a time only: answered requests, effects that were delivered, refused commands."""

    REQUESTS = "requests"
    DELIVERIES = "deliveries"
    ATTEMPTS = "attempts"


class Archive(Protocol):
    """What a store says of cases that may be archived, and of those that are."""

    def ended_roots(
        self, tenant: str, before: datetime, limit: int, after: str | None = None, workflow: str | None = None
    ) -> Sequence[EndedRoot]:
        """Roots whose own case ended before an instant, in id order, behind `after`. No locks."""
        ...

    def undelivered(self, tenant: str) -> frozenset[str]:
        """Roots with rows of the outbox that have not been delivered, dead ones too."""
        ...

    def records(self, tenant: str, roots: Sequence[str]) -> Sequence[Record]:
        """These roots, each as one state, in id order; those that are not there are left out. No locks."""
        ...

    def stubs(
        self, tenant: str, limit: int, after: str | None = None, workflow: str | None = None, file: str | None = None
    ) -> Sequence[Stub]:
        """Stubs of archived roots in id order, behind `after`: all, of a workflow, of those in a file."""
        ...

    def purge(self, what: Disposable, before: datetime, limit: int) -> int:
        """Delete at most so many rows of every tenant that were last needed before this instant; how many there were.

        Only what was delivered, and no refused commands on cases that are open.
        """
        ...


class Removal(Protocol):
    """The part of a transaction that takes roots out and puts them back."""

    def lock(self, tenant: str, roots: Sequence[str]) -> Mapping[str, int]:
        """Lock those of these roots that nobody else holds, and say their versions; the others are left out."""
        ...

    def remove(self, stubs: Sequence[Stub]) -> None:
        """Take the locked roots of these stubs out and leave the stubs, one for each case.

        What stays: human keys, lines of the register, definitions; answered requests, attempts and what was delivered go by age.
        """
        ...

    def put_back(self, record: Record, definitions: Sequence["Definition"], at: datetime) -> None:
        """Take the stubs of a root out and write its rows again; raises Stale (`conflict`) where the stubs are not there."""
        ...


class ArchiveFile(Protocol):
    """A file that is being written to."""

    @property
    def name(self) -> str:
        """The name by which stubs know it, without folders."""
        ...

    def write(self, lines: Sequence[str]) -> None:
        """Append these lines. When it returns, they are on the disk."""
        ...


class StandingLines(Iterator[str], Protocol):
    """The lines that stand in a file before something is appended."""

    def keep(self) -> None:
        """What was read so far stays. What has not been kept in the end is cut off."""
        ...


class Archives(Protocol):
    """Files of lines. Every method may raise ArchiveUnavailable."""

    def lines(self, file: str) -> Iterator[str]:
        """The lines of a file, without their ends; a place that cannot be read is a line that says so, and the last one."""
        ...

    def append(self, to: str, name: str, known: Callable[[StandingLines], None]) -> AbstractContextManager[ArchiveFile]:
        """Open a file to append to it, alone: `to`, or in the folder `to` the file `name`; it is made where it is missing.

        `known` reads the lines that are there and keeps those that count; a crash may have left others behind them.
        """
        ...
