"""Ways to play a file, and how what happens is told in lines that can be compared."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from signoff.engine.definition import Workflow
from signoff.engine.errors import InvalidWorkflow, Refused
from signoff.engine.events import Event
from signoff.engine.expressions import Expression
from signoff.engine.people_data import PeopleFile
from signoff.engine.worktime import Duration, deadline
from signoff.workflows import Loaded, PolicyTexts, load, load_calendar, load_people, load_policy, rehearse

from ..memory_desk import MemoryDesk

Files = Mapping[str, str]
Lines = list[str]
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
UNTOLD = {"task", "key", "trace", "content", "definition", "tenant", "root", "timers", "arm", "approval", "owners", "seats", "provisional"}


def loaded(files: Files) -> Loaded:
    """The workflow, with its policy."""
    policies = PolicyTexts({"house": files["policy"]} if "policy" in files else {})
    return load(files["workflow"], policies=policies, plugins={"signoff.effects": {"archive": "1"}})


def run(files: Files) -> Lines:
    """The examples run on the engine: what each act came to, what was otherwise, and the whole history."""
    made = loaded(files)
    people = load_people(files["people"]) if "people" in files else None
    desks: list[MemoryDesk] = []

    def make(workflow: Workflow, cast: PeopleFile, start: datetime) -> MemoryDesk:
        desks.append(MemoryDesk(workflow, cast, start))
        return desks[-1]

    results = rehearse(made, make, people=people)
    lines = [f"example {(result.title or {}).get('en')}: {'as written' if result.passed else 'otherwise'}" for result in results]
    lines += [f"did {taken}" for result in results for taken in result.taken]
    lines += [f"but {failure.message}" for result in results for failure in result.failures]
    return lines + [told(event) for desk in desks for case in desk.cases() for event in desk.history(case.id)]


def start(files: Files) -> Lines:
    """The case started by hand, as a host does, with the field `no` at most; its key and first events, or why it was refused."""
    made = loaded(files)
    desk = MemoryDesk(made.workflow, load_people("people: {ann: Ann}"), START)
    data = {"no": "7"} if "no" in made.workflow.data else {}
    try:
        case = desk.start(made.workflow.id, by="ann", data=data)
    except Refused as error:
        return [f"refused {reason.code}" for reason in error.reasons]
    return [f"key {case.key}" if case.key != case.id else "no key", *(told(event) for event in desk.history(case.id))]


def rights(files: Files) -> Lines:
    """What every field is to each person, once the case has been started."""
    made = loaded(files)
    desk = MemoryDesk(made.workflow, load_people("people: {ann: Ann, bob: {roles: [legal]}}"), START)
    case = desk.start(made.workflow.id, by="ann")
    return [f"{name} for {person}: {right}" for person in ("ann", "bob") for name, right in desk.fields(case.id, by=person).items()]


def read(files: Files) -> Lines:
    """What people read in a workflow: every title, and the version."""
    return list(_labels("workflow", loaded(files).workflow))


def read_people(files: Files) -> Lines:
    """What a people file holds."""
    return [f"{path} {value}" for path, value in _values("", load_people(files["workflow"]))]


def read_policy(files: Files) -> Lines:
    """What a policy file holds."""
    return [f"{path} {value}" for path, value in _values("", load_policy(files["workflow"]))]


def calendar(files: Files) -> Lines:
    """What a calendar counts."""
    made = load_calendar(files["workflow"])
    due = [deadline(START, Duration.parse(text), made, ZoneInfo("UTC")) for text in ("1wd", "5wd", "9wh", "2d")]
    lines = [f"title {made.title}", f"zone {made.timezone}", f"id {made.id}"]
    lines += [f"due {found.at:%m-%dT%H:%M} {'provisional' if found.provisional else 'official'}" for found in due]
    return [*lines, f"source {made.year(2026).source}", f"works on 2026-03-07: {made.is_workday(date(2026, 3, 7))}"]


def safely(play: Callable[[Files], Lines]) -> Callable[[Files], Lines]:
    """A file that is refused is told by its findings."""

    def played(files: Files) -> Lines:
        try:
            return play(files)
        except InvalidWorkflow as error:
            return [f"invalid {finding.code} {finding.path}" for finding in error.findings]

    return played


PLAYERS: dict[str, Callable[[Files], Lines]] = {
    play.__name__: safely(play) for play in (run, start, rights, read, read_people, read_policy, calendar)
}


def told(event: Event) -> str:
    """One event without ids: what happened, and the values that say how."""
    return f"{event.kind} {_told(event.fact)}at={event.at:%m-%dT%H:%M} by={event.actor}"


def _told(value: object) -> str:
    assert is_dataclass(value)
    parts = []
    for field in fields(value):
        inner = getattr(value, field.name)
        if field.name in UNTOLD or inner in (None, (), {}, "", False):
            continue
        parts.append(_told(inner) if is_dataclass(inner) else f"{field.name}={_short(inner)} ")
    return "".join(parts)


def _short(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%m-%dT%H:%M}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_short(inner)}" for name, inner in value.items()) + "}"
    return "[" + ", ".join(map(_short, value)) + "]" if isinstance(value, tuple) else str(value)


def _labels(path: str, value: object) -> Iterator[str]:
    for place, inner in _values(path, value):
        if place.rpartition(".")[2] in ("title", "version", "say"):
            yield f"{place} {inner}"


def _values(path: str, value: object) -> Iterator[tuple[str, object]]:
    if is_dataclass(value) and not isinstance(value, Duration | Expression):
        for field in fields(value):
            inner = getattr(value, field.name)
            yield from _values(f"{path}.{field.name}", dict(inner) if field.name in ("title", "say") and inner else inner)
    elif isinstance(value, Mapping) and path.rpartition(".")[2] not in ("title", "say"):
        for name, inner in value.items():
            yield from _values(f"{path}.{name}", inner)
    elif isinstance(value, tuple) and any(is_dataclass(item) for item in value):
        for number, item in enumerate(value):
            yield from _values(f"{path}.{number}", item)
    else:
        yield path, value
