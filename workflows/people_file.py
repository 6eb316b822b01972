"""People files: units and persons as plain values. Every name that another entry uses must be there."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from signoff.engine.definition_values import Label
from signoff.engine.errors import Finding, InvalidWorkflow
from signoff.engine.people_data import ACT_FOR, PeopleFile, Person, Proxy, Unit

from . import values
from .context import Context, entries_of
from .findings import sort_key
from .mending import Limits
from .nodes import List, Node, Text
from .opening import one, opened
from .section import Section
from .suggest import did_you_mean

Made = TypeVar("Made")


def load_people(source: Path | str, *, name: str = "<text>", limits: Limits | None = None) -> PeopleFile:
    """A people file from a Path or a text; raises InvalidWorkflow with all findings."""
    made, findings = read_people(source, name=name, limits=limits)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors or made is None:
        raise InvalidWorkflow(errors)
    return made


def read_people(source: Path | str, *, name: str = "<text>", limits: Limits | None = None) -> tuple[PeopleFile | None, tuple[Finding, ...]]:
    """A people file and every finding about it; never raises for bad input."""
    ctx, root, _ = opened(source, name, limits or Limits(size=4 * 1024 * 1024, nodes=500_000))
    if root is None:
        return None, tuple(ctx.findings)
    section = Section(ctx, "people_file", root, "")
    one(section)
    made = PeopleFile(
        _all(section, "units", "unit", _unit),
        _all(section, "people", "person", _person),
        _proxies(section),
        _titles(section),
    )
    _known(ctx, made)
    return made, tuple(sorted(ctx.findings, key=sort_key))


def _all(section: Section, name: str, what: str, build: Callable[[Context, str, Node, str], Made]) -> dict[str, Made]:
    node, ctx = section.node(name), section.ctx
    found = {}
    for entry in entries_of(ctx, node, name, name) if node is not None else ():
        path = f"{name}.{entry.key.value}"
        ctx.places[path] = entry.key.mark
        if not values.FILE_ID.match(entry.key.value) or entry.key.value.startswith("system"):
            ctx.report(
                "bad_id", f"`{entry.key.value}` cannot be the id of a {what}", entry.key.mark, path, "Use letters, digits, `_` and `-`."
            )
        found[entry.key.value] = build(ctx, entry.key.value, entry.value, path)
    return found


def _unit(ctx: Context, id: str, node: Node, path: str) -> Unit:
    if isinstance(node, Text):
        return Unit(id, title=values.label(ctx, node, path) or {})
    section = Section(ctx, "unit", node, path)
    return Unit(
        id=id,
        title=section.title(id),
        parent=section.text("parent"),
        calendar=section.file_id("calendar"),
        portfolio_of=_texts(section, "portfolio_of", "post: person"),
        external=section.boolean("external"),
    )


def _person(ctx: Context, id: str, node: Node, path: str) -> Person:
    if isinstance(node, Text):
        return Person(id, name=values.text(ctx, node, path) or "")
    section = Section(ctx, "person", node, path)
    unit = section.text("unit")
    return Person(
        id=id,
        name=section.text("name") or id,
        unit=unit,
        posts=_held(section, "posts", unit),
        roles=_held(section, "roles", None),
        manager=section.text("manager"),
        rank=section.integer("rank") or 0,
        active=section.boolean("active"),
        contact=_texts(section, "contact", "channel: address"),
    )


def _proxies(section: Section) -> tuple[Proxy, ...]:
    node, ctx = section.node("proxies"), section.ctx
    if node is None:
        return ()
    if not isinstance(node, List):
        ctx.wrong(node, "a list of proxies", "proxies", "Begin each with `- `.")
        return ()
    found = (_proxy(ctx, item, f"proxies.{number}") for number, item in enumerate(node))
    return tuple(rule for rule in found if rule is not None)


def _proxy(ctx: Context, node: Node, path: str) -> Proxy | None:
    section = Section(ctx, "proxy", node, path)
    principal, proxy = section.text("principal"), section.text("proxy")
    first, last = _day(section, "from"), _day(section, "until")
    if principal is None or proxy is None:
        return None
    if first is not None and last is not None and last < first:
        ctx.at(section.path_of("until"), "bad_proxy", f"it ends ({last}) before it begins ({first})", "Put the days the other way round.")
    if proxy in (principal, section.text("fallback")) or section.text("fallback") == principal:
        ctx.report("bad_proxy", "principal, proxy and fallback are different persons", node.mark, path, "Name another person.")
    scope = section.names("scope", "workflow") if section.node("scope") is not None else ()
    return Proxy(principal, proxy, first, last, section.word("kind") or ACT_FOR, scope, section.text("fallback"))


def _titles(section: Section) -> dict[str, Label]:
    """What people call roles and posts."""
    node, ctx = section.node("titles"), section.ctx
    entries = entries_of(ctx, node, "titles", "titles: `role: label`") if node is not None else ()
    for entry in entries:
        ctx.places[f"titles.{entry.key.value}"] = entry.key.mark
    return {entry.key.value: values.label(ctx, entry.value, f"titles.{entry.key.value}") or {} for entry in entries}


def _day(section: Section, name: str) -> date | None:
    """A day, without a time."""
    node, found = section.node(name), section.instant(name)
    if isinstance(found, datetime) and node is not None:
        section.ctx.wrong(node, "a date", section.path_of(name), "Write 2026-05-18.")
        return None
    return found


def _texts(section: Section, name: str, what: str) -> dict[str, str]:
    node, path, ctx = section.node(name), section.path_of(name), section.ctx
    found = {}
    for entry in entries_of(ctx, node, path, what) if node is not None else ():
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.value.mark
        found[entry.key.value] = values.text(ctx, entry.value, inner) or ""
    return found


def _held(section: Section, name: str, unit: str | None) -> tuple[str, ...]:
    """Posts and roles: `name` or `name@unit`; a post without a unit is one of the person's own unit."""
    found = []
    for held in section.names(name, "post" if name == "posts" else "role"):
        word, at, where = held.partition("@")
        if not values.FILE_ID.match(word) or (at and not where):
            mark = next(r.mark for r in section.ctx.references if (r.path, r.name) == (section.path_of(name), held))
            section.ctx.report("bad_id", f"`{held}` is not a post or role", mark, section.path_of(name), "Write `post@unit` or `role`.")
        found.append(f"{word}@{unit}" if name == "posts" and not at and unit else held)
    return tuple(found)


