"""Branches under everything that may happen: invariants of the whole tree, in memory and on SQLite; `can` says what is done."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signoff.engine.errors import NotFound, Refused, Stale

from . import tree_invariants
from .tree import Doing, Tree, doings, texts

NO = (Refused, Stale, NotFound)
FEW = max(5, settings.default.max_examples // 4 if settings.default else 12)


class Growing(RuleBasedStateMachine):
    """The life of a tree of cases."""

    tree: Tree | None = None

    @initialize(text=texts(), database=st.sampled_from(("memory://", "memory://", "sqlite://")))
    def begin(self, text: str, database: str) -> None:
        self.tree = Tree(text, database)

    @rule(doing=doings)
    def happen(self, doing: Doing) -> None:
        assert self.tree is not None
        before = self.tree.cases
        try:
            self.tree.do(doing)
        except NO:
            assert self.tree.cases == before

    @invariant()
    def everything_holds(self) -> None:
        if self.tree is not None:
            tree_invariants.hold(self.tree)

    def teardown(self) -> None:
        if self.tree is not None:
            tree_invariants.every_case_moves(self.tree)
            self.tree.engine.close()


TestGrowing = Growing.TestCase
TestGrowing.settings = settings(max_examples=FEW, stateful_step_count=20)


@given(texts(), st.lists(doings, max_size=10))
@settings(max_examples=FEW)
def test_can_says_what_is_done_with_all_that_follows_in_the_tree(text: str, lived: list[Doing]) -> None:
    """Yes exactly if the whole move succeeds, joins and splits that it sets off included; else the refusal's own codes."""
    tree = Tree(text)
    for doing in lived:
        try:
            tree.do(doing)
        except NO:
            continue
    for command in tree.every_act():
        said = tree.engine.can(command.case, command.action, by=command.by, to=command.to)
        try:
            tree.tried(command)
        except Refused as refused:
            assert [reason.code for reason in said.reasons] == [reason.code for reason in refused.reasons]
        else:
            assert said
    tree_invariants.hold(tree)
