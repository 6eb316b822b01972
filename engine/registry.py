"""The definitions an engine knows: those it was given, by name; and any that a running case is pinned to, by hash."""

import threading
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from .case import Case
from .definition import Workflow
from .errors import Misconfigured, NotFound, UnreadableDefinition
from .expressions import Type
from .model import Model, definition_from
from .plain import digest
from .ports import Current, Reader
from .series_terms import conflict, conflicts


class Registry:
    """Compiled definitions, shared by all threads."""

    def __init__(self, workflows: Iterable[Workflow], functions: Mapping[str, Type] | None = None) -> None:
        self._functions = functions or {}
        self._lock = threading.Lock()
        workflows = tuple(workflows)
        for series, one, other in conflicts(workflows):
            reason = conflict(series, other.id, one.id)
            raise Misconfigured(reason.message, code=reason.code, hint=reason.hint, data=reason.data)
        self._current = {workflow.id: Model(workflow, self._functions) for workflow in workflows}
        self._by_hash = {model.hash: model for model in self._current.values()}

    def of(self, workflows: Iterable[Workflow]) -> "Registry":
        """A registry of other definitions, with the same plug-in functions."""
        return Registry(workflows, self._functions)

    @property
    def current(self) -> Mapping[str, Model]:
        """The definitions that this engine was given, by workflow: new cases start with them unless another was published."""
        return self._current

    def workflow(self, id: str) -> Model:
        """The definition of this workflow that the engine was given; raises NotFound with a suggestion."""
        model = self._current.get(id)
        if model is None:
            near = get_close_matches(id, self._current, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(self._current) or 'none'}."
            raise NotFound(f"there is no workflow `{id}`", code="unknown_workflow", hint=hint)
        return model

    def beginning(self, workflow: str, current: Current | None, known: bool) -> tuple[str, bool]:
        """The hash of the definition that a new case starts with, and whether that is retired; raises NotFound.

        What was published last counts, in every process (`current`). As long as nobody has published or retired anything by hand, a
        definition that this engine was given and the store has never seen (`known`) is newer, and takes its place with the first
        case that begins with it; one that the store has seen before has been superseded.
        """
        given = self._current.get(workflow)
        by_hand = current is not None and (current.fixed or current.retired)
        if current is None or (given is not None and not by_hand and not known):
            return self.workflow(workflow).hash, False
        return current.hash, current.retired

    def adopted(self, workflow: Workflow) -> Model:
        """A definition that this engine is given later: to be found by its hash."""
        model = Model(workflow, self._functions)
        with self._lock:
            return self._by_hash.setdefault(model.hash, model)

    def known(self, hash: str) -> Model | None:
        """The definition with this hash, if this engine was given it or has read it."""
        return self._by_hash.get(hash)

    def unread(self, cases: Iterable[Case]) -> set[str]:
        """The definitions that these cases are pinned to and this engine neither was given nor has read yet."""
        return {hash for hash in {case.definition for case in cases} if self.known(hash) is None}

    def of_case(self, case: Case) -> Model:
        """The definition of a case whose definition has been read already: its branch's own, with the chains laid out so far."""
        model = self.known(case.definition)
        if model is None:
            raise NotFound(f"the definition {case.definition[:12]} of {case.key} has not been read", code="definition_missing")
        return _its_own(model, case)

    def model_of(self, case: Case, reader: Reader) -> Model:
        """The definition of a case, read from the store where this engine was not given it: its branch's own, with its chains."""
        return _its_own(self.pinned(case.definition, reader), case)

    def pinned(self, hash: str, reader: Reader) -> Model:
        """The definition a case is pinned to, read from the store where this engine was not given it."""
        model = self.known(hash)
        if model is None:
            stored = reader.definition(hash)
            if stored is None:
                raise NotFound(f"the definition {hash[:12]} of this case is not in the database", code="definition_missing")
            model = Model(read(hash, stored.content), self._functions)
            with self._lock:
                self._by_hash[hash] = model
        return model


def read(hash: str, content: str) -> Workflow:
    """A definition as it is stored under its hash; raises UnreadableDefinition, also where its content is another one."""
    try:
        workflow = definition_from(content)
    except KeyError as error:
        raise UnreadableDefinition(hash, f"it lacks `{error.args[0]}`, which every definition of this release has") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise UnreadableDefinition(hash, str(error) or type(error).__name__) from error
    if digest(content) != hash:
        raise UnreadableDefinition(hash, "its content is not what its hash says")
    return workflow


def _its_own(model: Model, case: Case) -> Model:
    """What a case lives by of the definition that it is pinned to: its branch's own, with its chains."""
    return model.branch(case.branch).with_chains(case.chains) if case.branch or case.chains else model
