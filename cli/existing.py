"""What a filter names must exist: a slip in an id is told, with what may have been meant, and is not an empty answer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from signoff.engine.errors import DirectoryUnavailable, NotFound, SignoffError

from .errors import NOT_FOUND, Problem
from .messages import say

if TYPE_CHECKING:
    from signoff.compose import Engine
    from signoff.engine.definition import Workflow
    from signoff.engine.people_data import PeopleFile
    from signoff.engine.ports import Directory

    from .app import App

LISTED = 12
"""So many names are listed where none is near."""
HOLDERS = 1000
"""Of so many holders one may have been meant."""


def must_exist(
    app: "App",
    *,
    workflow: str | None = None,
    step: str | None = None,
    holder: str | None = None,
    unit: str | None = None,
    person: str | None = None,
) -> None:
    """Raise a Problem (exit code 4) for the first of these that is not there; the tenant is looked at in any case.

    A workflow is one that was given or is stored, a step one of that workflow's or of any. A `holder` or a `unit` is known to the
    directory or named by a case. A `person` is the same, but where everybody is who they say they are, anybody is one.
    """
    for_tenant(app.opened)
    if workflow is not None:
        for_workflow(app.opened, workflow)
    if step is not None:
        for_step(app.opened, workflow, step)
    if holder is not None:
        for_person(app, holder)
    if person is not None and not anybody(app.opened.directory):
        for_person(app, person)
    if unit is not None:
        for_unit(app, unit)


def behind(app: "App", after: str | None) -> str | None:
    """What `--after` names: the id of a case of this tenant, also of one that was archived since the page before was told."""
    if after is None:
        return None
    try:
        return app.engine.case(after).id
    except NotFound as error:
        if error.code == "archived":
            return after
        raise Problem("no_after", NOT_FOUND, say("hint.no_after"), name=after) from error


def anybody(directory: "Directory") -> bool:
    """Whether everybody is who they say: then only rows tell a slip from a name."""
    from signoff.adapters.directory import Anybody

    return isinstance(directory, Anybody)


def for_tenant(engine: "Engine") -> None:
    """A tenant has rows, unless nobody has any."""
    if engine.cases(limit=1):
        return
    tenants = engine.store.tenants()
    if tenants and engine.tenant not in tenants:
        raise missing("tenant", engine.tenant, {one: one for one in tenants})


def for_workflow(engine: "Engine", name: str) -> None:
    """A workflow that was given or is stored."""
    if name in engine.workflows:
        return
    known = {view.workflow for view in engine.definitions()}
    if name not in known:
        raise missing("workflow", name, {one: one for one in sorted(known)})


def for_step(engine: "Engine", workflow: str | None, name: str) -> None:
    """A step of the workflow, of its branches, or of a chain in it; without a workflow of any."""
    from signoff.engine.freezing import chain_step

    known: dict[str, str] = {}
    for one in definitions_of(engine, workflow):
        if name in one.steps or chain_step(one, name) is not None:
            return
        known |= {title: id for id, step in one.steps.items() for title in step.title.values()} | {id: id for id in one.steps}
    raise missing("step", name, known)


def definitions_of(engine: "Engine", workflow: str | None) -> "Iterator[Workflow]":
    """Every definition with its branches: first those that were given, then those that are stored."""
    from .compose import Known
    from .naming import Names

    given = [one for id, one in engine.workflows.items() if workflow in (None, id)]
    yield from (inner for one in given for inner in with_branches(one))
    names = Names(Known(engine))
    for view in engine.definitions():
        if workflow in (None, view.workflow):
            yield from names.all(view.hash)


def with_branches(workflow: "Workflow") -> "Iterator[Workflow]":
    """A definition and every branch in it."""
    yield workflow
    for branch in workflow.branches.values():
        if branch.workflow is not None:
            yield from with_branches(branch.workflow)


def for_person(app: "App", name: str) -> None:
    """Somebody whom the directory knows, or a case names."""
    directory = app.opened.directory
    try:
        if not anybody(directory) and directory.person(name) is not None:
            return
    except DirectoryUnavailable:  # nobody can say that there is no such person
        return
    if not name or not app.opened.store.mentions(app.opened.tenant, name):
        people = file_of(app).people.values()
        known = {person.name: person.id for person in people} | {person.id: person.id for person in people}
        held = app.opened.store.holders(app.opened.tenant, HOLDERS)
        raise missing("holder", name, known | {holder: holder for holder in held})


def for_unit(app: "App", name: str) -> None:
    """A unit that the directory knows, or a case names."""
    directory = app.opened.directory
    try:
        if not anybody(directory) and directory.unit(name) is not None:
            return
    except DirectoryUnavailable:
        return
    if not name or not app.opened.store.mentions(app.opened.tenant, name):
        units = file_of(app).units.values()
        raise missing("unit", name, {title: one.id for one in units for title in one.title.values()} | {one.id: one.id for one in units})


def file_of(app: "App") -> "PeopleFile":
    """The people file of the settings, for suggestions; an empty one where there is none that can be read."""
    from signoff.engine.people_data import PeopleFile
    from signoff.workflows.people_file import load_people

    try:
        return load_people(app.settings.people) if app.settings.people is not None else PeopleFile()
    except SignoffError:
        return PeopleFile()


def missing(what: str, name: str, known: Mapping[str, str]) -> Problem:
    """The error: `known` are ids by what somebody may have written for them."""
    return Problem(f"no_{what}", NOT_FOUND, meant(name, known), name=name)


def meant(name: str, known: Mapping[str, str]) -> str | None:
    """What may have been meant, by an id or a title; else what there is, where that is a short list."""
    from signoff.workflows.suggest import nearest

    near = nearest(name, [one for one in known if one])
    if near is not None:
        return say("usage.meant", names=f"`{known[near]}`" if known[near] == near else f"`{known[near]}` ({near})")
    ids = list(dict.fromkeys(known.values()))
    return say("hint.workflows", names=listed(ids)) if 0 < len(ids) <= LISTED else None


def listed(names: Iterable[str]) -> str:
    """Names one after the other."""
    return say("list.comma").join(names)
