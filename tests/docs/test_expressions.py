"""The page of expressions: each line of its tables is worked out on a real case, and no word of the language is missing."""

import re
from datetime import UTC, datetime

import pytest

from signoff.compose import Engine
from signoff.engine.expressions import CLOCK_WORDS, FUNCTIONS, METHODS, RESERVED_WORDS, STEP_PARTS, Kind, check, parse, show
from signoff.engine.reading import looked_at
from signoff.engine.scope import CaseScope
from signoff.testing import ManualClock
from signoff.workflows import load, load_people

from .blocks import ROOT, blocks

PAGE = ROOT / "docs/reference/expressions.md"
ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \|", re.MULTILINE)
PEOPLE = """signoff: 1
units: {transport: {portfolio_of: {head: fred, deputy: greta}}, office: {}}
people:
  carl: {unit: transport, manager: fred}
  dora: {unit: office, roles: [auditor], rank: 1}
  emil: {unit: transport, roles: [auditor], rank: 2}
  fred: {unit: transport, posts: [head]}
  greta: {unit: office, posts: [deputy]}
"""
DATA = {
    "amount": 12_000,
    "urgency": "normal",
    "needed_on": "2026-06-05",
    "unit": "transport",
    "buddy": "dora",
    "lines": [
        {"what": "desk", "price": 8_000, "seen": True},
        {"what": "chair", "price": 3_000, "seen": True},
        {"what": "lamp", "seen": False},
    ],
}


def lines() -> list[tuple[str, str]]:
    """The expressions of the page and what they give; not the table of the case's fields."""
    text = PAGE.read_text("utf-8").partition("\n## ")[2]
    return [(written.replace(r"\|", "|"), gives) for written, gives in ROW.findall(text)]


@pytest.fixture(scope="module")
def scope() -> CaseScope:
    """The case of the page: sent back once, drafted again."""
    clock = ManualClock(datetime(2026, 5, 20, 0, tzinfo=UTC))
    engine = Engine("memory://", directory=load_people(PEOPLE), clock=clock, workflows=[load(blocks(PAGE)[0].text).workflow])
    case = engine.start("request", by="carl", data=DATA).key
    engine.act(case, "submit", by="carl")
    clock.set(datetime(2026, 5, 20, 0, 30, tzinfo=UTC))
    engine.act(case, "return", by="dora", comment="The lamp has no price")
    clock.set(datetime(2026, 5, 20, 1, tzinfo=UTC))
    model, stored, world = looked_at(engine._service, case)
    return CaseScope.of(model, stored, world, actor="carl")


def test_there_are_lines() -> None:
    assert len(lines()) > 50


@pytest.mark.parametrize(("written", "gives"), lines())
def test_an_expression_gives_what_the_page_says(scope: CaseScope, written: str, gives: str) -> None:
    expression = parse(written)
    people = not check(expression, scope.types, Kind.PEOPLE)
    value = expression.evaluate(scope, Kind.PEOPLE if people else Kind.VALUE).value
    if isinstance(value, datetime):
        value = value.astimezone(scope.zone)
    assert show(value).removesuffix("+08:00") == gives


@pytest.mark.parametrize("word", sorted(FUNCTIONS | METHODS | {*CLOCK_WORDS, *STEP_PARTS}))
def test_no_word_is_missing(word: str) -> None:
    assert re.search(rf"[`.]{word}\b|`[^`\n]*\b{word}\b[^`\n]*`", PAGE.read_text("utf-8"))


def test_the_reserved_words_are_the_ones_listed() -> None:
    listed = PAGE.read_text("utf-8").rpartition("called so: `")[2].partition("`")[0].split()
    assert (set(listed), len(listed)) == (set(RESERVED_WORDS), len(set(listed)))
