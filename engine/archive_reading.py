"""Looking a case up in a file of archived cases."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from .archive_lines import Head, Reading
from .case import Case
from .errors import ArchiveUnavailable, NotFound
from .events import Event
from .frozen import dataclass
from .ports import Definition, Record
from .views import CaseView


@dataclass(frozen=True, slots=True)
class ArchivedCase:
    """A case as it was archived, with everything that has happened to it, in order."""

    case: CaseView
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case was found: its root, itself, and the definitions that the file has."""

    record: Record
    case: Case
    definitions: tuple[Definition, ...]


def archived_case(lines: Iterable[str], name: str) -> ArchivedCase:
    """The case of this name; raises NotFound where there is none, or more than one."""
    found = place_of(lines, name)
    events = tuple(link.event for link in found.record.links if link.event.case == found.case.id)
    return ArchivedCase(view_of(found.case, found.record), events)


def view_of(case: Case, record: Record) -> CaseView:
    """A case with its children."""
    below = (one for _, one in sorted(record.stored.cases.items()) if one.parent == case.id)
    return CaseView.of(case, None, tuple(view_of(child, record) for child in below))


def place_of(lines: Iterable[str], name: str) -> Place:
    """Where a case is; of a root that was archived more than once, the last."""
    definitions: dict[str, Definition] = {}
    places: dict[str, tuple[int, Record, Case]] = {}
    begun = False
    for item in Reading(lines):
        begun = begun or isinstance(item, Head)
        if isinstance(item, Definition):
            definitions[item.hash] = item
        elif isinstance(item, Record):
            places |= {case.id: (rank, item, case) for rank, case in meant(item, name)}
    if not begun:
        raise ArchiveUnavailable("it is no file of archived cases", code="archive_invalid", hint="Name a file that `archive` has written.")
    best = [place for place in places.values() if place[0] == min(rank for rank, _, _ in places.values())]
    if len(best) == 1:
        _, record, case = best[0]
        return Place(record, case, tuple(definitions.values()))
    if not best:
        raise NotFound(f"there is no case {name!r} in the file", code="not_found", data={"case": name})
    candidates = sorted(f"{case.workflow}/{case.key}" for _, _, case in best)
    told = f"{name!r} could be any of {', '.join(candidates)}"
    raise NotFound(told, code="ambiguous_key", hint="Name the workflow too: workflow/key.", data={"case": name, "candidates": candidates})


def meant(record: Record, name: str) -> Iterator[tuple[int, Case]]:
    """Which cases of a root this name may mean: by id before `workflow/key` before the bare key."""
    id, (workflow, _, rest) = plain_id(name), name.partition("/")
    for case in record.stored.cases.values():
        if case.id == id:
            yield 0, case
        elif (case.workflow, case.key) == (workflow, rest):
            yield 1, case
        elif case.key == name:
            yield 2, case


def plain_id(text: str) -> str:
    """A UUID in the one spelling that is stored; other texts as they are."""
    try:
        return str(UUID(text))
    except ValueError:
        return text
