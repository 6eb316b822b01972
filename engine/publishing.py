"""Which definition new cases start with, in all processes alike: the one published last, unless it is retired (decision 0011)."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from . import loading
from .definition import Workflow
from .errors import NotFound, Reason, Refused
from .expressions import FUNCTIONS, Expression, ExpressionError
from .expressions import nodes as n
from .expressions.parse import tree
from .frozen import dataclass
from .loading import last
from .model import Model
from .ports import Definition, DefinitionRow
from .reading import world_of
from .series_settling import published
from .service import Service
from .uses import workflows_of
from .verdict.definitions import publishing
from .world import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionView:
    """A definition as an operator sees it: label, hash, since when, how many cases, and whether new ones start with it.

    `first_used` and `published_at` are None for one that this engine was given and nobody has used yet. `published_by` is None where
    it came into use with the first case that began with it. `missing` names plug-ins that it needs and this process lacks.
    """

    workflow: str
    version: str | None
    hash: str
    current: bool
    retired: bool
    given: bool
    open: int = 0
    ended: int = 0
    first_used: datetime | None = None
    published_at: datetime | None = None
    published_by: str | None = None
    retired_at: datetime | None = None
    retired_by: str | None = None
    missing: tuple[str, ...] = ()


def definitions(service: Service) -> tuple[DefinitionView, ...]:
    """Every definition that is stored or was given, by workflow, the latest first."""
    registry = service.setting.registry
    rows = service.store.definitions(service.tenant)
    latest: dict[str, DefinitionRow] = {}
    for row in rows:
        latest.setdefault(row.workflow, row)
    stored = {row.hash for row in rows}
    new = [model for model in registry.current.values() if model.hash not in stored]
    ahead = {model.workflow.id for model in new if _takes_over(service, model, latest.get(model.workflow.id))}
    found = [_unused(service, model, model.workflow.id in ahead) for model in new]
    found += [_stored(service, row, row is latest[row.workflow] and row.workflow not in ahead) for row in rows]
    return tuple(sorted(found, key=lambda view: view.workflow))


def _takes_over(service: Service, model: Model, latest: DefinitionRow | None) -> bool:
    hash, _ = service.setting.registry.beginning(model.workflow.id, last(latest), known=False)
    return hash == model.hash


def _unused(service: Service, model: Model, current: bool) -> DefinitionView:
    """A definition that this engine was given and that no case has begun with yet."""
    workflow = model.workflow
    missing = lacking(workflow, service.setting.around)
    return DefinitionView(
        workflow=workflow.id, version=workflow.version, hash=model.hash, current=current, retired=False, given=True, missing=missing
    )


def _stored(service: Service, row: DefinitionRow, latest: bool) -> DefinitionView:
    registry = service.setting.registry
    given = registry.current.get(row.workflow)
    same = {field.name: getattr(row, field.name) for field in fields(row)}
    return DefinitionView(
        **same,
        current=latest and row.retired_at is None,
        retired=row.retired_at is not None,
        given=given is not None and given.hash == row.hash,
        missing=_missing(service, row.hash),
    )


def _missing(service: Service, hash: str) -> tuple[str, ...]:
    """What a stored definition needs and this process lacks; one that this release cannot read at all lacks everything."""
    try:
        model = service.setting.registry.pinned(hash, service.store)
    except (NotFound, ValueError, KeyError, TypeError):
        return ("*",)
    return lacking(model.workflow, service.setting.around)


OUTGOING = "signoff.effects:"
"""Plug-ins that are called after the commit, by whoever delivers; no decision needs them."""


def lacking(workflow: Workflow, around: Surroundings) -> tuple[str, ...]:
    """The plug-ins that a definition names or calls and that are not here, or in another version."""
    called = {name for expression in _expressions(workflow) for name in _calls(expression)} - FUNCTIONS
    named = {name.partition(":")[2] for name in workflow.plugins}
    found = {f"signoff.functions:{name}" for name in called - around.functions.keys() - around.resolvers.keys() - named}
    pinned = {name: version for name, version in workflow.plugins.items() if not name.startswith(OUTGOING)}
    found |= {f"{name} {version}" for name, version in pinned.items() if around.installed.get(name) != version}
    return tuple(sorted(found))


def _expressions(value: object) -> Iterator[Expression]:
    """Every expression inside a value."""
    if isinstance(value, Expression):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _expressions(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _expressions(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _expressions(inner)


def _calls(expression: Expression) -> Iterator[str]:
    try:
        waiting = [tree(expression.text)]
    except ExpressionError:
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, n.Call):
            yield node.function
        waiting += n.children(node)


def publish(service: Service, workflow: Workflow | str, by: str, *, trusted: bool = False) -> DefinitionView:
    """Make a definition the one that new cases start with: a value, a workflow that this engine was given, or a stored hash.

    Raises Refused (`not_admin`, `series_conflict`, `unknown_workflow` for one that runs what is not there), NotFound.
    """
    _allowed(service, by, "publish", trusted)
    registry = service.setting.registry
    model = registry.adopted(workflow) if isinstance(workflow, Workflow) else named(service, workflow)
    rows = service.store.definitions(service.tenant)
    _runs_what_is_there(model, {*registry.current, *(row.workflow for row in rows)})
    conflicting = list(published(registry, service.store, rows, model.workflow))
    if conflicting:
        raise Refused(conflicting)
    known = [row for row in rows if row.workflow == model.workflow.id]
    later = [row.published_at + timedelta(microseconds=1) for row in known if row.hash != model.hash]
    stored = Definition(model.hash, model.workflow.id, model.workflow.version, model.text)
    service.store.publish(stored, max([service.now(), *later]), by)
    return next(view for view in definitions(service) if view.hash == model.hash)


def _runs_what_is_there(model: Model, known: set[str]) -> None:
    """Raises Refused where the definition runs workflows of which there is none."""
    missing = dict.fromkeys(id for id in workflows_of(model.workflow) if id not in known and id != model.workflow.id)
    reasons = []
    for id in missing:
        near = get_close_matches(id, sorted(known), n=1)
        hint = f"Did you mean `{near[0]}`?" if near else "Publish that one first, or give it to the engine."
        told = f"`{model.workflow.id}` runs the workflow `{id}`, and there is none"
        reasons.append(Reason("unknown_workflow", told, hint, {"workflow": id}))
    if reasons:
        raise Refused(reasons)


def retire(service: Service, workflow: str, by: str, *, trusted: bool = False) -> tuple[DefinitionView, ...]:
    """No new cases start with this definition (a hash) or by this workflow at all (its id); cases under way go on.

    Raises Refused (`not_admin`), NotFound for what is not stored.
    """
    _allowed(service, by, "retire", trusted)
    rows = service.store.definitions(service.tenant)
    hashes = [row.hash for row in rows if row.workflow == workflow]
    if not hashes:
        hashes = [hashed(workflow, [row.hash for row in rows])]
    service.store.retire(hashes, service.now(), by)
    return tuple(view for view in definitions(service) if view.hash in hashes)


def _allowed(service: Service, by: str, verb: str, trusted: bool) -> None:
    found = publishing(by, verb, world_of(service), trusted)
    if not found.allowed:
        raise Refused(found.reasons)


def named(service: Service, name: str) -> Model:
    """The definition that a text means: a workflow that this engine was given, else a hash or the beginning of one."""
    registry = service.setting.registry
    if name in registry.current:
        return registry.current[name]
    rows = service.store.definitions(service.tenant)
    mine = [row.hash for row in rows if row.workflow == name]
    known = [*(row.hash for row in rows), *(model.hash for model in registry.current.values())]
    return registry.pinned(mine[0] if mine else hashed(name, known), service.store)


SHORTEST = 6
"""Characters of a hash that may stand for it."""


def hashed(text: str, known: list[str]) -> str:
    """The one hash that begins so; raises NotFound."""
    fits = sorted({hash for hash in known if len(text) >= SHORTEST and hash.startswith(text)})
    if len(fits) == 1:
        return fits[0]
    told = f"{text!r} could be any of {', '.join(hash[:12] for hash in fits)}" if fits else f"there is no definition `{text}`"
    raise NotFound(told, code="unknown_definition", hint="`definitions()` lists them.", data={"definition": text})


def current_of(service: Service, workflow: str) -> Model:
    """The definition that a new case of this workflow would start with now, retired or not; raises NotFound."""
    store = service.store
    return loading.current_of(service.setting.registry, store, store, service.tenant, workflow)