def _known(ctx: Context, made: PeopleFile) -> None:
    """Every unit and person that is named must be there; nobody leads or contains themselves."""

    def need(what: str, name: str | None, names: Mapping[str, object], path: str) -> None:
        if name and name not in names:
            ctx.unknown(what, name, list(names), ctx.place(path), path)

    for id, unit in made.units.items():
        need("unit", unit.parent, made.units, f"units.{id}.parent")
        for post, person in unit.portfolio_of.items():
            need("person", person, made.people, f"units.{id}.portfolio_of.{post}")
        _loop(ctx, id, {u.id: u.parent for u in made.units.values()}, f"units.{id}.parent", "its own parent")
    for id, one_person in made.people.items():
        need("unit", one_person.unit, made.units, f"people.{id}.unit")
        need("person", one_person.manager, made.people, f"people.{id}.manager")
        _loop(ctx, id, {p.id: p.manager for p in made.people.values()}, f"people.{id}.manager", "their own manager")
    for number, rule in enumerate(made.proxies):
        for role, who in (("principal", rule.principal), ("proxy", rule.proxy), ("fallback", rule.fallback or "")):
            need("person", who, made.people, f"proxies.{number}.{role}")
    _titles_used(ctx, made)
    for reference in ctx.references:
        unit_id = reference.name.partition("@")[2]
        if unit_id and unit_id not in made.units:
            mark = reference.mark.at(len(reference.name) - len(unit_id), len(unit_id))
            ctx.unknown("unit", unit_id, list(made.units), mark, reference.path)


def _titles_used(ctx: Context, made: PeopleFile) -> None:
    """A title for what nobody holds is a slip of the pen, or of somebody who has left."""
    held = {name.partition("@")[0] for person in made.people.values() for name in (*person.roles, *person.posts)}
    held |= {post for unit in made.units.values() for post in unit.portfolio_of}
    for name in [title for title in made.titles if title not in held]:
        hint = did_you_mean(name, sorted(held - {*made.titles})) or "Take it out, or give somebody the role."
        ctx.at(f"titles.{name}", "title_unused", f"nobody holds the role or post `{name}`", hint, "warning")


def _loop(ctx: Context, id: str, above: Mapping[str, str | None], path: str, what: str) -> None:
    seen, at = set[str](), above.get(id)
    while at is not None and at not in seen:
        if at == id:
            ctx.at(path, "loop", f"`{id}` is, over some steps, {what}", "Break the circle.")
            return
        seen.add(at)
        at = above.get(at)
