"""Effects: `set`, numbers and children at once in the same transaction; the others by the outbox, after the commit."""

from . import calls, signals
from . import events as e
from .clock_view import as_kept
from .data import content_hash, merged, typed
from .definition import Effect
from .draft import Draft
from .expressions import MISSING, Expression, ExpressionFailed, field_type
from .frozen import altered
from .more_time import by_effect
from .notices import CLOCK_REMIND, TEXTS, failed, tell
from .numbering import allocate, void
from .proxies import told_too
from .reseating import reseated
from .scope import CaseScope, holder_of
from .traces import kept_trace
from .widening import asked
from .wording import worded


def run_all(draft: Draft, effects: tuple[Effect, ...]) -> None:
    """Every effect in written order, each seeing what those before it have set."""
    for effect in effects:
        run(draft, effect, draft.scope)


def run(draft: Draft, effect: Effect, scope: CaseScope, *, quiet: bool = False) -> None:
    """One effect, if its `when` holds. One that cannot be worked out leaves a row that says so and holds nobody up."""
    try:
        if not scope.met(effect.when):
            return
        if effect.verb == "set":
            _assign(draft, effect, scope)
        elif effect.verb in ("start", "cancel"):
            asked(draft, effect, scope)
        elif effect.verb == "call":
            calls.call(draft, effect, scope)
        elif effect.verb == "signal":
            signals.signal(draft, effect, scope)
        elif effect.verb == "extend":
            by_effect(draft, effect, scope)
        elif effect.verb == "allocate":
            allocate(draft, effect, scope)
        elif effect.verb == "void":
            void(draft, effect, said(draft))
        elif effect.verb == "reassign":
            _reseat(draft, effect, scope)
        elif effect.to is not None and not (quiet and effect.verb == "notify"):
            notice(draft, effect.verb, effect.to, scope, effect)
    except (ExpressionFailed, ValueError, OverflowError) as error:
        if effect.verb == "call":
            calls.lost(draft, effect, error)
        elif effect.verb == "signal":
            signals.lost(draft, effect, error)
        else:
            failed(draft, effect.verb, error)


def _assign(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    fields = draft.model.workflow.data
    found: dict[str, object] = {}
    for name, expression in effect.assign.items():
        value = expression.worth(scope, expect=field_type(fields[name]))
        found[name] = None if value is MISSING or value is None else typed(fields[name], _settable(value), draft.world)
    changes = {name: value for name, value in found.items() if value != draft.case.data.get(name)}
    if changes and edited(draft, changes, "set", effect.edits == "formal", counts=effect.edits is not None):
        draft.substance = True


def _reseat(draft: Draft, effect: Effect, scope: CaseScope) -> None:
    """The open seats of the step go to somebody else; one that nobody else can take over stays. Raises ValueError where all do."""
    if effect.to is None:
        return
    people = set(scope.people_of(effect.to).people.entries)
    moving = [task for task in draft.case.open_tasks if people != set(holder_of(task, scope.world).entries)]
    kept = [reseated(draft, effect.to, task, altered(scope, seats=(task,))) for task in moving]
    if kept and all(kept):
        raise ValueError(kept[0])


def _settable(value: object) -> object:
    """Of people found a field takes the first; instants as they are."""
    entries = getattr(value, "entries", None)
    if entries is not None:
        return entries[0] if entries else None
    return as_kept(getattr(value, "at", value))


def edited(draft: Draft, changes: dict[str, object], how: str, formal: bool = False, *, counts: bool = True) -> bool:
    """New values: a new revision. Whether signed content changed in substance: not by a formal edit, nor by what does not count."""
    case = draft.case
    content = content_hash(draft.model.workflow, merged(case.data, changes))
    touched = counts and content != case.content
    substantive = touched and not formal
    fact = e.Edited(
        fields=changes, revision=case.revision + 1, content=content, substantive=substantive, how=how, formal=touched and formal
    )
    draft.emit(fact)
    return substantive


def notice(draft: Draft, kind: str, to: Expression, scope: CaseScope, effect: Effect | None = None) -> None:
    """A notice to whom the expression finds; a row of the history either way, also where it finds nobody."""
    try:
        outcome = scope.people_of(to)
    except ExpressionFailed as error:
        failed(draft, kind, error)
        return
    people = told_too(draft.step, draft.case, [p for p in outcome.people.entries if draft.world.active(p)], draft.world)
    words = effect.text if effect is not None else TEXTS[CLOCK_REMIND] if scope.lasting is not None else None
    text = worded(words, scope, said(draft))
    via = effect.via if effect is not None else ()
    receipt = effect is not None and effect.receipt
    digest = effect.digest if effect is not None else None
    tell(draft, kind, people, text, via=via, receipt=receipt, digest=digest, trace=kept_trace(outcome.trace))


def said(draft: Draft) -> str | None:
    """The comment of the last decision in this move."""
    decided = (event.fact.decision for event in reversed(draft.events) if isinstance(event.fact, e.Decided | e.Acted))
    return next((decision.comment for decision in decided), None)
