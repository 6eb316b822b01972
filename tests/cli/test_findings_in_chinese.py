"""Who writes a definition in Chinese is told in Chinese: no sentence of the loader and the lint, and no suggestion, is left in English."""

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

import signoff.engine.expressions
import signoff.workflows
from signoff.cli.messages import speaking
from signoff.cli.tongue import QUOTED, in_tongue
from signoff.engine.errors import Finding
from signoff.workflows import check
from signoff.workflows.calendars_load import read_calendar
from signoff.workflows.keys import every_key
from signoff.workflows.people_file import read_people
from signoff.workflows.policy_file import read_policy
from tests.workflows.test_syntax import MISTAKES

from .running import Run

BAD = Path(__file__).parents[1] / "workflows" / "bad"
ENGLISH = re.compile(r"[A-Za-z]{2,}")
PROPER = {"YAML", "UTF", "BOM", "NUL"}
"""What has no other name in Chinese."""
SAYING = {"report", "at", "wrong", "add", "refuse", "_finding", "Finding", "Told", "Problem", "ExpressionError", "Otherwise", "Failure"}
"""Whatever makes a finding."""
MADE_OF = {
    "wrong": (1, "`7` is not {}"),
    "text": (3, "`7` is not {}"),
    "entries_of": (3, "`7` is not a map of {}"),
    "names": (-2, "`7` is not a {}"),
    "identifier": (3, "`7` cannot be the name of a {}"),
    "unknown": (0, "there is no {} `7`"),
    "one_of": (1, "{} needs one of `7`, `8`"),
}
"""What takes a part of a sentence: as which argument, and the sentence."""
OF_A_TABLE = {
    "there is no 7 `7`",
    "7 has exactly one of 7; here are 7",
    "7 needs one of 7",
    "`7` is a 7; 7 is needed here",
    "`7` is, over some steps, 7",
    "`7` is not named: say what happens, 7",
    "Add `7: 7` (7) here or under `defaults:`.",
    "from `7` no end can be reached7",
    "from `7` nothing leads on7",
    "from `7`7 automatic steps lead only into each other: the case would never come to rest",
    "the calendar `7` has mistakes of its own: 7",
    "the people file: 7",
    "expected an open seat of `7`; 7",
    "7 was refused: 7",
    "expected the refusal `7`, 7 was allowed; the case is at `7`",
    "expected the refusal `7`, 7 was refused: 7",
    "7: 7",
    "7: 7 – self: forbid",
    "7; 7",
}
"""Sentences whose parts stand elsewhere, so that they cannot be read here; the files of mistakes and the examples that fail have them."""
NOT_OF_A_CHECK = ("calendar_import.py", "diagram.py", "heat", "reference.py", "samples.py", "schema.py", "standins.py")
"""Files whose sentences come from other commands than `check`, where they come from the command line at all."""


def english(told: str | None) -> list[str]:
    """The English words outside of backquotes and quotes; a sentence that is not told at all counts as one."""
    return ["untold"] if told is None else [word for word in ENGLISH.findall(QUOTED.sub("", told)) if word not in PROPER]


def left_over(findings: tuple[Finding, ...]) -> list[str]:
    """The sentences and suggestions of these that are not Chinese."""
    with speaking("zh"):
        every = [said for one in findings for said in (one.message, one.suggestion) if said is not None]
        return [f"{said} → {in_tongue(said)}" for said in every if english(in_tongue(said))]


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: str(path.stem))
def test_every_mistake_of_a_file_is_told_in_chinese(path: Path) -> None:
    reading = {"people": read_people, "calendar": read_calendar, "policy": read_policy}
    read = reading.get(path.stem.partition("-")[0])
    findings = read(path)[1] if read is not None else tuple(check(path))
    assert findings
    assert left_over(findings) == []


@pytest.mark.parametrize("text", [mistake[0] for mistake in MISTAKES])
def test_what_is_not_yaml_is_told_in_chinese(text: str) -> None:
    assert left_over(tuple(check(text))) == []


def test_every_key_that_must_be_written_says_in_chinese_what_it_is_for() -> None:
    keys = [place.key for place in every_key() if place.key.required == "always"]
    with speaking("zh"):
        assert [key.name for key in keys if english(in_tongue(f"`{key.name}` is missing: {key.meaning}"))] == []


def sources() -> Iterator[Path]:
    """The files that say what is wrong with one of the language."""
    for root in (signoff.workflows, signoff.engine.expressions):
        yield from (path for path in sorted(Path(root.__path__[0]).glob("*.py")) if not path.name.startswith(NOT_OF_A_CHECK))


def test_no_sentence_in_the_source_is_forgotten() -> None:
    found = [(path.name, said) for path in sources() for said in sorted(sentences(ast.parse(path.read_text("utf-8"))))]
    assert len(found) > 600
    assert {said for _, said in found} >= OF_A_TABLE
    with speaking("zh"):
        assert [(file, said, in_tongue(said)) for file, said in found if said not in OF_A_TABLE and english(in_tongue(said))] == []


