"""What stands in a file of archived cases: JSON lines, and back.

A head; definitions, each before the first root that needs it; roots, each with its cases and all links of its chain exactly as
they were stored; and behind every batch a seal, the hash of all that stands above it. What has no seal below it counts for nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from .case import Case
from .frozen import dataclass
from .history import opened
from .plain import dumps, from_plain, instant, to_plain
from .ports import Definition, Link, Record, Stored

VERSION = 1
"""The version of the form: raised when what is written changes its meaning."""

HEAD = '{"at":"'
SEAL = '{"is":"seal"'
"""How the first line begins, and those that end a batch."""

LINK = ("header", "payload", "salt", "payload_hash", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: whose cases these are, and under which name the file was begun."""

    tenant: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of a batch; whether it fits to what stands above. `line` is its number, from 1."""

    line: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is none of these, and why."""

    line: int
    why: str


Item: TypeAlias = Head | Definition | Record | Seal | Unreadable


class Sealing:
    """The hash of all lines so far."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def over(self, lines: Iterable[str]) -> list[str]:
        """These lines, hashed."""
        found = []
        for line in lines:
            self._hash.update(line.encode() + b"\n")
            found.append(line)
        return found

    def seal(self) -> str:
        """The line that ends a batch."""
        (line,) = self.over([self.expected()])
        return line

    def copy(self) -> "Sealing":
        """The same so far, going on by itself."""
        found = Sealing()
        found._hash = self._hash.copy()
        return found

    def expected(self) -> str:
        """The seal that would fit here."""
        return dumps({"is": "seal", "sha256": self._hash.hexdigest()})


def head_line(head: Head) -> str:
    """The first line of a file."""
    return dumps({"is": "archive", "version": VERSION, "tenant": head.tenant, "name": head.name, "at": instant(head.at)})


def definition_line(found: Definition) -> str:
    """A definition."""
    plain = {"hash": found.hash, "workflow": found.workflow, "version": found.version, "content": found.content}
    return dumps({"is": "definition", **plain})


def record_lines(record: Record) -> Iterator[str]:
    """A root: its own line, one for each case, one for each link of its chain."""
    stored, links = record.stored, record.links
    top = stored.cases[stored.root]
    named = {"id": stored.root, "workflow": top.workflow, "key": top.key, "head": stored.head, "seq": stored.seq}
    yield dumps({"is": "root", **named, "cases": len(stored.cases), "events": len(links)})
    for id in sorted(stored.cases):
        yield dumps({"is": "case", "case": to_plain(stored.cases[id])})
    for link in links:
        yield dumps({"is": "event", **{name: getattr(link, name) for name in LINK}})


class Reading:
    """What stands in a file, one root at a time.

    So many `lines` were read; the last item begins at line `begun_at`, and `seal_at` is the last that looks like a seal.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = self.begun_at = self.seal_at = 0
        self.sealing = Sealing()
        self._source = self._noted(lines)
        self._tenant = ""

    def __iter__(self) -> Iterator[Item]:
        for line in self._source:
            number, fits = self.lines, line == self.sealing.expected()
            self.begun_at = number
            self.sealing.over([line])
            try:
                yield self._item(line, number, fits)
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                yield Unreadable(number, f"{type(error).__name__}: {error}")

    def _noted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self.lines += 1
            if line.startswith(SEAL):
                self.seal_at = self.lines
            yield line

    def _item(self, line: str, number: int, fits: bool) -> Item:
        plain: dict[str, Any] = json.loads(line)
        kind = plain["is"]
        if kind == "seal":
            return Seal(number, fits)
        if kind == "archive":
            return self._head(plain)
        if kind == "definition":
            return Definition(plain["hash"], plain["workflow"], plain["version"], plain["content"])
        if kind == "root":
            return self._record(plain)
        raise ValueError(f"a line `{kind}` where none belongs")

    def _head(self, plain: dict[str, Any]) -> Head:
        if plain["version"] != VERSION:
            raise ValueError(f"this release reads version {VERSION}, and it is of version {plain['version']}")
        self._tenant = plain["tenant"]
        return Head(plain["tenant"], plain["name"], datetime.fromisoformat(plain["at"]))

    def _record(self, top: dict[str, Any]) -> Record:
        """A root from its line and those behind it; all of them are taken, also where one cannot be read."""
        lines = self.sealing.over(islice(self._source, top["cases"] + top["events"]))
        plain = [json.loads(line) for line in lines]
        if [one["is"] for one in plain] != ["case"] * top["cases"] + ["event"] * top["events"]:
            raise ValueError(f"the root {top['id']} wants {top['cases']} cases and then {top['events']} events behind it")
        cases = [from_plain(Case, one["case"]) for one in plain[: top["cases"]]]
        links = tuple(_link(one) for one in plain[top["cases"] :])
        return Record(Stored(top["id"], self._tenant, {case.id: case for case in cases}, top["seq"], top["head"], top["seq"]), links)


def _link(plain: dict[str, Any]) -> Link:
    texts = {name: plain[name] for name in LINK}
    return Link(opened(texts["header"], texts["payload"]), **texts)
