"""`people check` and `people show`: who is who, and whom workflows look for in vain."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import NOT_FOUND, OK, PROBLEMS, USAGE, Problem
from .helping import Group
from .messages import count, label, say
from .options import command
from .output import Answer
from .screen import BOLD, RED, YELLOW, Screen
from .tables import Cell, Column, pairs, table

if TYPE_CHECKING:
    from signoff.engine.people_data import PeopleFile, Person, Proxy, Unit

    from .app import App

people = Group("people", sections={"commands": ("check", "show")}, lazy={"check": ".people:check", "show": ".people:show"})


def file_of(app: "App", given: Path | None) -> Path:
    """The people file meant."""
    file = given or app.settings.people
    if file is None:
        raise Problem("no_people", USAGE, say("hint.no_people"))
    return file


@command("check", key="people.check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check(app: "App", file: Path | None) -> int:
    """The mistakes of the file, and the roles, posts and persons of workflows that it does not have."""
    from signoff.workflows.people_file import read_people

    from .findings import as_json, shown
    from .seeking import sought

    file = file_of(app, file)
    made, findings = read_people(file)
    missing = sought(app, made) if made is not None else []
    text = file.read_text("utf-8", "replace") if file.is_file() else ""

    def lines(screen: Screen) -> Iterator[str]:
        for finding in findings:
            yield from [*shown(finding, text, screen), ""]
        for one in missing:
            yield f"{screen.paint(say('people.missing'), YELLOW)}{one.sentence()}"

    items = [*({"problem": "finding", **as_json(f)} for f in findings), *({"problem": "nobody", **one.as_json()} for one in missing)]
    app.answer(Answer("people-check", {"file": str(file)}, lines, items, "problem"))
    app.tell(count("people.problems", len(items)) if items else count("people.fine", len(made.people) if made else 0))
    return PROBLEMS if items else OK


@command("show", key="people.show")
@click.argument("name", required=False)
def show(app: "App", name: str | None) -> None:
    """Everybody, one person, or one unit."""
    from signoff.workflows.people_file import load_people

    found = load_people(file_of(app, None))
    if name is None:
        app.answer(listing(list(found.people.values()), found))
    elif name in found.people:
        person = found.people[name]
        app.answer(Answer("person", person_json(person), lambda screen: pairs(facts(person, found), screen)))
    elif name in found.units:
        unit = found.units[name]
        inside = [person for person in found.people.values() if person.unit == name]
        app.answer(Answer("unit", unit_json(unit, inside), lambda screen: unit_lines(unit, inside, found, screen)))
    else:
        raise Problem("no_person", NOT_FOUND, name=name)


def listing(people: "Sequence[Person]", found: "PeopleFile") -> Answer:
    """Persons as a table."""
    return Answer("people", {}, lambda screen: person_table(people, found, screen), [person_json(one) for one in people], "person")


def person_table(people: "Sequence[Person]", found: "PeopleFile", screen: Screen) -> list[str]:
    """A line for each person."""
    columns = [Column(say(f"col.{name}"), "cut") for name in ("id", "name", "unit", "posts", "roles", "manager", "active")]
    rows: list[list[Cell | str]] = [
        [
            Cell(one.id, (BOLD,)),
            one.name,
            unit_name(one.unit, found),
            say("list.comma").join(one.posts),
            say("list.comma").join(one.roles),
            one.manager or "",
            "" if one.active else Cell(say("people.left"), (RED,)),
        ]
        for one in people
    ]
    return table(columns, rows, screen) if rows else []


def facts(person: "Person", found: "PeopleFile") -> list[tuple[str, str | Cell]]:
    """Everything about a person."""
    return [
        (say("people.id"), Cell(person.id, (BOLD,))),
        (say("people.name"), person.name),
        (say("people.unit"), unit_name(person.unit, found)),
        (say("people.posts"), say("list.comma").join(person.posts)),
        (say("people.roles"), say("list.comma").join(person.roles)),
        (say("people.manager"), person.manager or ""),
        (
            say("people.leads"),
            say("list.comma").join(
                f"{post}@{unit.id}" for unit in found.units.values() for post, who in unit.portfolio_of.items() if who == person.id
            ),
        ),
        (say("people.contact"), say("list.comma").join(f"{channel} {address}" for channel, address in person.contact.items())),
        (say("people.stands_in"), say("list.comma").join(proxy_told(rule) for rule in found.proxies if rule.names(person.id))),
        (say("people.active"), say("yes") if person.active else Cell(say("no"), (RED,))),
    ]


def proxy_told(rule: "Proxy") -> str:
    """`he for huang (act_for), 2026-05-18 – 2026-05-22`."""
    days = f"{rule.from_ or ''} – {rule.until or ''}" if rule.from_ or rule.until else ""
    told = say("people.proxy", proxy=rule.proxy, principal=rule.principal, kind=rule.kind)
    return f"{told} {days}".strip()


def unit_lines(unit: "Unit", inside: "Sequence[Person]", found: "PeopleFile", screen: Screen) -> Iterator[str]:
    """A unit: who leads it, who is in it."""
    yield f"{screen.paint(unit.id, BOLD)}  {label(unit.title, unit.id)}"
    yield from pairs(
        [(post, f"{who} {found.people[who].name}") for post, who in unit.portfolio_of.items() if who in found.people], screen, "  "
    )
    if inside:
        yield ""
        yield from person_table(inside, found, screen)


def unit_name(id: str | None, found: "PeopleFile") -> str:
    """`transport 交通局`."""
    unit = found.units.get(id or "")
    return f"{id} {title}" if unit and (title := label(unit.title, "")) else id or ""


def person_json(person: "Person") -> dict[str, object]:
    """A person as JSON; addresses stay in the file."""
    names = ("id", "name", "unit", "posts", "roles", "manager", "rank", "active")
    return {name: getattr(person, name) for name in names}


def unit_json(unit: "Unit", inside: "Sequence[Person]") -> dict[str, object]:
    """A unit as JSON."""
    names = ("id", "title", "parent", "calendar", "portfolio_of", "external")
    return {**{name: getattr(unit, name) for name in names}, "people": [person.id for person in inside]}
