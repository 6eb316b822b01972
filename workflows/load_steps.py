"""Steps: each with what it writes itself, and behind that the defaults of the workflow, of the policy and of the language."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from signoff.engine.branching import Join
from signoff.engine.definition import Action, Allow, Branch, Empty, End, Return, Rule, Rung, Seat, Step, StepKind
from signoff.engine.expressions import Expression

from . import values
from .context import Context, is_none
from .expressing import PLACEHOLDER, expression
from .giving import given, taken
from .keys import find_key
from .load_actions import Around, abstention, actions, default_actions, returns
from .load_allow import allowance
from .load_branches import branches, join_of, loop_of, looping, of_several, run, targets
from .load_chains import chain_call
from .load_effects import effects
from .load_ladders import ladder
from .load_rules import rule
from .load_seats import seats_of
from .nodes import List, Map, Node
from .step_reader import House, StepReader

KINDS = ("by", "approvers", "chain", "parallel", "workflow", "end")
TOLD = {
    StepKind.END: ("end", "title", "effects", "when"),
    StepKind.PARALLEL: ("parallel", "title", "effects", "when", "join", "rest", "then", "else"),
    StepKind.WORKFLOW: (
        *("workflow", "title", "effects", "when", "join", "rest", "then", "else"),
        *("for_each", "with", "take", "initiator"),
    ),
    StepKind.AUTOMATIC: ("title", "effects", "when", "then"),
}
"""The keys that steps where nobody acts may have."""


class StepLoader(StepReader):
    """Builds one step; `above` are the steps written before it."""

    def __init__(self, ctx: Context, house: House, id: str, node: Node, following: str | None, above: Collection[str] = ()) -> None:
        super().__init__(ctx, house, id, node)
        self.above = (*house.before, *above)
        self.branches: dict[str, Branch] = {}
        self.around = Around(id, following, house.fields)
        self.kind = self._kind()

    def _kind(self) -> StepKind:
        if self.section.node("then") is not None and not self.section.has(*KINDS):
            return StepKind.AUTOMATIC
        written = self.section.one_of(KINDS, "a step")
        return NAMED.get(written or "", StepKind.WORK)

    def step(self) -> Step:
        """The step."""
        if self.kind not in TOLD:
            return self._human()
        for name in self.section.nodes:
            if name not in TOLD[self.kind]:
                message = f"`{name}` says nothing at {WHERE[self.kind]}"
                self.ctx.at(self.section.path_of(name), "out_of_place", message, "Take it out.")
        return self._end() if self.kind is StepKind.END else self._passing()

    def _passing(self) -> Step:
        """A step where nobody acts: it opens children, or leads on at once."""
        section, splits = self.section, self.kind is not StepKind.AUTOMATIC
        then = targets(section, "then", self.around)
        return Step(
            id=self.id,
            kind=self.kind,
            title=section.title(self.id),
            following=self.around.following,
            when=section.expression("when", "cond"),
            effects=effects(self.ctx, section.node("effects"), section.path_of("effects"), self.house.fields),
            parallel=self._parallel() if self.kind is StepKind.PARALLEL else self._runs() if splits else (),
            join=join_of(section) if splits else Join(),
            then=then,
            otherwise=targets(section, "else", self.around, "rejected") if splits else (),
        )

    def _parallel(self) -> tuple[str, ...]:
        """The branches opened here: written in place, or named."""
        node, path = self.section.node("parallel"), self.section.path_of("parallel")
        if isinstance(node, Map) and node.entries and self.house.inside is not None:
            house = replace(self.house, before=tuple(self.above))
            self.branches = branches(self.ctx, node, path, partial(self.house.inside, house))
            return tuple(self.branches)
        if not isinstance(node, List) or not node.items:
            self.ctx.wrong(node, "a map of branches, or a list of their ids", path) if node is not None else None
            return ()
        return self.section.names("parallel", "branch")

    def _runs(self) -> tuple[str, ...]:
        """The workflow run here, as a branch under the step's id."""
        section, loop = self.section, loop_of(self.section)
        with looping(self.ctx, self.id if loop is not None else None):
            made = Branch(
                id=self.id,
                title=section.title(self.id),
                uses=run(section),
                loop=loop,
                with_=given(self.ctx, section.node("with"), section.path_of("with"), child=self.id),
                initiator=section.expression("initiator", "people"),
            )
        take = section.node("take")
        if take is not None and loop is not None:
            of_several(section, self.id)
        self.branches = {self.id: replace(made, take=taken(self.ctx, take, section.path_of("take")))}
        return (self.id,)

    def _end(self) -> Step:
        word = self.section.word("end")
        return Step(
            id=self.id,
            kind=self.kind,
            title=self.section.title(self.id),
            when=self.section.expression("when", "cond"),
            effects=effects(self.ctx, self.section.node("effects"), self.section.path_of("effects"), self.house.fields),
            end=End(word) if word else End.DONE,
        )

    def _human(self) -> Step:
        section, approval = self.section, self.kind is not StepKind.WORK
        seats = seats_of(self.ctx, self.section) if self.kind is StepKind.APPROVAL else ()
        due = self.resolved("due")
        self._only_splits()
        if not approval:
            self._only_approval()
        return Step(
            id=self.id,
            kind=self.kind,
            title=section.title(self.id),
            following=self.around.following,
            when=section.expression("when", "cond"),
            effects=effects(self.ctx, section.node("effects"), section.path_of("effects"), self.house.fields),
            by=None if approval else section.expression("by", "people"),
            seats=seats,
            rule=(made := self._rule(seats) if approval else Rule()),
            main=self._main() if approval else None,
            actions=self._actions(made),
            may_edit=self.names("may_edit", "field"),
            edits=self.word("edits"),
            on_change=self.word("on_change"),
            hide=self.names("hide", "field"),
            due=expression(self.ctx, due.node, due.path, "time", "due") if due and not is_none(due.node) else None,
            rungs=self._rungs(due is not None and not is_none(due.node)),
            not_same_as=self._not_same_as(),
            human_required=self.truth("human_required"),
            principal_only=self._principal_only(),
            empty=self._empty(),
            duplicate=self.word("duplicate", "none"),
            self_=self.word("self", "forbid"),
            insufficient_seats=self.word("insufficient_seats", "hold"),
            allow=self._allow(),
            returns=self._returns() if approval else None,
            reapprove=self.truth("reapprove"),
            calendar=self._calendar(),
            calendar_of=self._calendar_of(),
            chain=chain_call(self.ctx, section.node("chain"), section.path_of("chain")),
        )

    def _only_splits(self) -> None:
        for name in self.section.has("join", "rest", "then", "else", "for_each", "with", "take", "initiator"):
            message = f"`{name}` belongs to a step that opens children; people act at `{self.id}`"
            self.ctx.at(self.section.path_of(name), "out_of_place", message, "Take it out; where an action leads is its own `to`.")

    def _only_approval(self) -> None:
        for name in ("rule", "main", "duplicate", "insufficient_seats", "on_change", "return"):
            node = self.section.node(name)
            if node is not None and not is_none(node):
                message = f"`{name}` belongs to a decision (`approvers`); `{self.id}` is a duty (`by`)"
                self.ctx.at(self.section.path_of(name), "out_of_place", message, "Take it out, or write `approvers:`.")

    def _not_same_as(self) -> tuple[str, ...]:
        """Whom else it must not be; of a default, which is said once for all steps, only what comes before this one."""
        found = self.resolved("not_same_as")
        names = self.names("not_same_as", "step")
        return names if found is None or found.own else tuple(name for name in names if name in self.above)

    def _principal_only(self) -> Expression | None:
        found = self.resolved("principal_only")
        return found.section.expression("principal_only", "cond") if found is not None and not is_none(found.node) else None

    def _calendar(self) -> str | None:
        found = self.resolved("calendar")
        return found.section.file_id("calendar") if found else None

    def _calendar_of(self) -> Expression | None:
        found = self.resolved("calendar_of")
        return found.section.expression("calendar_of", "value") if found is not None and not is_none(found.node) else None

    def _rule(self, seats: tuple[Seat, ...]) -> Rule:
        found = self.resolved("rule")
        if found is None or is_none(found.node):
            if self.kind is StepKind.APPROVAL and (len(seats) != 1 or "each(" in seats[0].who.text):
                self.ctx.at(self.path, "missing_key", "several seats need a `rule`", "Add `rule: all` (or any, sequence, 2, 2/3).")
            return Rule()
        made, says_reject = rule(self.ctx, found.node, found.path)
        if says_reject and found.own:
            self.ctx.named.add((self.id, "rule.reject"))
        return made

    def _main(self) -> str | None:
        found = self.resolved("main")
        return None if found is None or is_none(found.node) else found.section.word("main")

    def _actions(self, made: Rule) -> dict[str, Action]:
        """The actions as written or by default; where one may abstain, that too."""
        found = self._moves()
        return {**found, **abstention(self.id)} if made.abstain and found else found

    def _moves(self) -> dict[str, Action]:
        approval = self.kind is not StepKind.WORK
        found = self.resolved("actions") if approval or self.section.node("actions") is not None else None
        if found is not None:
            return {} if is_none(found.node) else actions(self.ctx, found.node, found.path, self.around)
        names = {"approve": "next", "reject": "rejected"} if approval else {"submit": "next"}
        return default_actions(self.ctx, names, f"{self.path}.actions", self.around)

    def _returns(self) -> Return | None:
        own = self.section.node("return")
        if own is not None:
            return returns(self.ctx, own, self.section.path_of("return"))
        workflow = [s for s in self.house.defaults if s.path == "defaults" and s.node("return") is not None]
        if not workflow and self.house.returns is not None:
            return returns(self.ctx, *self.house.returns)
        found = self.resolved("return")
        return returns(self.ctx, found.node, found.path) if found else None

    def _rungs(self, has_clock: bool) -> tuple[Rung, ...]:
        found = self.resolved("escalate")
        if found is None or is_none(found.node) or not (has_clock or found.own):
            return ()
        made = ladder(self.ctx, self.house, found.node, found.path)
        if not has_clock and any("due" in rung.at.names for rung in made):
            message = "a rung counts from `due`, and the step has none"
            self.ctx.at(found.path, "no_clock", message, "Add `due:`, or count from `begin`.")
        return made

    def _empty(self) -> Empty:
        found = self.resolved("empty")
        if found is None:
            return Empty("hold")
        if not isinstance(found.node, Map):
            return Empty(found.section.word("empty") or "hold")
        entry = found.node.entry("assign")
        if entry is None or len(found.node) != 1:
            self.ctx.wrong(found.node, "one of hold, admin, skip or {assign: people}", found.path, "Write {assign: people}.")
            return Empty("hold")
        return Empty("assign", expression(self.ctx, entry.value, f"{found.path}.assign", "people") or PLACEHOLDER)

    def _allow(self) -> dict[str, Allow]:
        found = self.resolved("allow")
        if found is None or is_none(found.node):
            return {}
        key = find_key("step", "allow")
        if not isinstance(found.node, Map):
            return {verb: Allow() for verb in values.words(self.ctx, found.node, found.path, key)}
        allowed = {}
        for entry in found.node:
            verb, path = values.known_word(self.ctx, entry.key, found.path, key), f"{found.path}.{entry.key.value}"
            if verb is not None:
                allowed[verb] = allowance(self.ctx, verb, entry.value, path)
        return allowed


NAMED = {
    "approvers": StepKind.APPROVAL,
    "chain": StepKind.CHAIN,
    "end": StepKind.END,
    "parallel": StepKind.PARALLEL,
    "workflow": StepKind.WORKFLOW,
}
WHERE = {
    StepKind.END: "an end",
    StepKind.PARALLEL: "a parallel step",
    StepKind.WORKFLOW: "a step that runs a workflow",
    StepKind.AUTOMATIC: "an automatic step",
}