def sentences(tree: ast.Module) -> set[str]:
    """What is written where a finding is made: whole sentences, with `7` for whatever is put in."""
    said: set[str] = set()
    for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        known = names_in(scope)
        for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            at, sentence = MADE_OF.get(name, (len(call.args), ""))
            at %= len(call.args) + 1
            said |= {sentence.format(part) for value in call.args[at : at + 1] for part in texts(value, known) if part}
            if name in SAYING:
                named = [one.value for one in call.keywords if one.arg in ("suggestion", "message")]
                given = [*call.args[:at], *call.args[at + 1 :], *named]
                said |= {text for value in given for text in texts(value, known) if whole(text)}
        for told in (node.value for node in ast.walk(scope) if isinstance(node, ast.Yield) and node.value is not None):
            said |= {text for text in texts(told, known) if whole(text) and not isinstance(told, ast.Constant)}
    return said


def whole(text: str) -> bool:
    """Whether a text is a sentence, not a code, a path, or a part that a sentence is made with."""
    return " " in text.strip() or (text.endswith(".") and len(text) > 1)


def names_in(scope: ast.FunctionDef) -> Mapping[str, list[ast.expr]]:
    """What the names of a function may stand for."""
    known: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = zip(target.elts, values_of(node.value), strict=False) if isinstance(target, ast.Tuple) else [(target, node.value)]
                for one, value in pairs:
                    if isinstance(one, ast.Name):
                        known.setdefault(one.id, []).append(value)
    return known


def values_of(value: ast.expr) -> list[ast.expr]:
    """The parts of a tuple that several names are given; of two tuples one after the other as a choice of each."""
    if isinstance(value, ast.IfExp):
        pairs = zip(values_of(value.body), values_of(value.orelse), strict=False)
        return [ast.IfExp(value.test, one, other) for one, other in pairs]
    return value.elts if isinstance(value, ast.Tuple) else []


def texts(node: ast.expr, known: Mapping[str, list[ast.expr]], deep: int = 0) -> list[str]:
    """Every text that an expression may give, as far as it is written; `7` for what is not."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*texts(node.body, known, deep), *texts(node.orelse, known, deep)]
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in texts(value, known, deep)]
    if isinstance(node, ast.BinOp):
        return [one + other for one, other in product(texts(node.left, known, deep), texts(node.right, known, deep))]
    if isinstance(node, ast.Name) and deep < 3:
        return [text for value in known.get(node.id, []) for text in texts(value, known, deep + 1)]
    if isinstance(node, ast.JoinedStr):
        parts = [texts(part, known, deep) if isinstance(part, ast.Constant) else put_in(part, known, deep) for part in node.values]
        return ["".join(made) for made in product(*parts)]
    return []


def put_in(part: ast.expr, known: Mapping[str, list[ast.expr]], deep: int) -> list[str]:
    """What may be put into a sentence: the texts that are written for it, else anything."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return list(dict.fromkeys(texts(value, known, deep))) or ["7"]


FAILING = """\
signoff: 1
workflow: small
data: {amount: {type: integer, default: 3}}
defaults: {empty: hold, self: allow}
steps:
  draft: {by: initiator, due: 2d}
  review: {approvers: role(boss)}
  both: {parallel: {one: {steps: {look: {by: role(boss)}}}}}
examples:
  - {do: [], step: review, data: {amount: 4}, open: [nobody], due: 2020-01-01, round: 2}
  - {do: [submit, review.approve], end: approved}
  - {do: [submit, review.reject], end: approved}
  - {do: [draft.submit, draft.submit], step: review}
  - {do: [{submit: {refused: not_allowed}}], step: review}
  - {do: [submit, {approve: {by: nobody}}], step: review}
  - {do: [{submit: {with: {amount: 3}}}], step: review}
  - {do: [{submit: {refused: not_allowed, with: {amount: 3}}}], step: review}
  - {do: [submit, review.approve, one.submit, one.submit], step: both}
  - {now: 2026-03-20 09:00, do: [{now: 2026-03-01 09:00}], step: draft}
"""


def test_what_goes_otherwise_than_in_an_example_is_told_in_chinese(run: Run) -> None:
    Path("x.yaml").write_text(FAILING, "utf-8")
    told = run("test", "x.yaml", "--lang", "zh")
    lines = [line.partition(" (x.yaml:")[0].partition("✗ ")[2] for line in told.stdout.splitlines() if "✗" in line]
    assert len(lines) > 10, told
    assert [line for line in lines if english(line)] == []


def test_the_code_is_explained_only_where_the_sentence_is_not(run: Run) -> None:
    Path("x.yaml").write_text("signoff: 2\nworkflow: bad one\n", "utf-8")
    told = run("check", "x.yaml", "--lang", "zh").stdout
    assert "错误 signoff: 此处须写流程语言的版本号，不能写 `2` (x.yaml:1:10) [wrong_type]" in told
    assert "wrong_type: " not in told
