"""Signals between cases: fields that can hold keys, and (where all files of a set are known) actions that somebody takes."""

from collections.abc import Iterable, Iterator, Mapping

from signoff.engine.definition import Action, Arm, Workflow
from signoff.engine.errors import Finding

from .context import Context, Reference
from .inner import effects_of, everywhere
from .load_signals import PERHAPS, SIGNAL
from .suggest import did_you_mean


def lint_signals(ctx: Context, workflow: Workflow) -> None:
    """The fields that arms for cases name: one that holds a key, one that takes the sender's."""
    for path, action in _actions(ctx.base, workflow):
        for number, arm in enumerate(action.arms):
            place = f"{path}.{number}" if f"{path}.{number}" in ctx.places else path
            holds, takes = (workflow.data.get(name or "") for name in (arm.case_in, arm.sender_to))
            if holds is not None and holds.type != "text":
                told = f"`{holds.id}` is a {holds.type}; the key of a case is a text"
                ctx.at(f"{place}.by", "wrong_type", told, "Name a text field.")
            if takes is not None and takes.type != "text" and (takes.type != "list" or takes.fields or takes.of not in (None, "text")):
                told = f"`{takes.id}` takes no key: that is a text"
                ctx.at(f"{place}.sender", "wrong_type", told, "Name a text field, or a list of texts.")


def _actions(base: str, workflow: Workflow) -> Iterator[tuple[str, Action]]:
    for name, action in workflow.anytime.items():
        yield f"{base}anytime.{name}", action
    for step in workflow.steps.values():
        for name, action in step.actions.items():
            yield f"{base}steps.{step.id}.actions.{name}", action


def unheard(workflow: Workflow, file: str, runs: Iterable[Reference], known: Mapping[str, Workflow]) -> Iterator[Finding]:
    """Signals that no workflow of the set takes, or whose values none of the arms that do would accept."""
    places = {one.name: one for kind in (PERHAPS, SIGNAL) for one in reversed(list(runs)) if one.kind == kind}
    arms = _arms_for_cases([*known.values()]) if places else {}
    for name, place in places.items():
        if name not in arms and place.kind == SIGNAL:
            hint = did_you_mean(name, list(arms)) or f"Write `{name}: {{by: case}}` in the workflow that takes it, and load that one, too."
            yield _finding("unknown_action", f"no case takes the action `{name}`: there is no arm `by: case` of it", file, place, hint)
    for effect in effects_of(workflow):
        taken = arms.get(effect.what or "") if effect.verb == "signal" else None
        fields = {name for arm in taken or () for name in (*arm.needs, *arm.may_edit)}
        for name in effect.with_ if taken else ():
            if name not in fields:
                told = f"`{effect.what}` takes no `{name}`: it is neither under `needs` nor under `may_edit` of an arm `by: case`"
                hint = did_you_mean(name, sorted(fields)) or "Name it there, or take it out here."
                yield _finding("unknown_field", told, file, places[effect.what or ""], hint)


def _arms_for_cases(workflows: Iterable[Workflow]) -> dict[str, list[Arm]]:
    """By action, the arms that cases take, of all branches."""
    found: dict[str, list[Arm]] = {}
    for whole in workflows:
        for _, one in everywhere(whole):
            for _, action in _actions("", one):
                mine = [arm for arm in action.arms if arm.of_case]
                if mine:
                    found.setdefault(action.name, []).extend(mine)
    return found


def _finding(code: str, message: str, file: str, place: Reference, hint: str) -> Finding:
    mark = place.mark
    return Finding(code, message, place.path, mark.file or file, mark.line, mark.column, mark.length, hint)
