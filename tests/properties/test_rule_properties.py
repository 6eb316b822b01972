"""The arithmetic of votes against a recount by other means, and mutants of it that all have to be caught."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from inspect import getsource
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.engine import rules
from signoff.engine.definition import Rule
from signoff.engine.rules import APPROVED, REJECTED, Tally, Vote, count

from . import recount

PARTS = (1, 2, 3, 4, Fraction(1, 2), Fraction(2, 3), Fraction(1, 3), Fraction(3, 4), Fraction(1))
NEEDS: tuple[str | int | Fraction, ...] = ("any", "any_approve", "all", "sequence", *PARTS)
REJECTS: tuple[str | int | Fraction, ...] = ("veto", "collect", *PARTS)
CHOICES = (None, "approve", "reject", "abstain")

wanted = st.builds(
    Rule,
    st.sampled_from(NEEDS) | st.integers(1, 50) | st.fractions(Fraction(1, 60), 1, max_denominator=60),
    st.sampled_from(("seats", "weight", "each_group")),
    st.sampled_from(REJECTS) | st.integers(1, 50) | st.fractions(Fraction(1, 60), 1, max_denominator=60),
    st.booleans(),
)
votes = st.builds(Vote, st.sampled_from(CHOICES), st.sampled_from(("a", "b", "c")), st.integers(1, 40))


@given(wanted, st.lists(votes, min_size=1, max_size=40))
def test_the_outcome_equals_an_independent_recount(rule: Rule, slate: list[Vote]) -> None:
    assert count(rule, slate).outcome == recount.outcome(rule, slate)


@given(wanted, st.lists(votes, min_size=1, max_size=12), st.data())
def test_what_has_failed_early_would_have_failed_in_the_end(rule: Rule, slate: list[Vote], data: st.DataObject) -> None:
    if count(rule, slate).outcome != REJECTED:
        return
    full = [vote if vote.choice else Vote(data.draw(st.sampled_from(CHOICES[1:])), vote.group, vote.weight) for vote in slate]
    assert count(rule, full).outcome == REJECTED


@given(wanted, st.lists(votes, min_size=1, max_size=12))
def test_what_is_still_open_can_still_be_approved(rule: Rule, slate: list[Vote]) -> None:
    """Never "the last one decides": as long as a step is open, both outcomes are possible or everyone is waited for."""
    if count(rule, slate).outcome is not None or rule.reject == "collect":
        return
    assert count(rule, [vote if vote.choice else Vote("approve", vote.group, vote.weight) for vote in slate]).outcome == APPROVED


@given(wanted, st.lists(votes, min_size=1, max_size=20))
def test_when_everyone_has_decided_there_is_an_outcome(rule: Rule, slate: list[Vote]) -> None:
    """Nothing waits for ever (loonflow #426)."""
    done = [vote if vote.choice else Vote("abstain", vote.group, vote.weight) for vote in slate]
    assert count(rule, done).outcome is not None


@given(wanted, st.lists(votes, min_size=1, max_size=20))
def test_the_figures_agree_with_each_other(rule: Rule, slate: list[Vote]) -> None:
    found = count(rule, slate)
    total = sum(vote.weight if rule.of == "weight" else 1 for vote in slate)
    approved = sum(vote.weight if rule.of == "weight" else 1 for vote in slate if vote.choice == "approve")
    assert approved + found.rejected + found.abstained + found.possible == total
    assert found.got <= approved and (found.got == approved or rule.of == "each_group")
    assert (found.outcome == APPROVED) <= (found.got >= found.needed)
    assert found.attainable or found.outcome == REJECTED or rule.reject == "collect"


@given(wanted, st.lists(votes, min_size=1, max_size=20), st.randoms())
def test_the_order_of_the_votes_does_not_matter(rule: Rule, slate: list[Vote], chance: object) -> None:
    turned = list(slate)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    one, other = count(rule, slate), count(rule, turned)
    assert (one.outcome, one.got, one.needed, sorted(one.groups, key=str)) == (
        other.outcome,
        other.got,
        other.needed,
        sorted(other.groups, key=str),
    )


# ---- mutants

MUTANTS = (
    ("-(-part.numerator * total // part.denominator)", "(part.numerator * total // part.denominator)"),
    ("-(-part.numerator * total // part.denominator)", "round(part.numerator * total / part.denominator)"),
    ("return min(1, total)", "return total"),
    ('case "all" | "sequence":\n            return total', 'case "all" | "sequence":\n            return max(1, total - 1)'),
    ('rule.reject == "collect" or rule.need == "any_approve"', 'rule.reject == "collect"'),
    ("return 1 if isinstance(rule.reject, str)", "return 2 if isinstance(rule.reject, str)"),
    ("met = all(", "met = any("),
    ("attainable = all(part.got + part.possible", "attainable = all(part.got"),
    ("attainable = all(part.got + part.possible >= part.needed", "attainable = all(part.got + part.possible + 1 >= part.needed"),
    ("limit is not None and no >= limit, met", "limit is not None and no > limit, met"),
    ('if rule.reject == "collect" and open:', 'if rule.reject == "collect" and open and not met:'),
    (
        "    if refused:\n        return REJECTED\n    if met:\n        return APPROVED",
        "    if met:\n        return APPROVED\n    if refused:\n        return REJECTED",
    ),
    ("return None if attainable else REJECTED", "return None"),
    ('if rule.of != "each_group":', 'if rule.of == "each_group":'),
    ('if rule.of != "each_group":', 'if rule.of == "seats":'),
    ("_worth(rule, seats) if grouped else worth", "worth"),
    ("_group_tally(name, worth.get(APPROVE, 0),", "_group_tally(name, worth.get(APPROVE, 0) + worth.get(ABSTAIN, 0),"),
    ("_group_tally(name, worth.get(APPROVE, 0),", "_group_tally(name, worth.get(APPROVE, 0) + worth.get(REJECT, 0),"),
    ("no, still = worth.get(REJECT, 0),", "no, still = worth.get(REJECT, 0) + worth.get(ABSTAIN, 0),"),
    ('vote.weight if rule.of == "weight" else 1', "1"),
    ('vote.weight if rule.of == "weight" else 1', "vote.weight"),
    ("    total = sum(worth.values())\n    need", "    total = sum(worth.values()) - worth.get(ABSTAIN, 0)\n    need"),
    ("    total = sum(worth.values())\n    need", "    total = sum(worth.values()) - worth.get(None, 0)\n    need"),
)
"""What the arithmetic says, and what it might say by mistake: diluted denominators, rounded shares, the last one deciding."""


def slates() -> Iterator[tuple[Vote, ...]]:
    """Every way in which up to four seats can stand, in groups and with weights."""
    shapes = (("a", 1), ("b", 3), ("a", 2), ("b", 1))
    for size in range(1, 5):
        for choices in product(CHOICES, repeat=size):
            yield tuple(Vote(choice, group, weight) for choice, (group, weight) in zip(choices, shapes, strict=False))
    yield from ((Vote(choice),) for choice in CHOICES)


def rules_() -> Iterator[Rule]:
    """Every rule of small numbers."""
    for need, of, reject in product(NEEDS, ("seats", "weight", "each_group"), REJECTS):
        yield Rule(need, of, reject)


def differs(counting: Callable[[Rule, Sequence[Vote]], Tally]) -> bool:
    """Whether the recount finds anything else than this arithmetic, on any small slate."""
    return any(counting(rule, slate).outcome != recount.outcome(rule, slate) for rule in rules_() for slate in slates())


def test_every_small_slate_is_counted_as_the_recount_does() -> None:
    assert not differs(count)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant[1][:40])
def test_a_mutant_of_the_arithmetic_is_caught(mutant: tuple[str, str]) -> None:
    source, (was, becomes) = getsource(rules), mutant
    assert source.count(was) == 1, "the mutant names a piece of the arithmetic that is there once"
    module = dict(vars(rules))
    exec(compile(source.replace(was, becomes).replace("from .", "from signoff.engine."), "mutant", "exec"), module)
    assert differs(module["count"])
