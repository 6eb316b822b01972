"""In Chinese no hint is left in English: not of a database, a setting or a file that is not as it should be."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import signoff.adapters
import signoff.cli
import signoff.engine
import signoff.workflows
from signoff.cli.messages import speaking, spelling
from signoff.cli.messages.failures import SENTENCES
from signoff.cli.tongue import in_tongue
from signoff.workflows import check
from signoff.workflows.reader import read
from tests.workflows.test_syntax import MISTAKES

from .running import Run

ERRORS = {"StoreUnavailable", "Misconfigured", "ArchiveUnavailable"}
OF_HOSTS = {
    "adapters/delivery/handlers.py",
    "adapters/memory/store.py",
    "adapters/memory/transaction.py",
    "adapters/observe/libraries.py",
    "adapters/observe/metrics.py",
    "adapters/sql/awaiting.py",
    "adapters/sql/bound.py",
    "adapters/sql/sources.py",
    "engine/batching.py",
    "engine/desk.py",
    "engine/reading.py",
    "workflows/simulation/beginning.py",
}
"""What only a program meets that has an engine of its own, never the command line."""
OF_HOSTS_TOO = {
    "Give the URL of a broker, or your own Celery app.",
    "Commit, roll back and close after the command, not in a function given to engine.before(…).",
    "Archive with the engine itself, not with a bound one.",
    "Use signoff.Engine.",
    "Nothing awaits it: write `def`, not `async def`.",
    "Give a folder, files, texts or names of the catalogue.",
}
WITH_A_CODE = {"Run: signoff db upgrade", "Name a file that `archive` has written.", "Look at it with: signoff verify --archive FILE"}
"""Hints whose code has a hint of the command line's own."""


def texts(node: ast.expr) -> list[str]:
    """A literal text, with `x` for whatever is put in; nothing where it is no literal."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*texts(node.body), *texts(node.orelse)]
    if isinstance(node, ast.BinOp):
        return [one + other for one, other in product(texts(node.left), texts(node.right))]
    return []


def hints() -> Iterator[tuple[str, str]]:
    """Every hint that is written where one of these errors is raised, with its file."""
    for room in (signoff.adapters, signoff.engine, signoff.workflows, signoff.cli):
        root = Path(room.__path__[0])
        for path in sorted(root.rglob("*.py")):
            name = f"{root.name}/{path.relative_to(root)}"
            if name in OF_HOSTS or "/hosts/" in name:
                continue
            for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id in ERRORS:
                    given = [keyword.value for keyword in call.keywords if keyword.arg == "hint"]
                    yield from ((name, text) for value in given for text in texts(value))


def test_every_hint_of_these_errors_is_said_in_chinese() -> None:
    found = list(hints())
    assert len(found) > 60
    with speaking("zh"):
        left = [one for one in found if one[1] not in WITH_A_CODE | OF_HOSTS_TOO and in_tongue(one[1]) is None]
    assert left == []


def test_what_stands_in_the_sentence_is_taken_over() -> None:
    with speaking("zh"):
        assert in_tongue("the database cannot be used: a\nb") == "数据库不可用：a\nb"
        assert in_tongue("`db` (--db) wants a text, and 3 is none; there is no setting `dbb` (file)") == (
            "`db`（--db）的值不对：3；没有设置项 `dbb`（file）"
        )
        assert in_tongue("something that nobody has written down") is None
    assert in_tongue("Give the command again.") is None


def test_what_is_put_into_a_sentence_ends_with_its_backquotes() -> None:
    policies = "Add `empty: hold` (hold, admin, skip or {assign: people}) here or under `defaults:`."
    with speaking("zh"):
        assert in_tongue("Add `steps:`.") == "请补上 `steps:`。"
        assert "here" not in (in_tongue(policies) or "")
        assert in_tongue("`a` and `b` cannot be `c`") is None
        assert in_tongue("each year has a counter, and `{year}` is not in the number") is None


def test_every_pattern_is_found_by_its_own_sentence() -> None:
    with speaking("zh"):
        assert [sentence for sentence in SENTENCES if in_tongue(sentence) != SENTENCES[sentence]] == []


def test_every_sentence_about_how_a_file_is_written_is_found_by_itself() -> None:
    with speaking("zh"):
        said = {sentence: in_tongue(sentence) for sentence in spelling.SENTENCES}
    assert [sentence for sentence, other in said.items() if other is None or "{{" in other] == []


@pytest.mark.parametrize("text", [mistake[0] for mistake in MISTAKES])
def test_what_is_not_yaml_is_told_in_chinese(text: str) -> None:
    (found,) = read(text).findings
    with speaking("zh"):
        assert in_tongue(found.message) and in_tongue(found.suggestion)


def test_a_check_says_in_chinese_what_is_not_yaml_and_where(run: Run) -> None:
    Path("x.yaml").write_text("signoff: 1\nworkflow: x\nsteps:\n  draft:\n    by: [initiator\n", "utf-8")
    told = run("check", "x.yaml", "--lang", "zh").stdout
    assert "括号 `[` 没有闭合 (x.yaml:5:9) [syntax]" in told and "  请用 `]` 闭合。" in told


@pytest.mark.parametrize(
    ("line", "told", "hint"),
    [
        ("cases --db postgresql+psycopg://nobody@127.0.0.1:1/none", "数据库不可用：", "请确认数据库正在运行，且 URL 无误。"),
        ("cases --db oracle://nobody@127.0.0.1:1/none", "数据库 URL 不可用", "请写 sqlite:///文件.db"),
        ("cases --config nowhere.toml", "读不了设置文件", "请核对 --config 后的路径。"),
        ("archive run --older-than 5wd --to x --as zhou", "不是期限", "请写 730d、24m、2y 或 36h。"),
        ("archive run --older-than 1d --to workflows/leave.yaml/x.jsonl --as zhou", "不能用", "请检查路径、权限和磁盘空间"),
    ],
)
def test_a_failure_in_chinese(house: Run, line: str, told: str, hint: str) -> None:
    result = house(*line.split(), "--lang", "zh")
    assert result.exit_code != 0
    assert told in result.stderr
    assert hint in result.stderr


SLIPS = [
    ("when: nobody == 1", "此处没有名称 `nobody`"),
    ("when: amount == 'x'", "`amount == 'x'` 拿数与文字比较"),
    ("when: amount", "`amount` 是数；此处须写条件"),
    ("when: amount and kind == tiny", "`amount` 是数，不是条件"),
    ("when: papers + 1 == 2", "`papers + 1`：文字的列表与数之间不能用 `+`"),
    ("when: kind == big", "`big` 不是可选项，也不是名称"),
    ("when: it.x", "`it` 在此处没有意义"),
    ("when: amount.x == 1", "`amount` 是数，没有 `x`"),
    ("when: 1 in amount", "`amount` 是数；`in` 后面须写列表"),
    ("when: summ(amount) == 1", "没有函数 `summ`"),
    ("when: draft == 1", "`draft` 是环节，不是值"),
    ("by: amount", "`amount` 是数；此处须写人员"),
    ("by: head@amount", "`amount` 是数；`@` 后面须写单位"),
    ("by: policy.boss", "政策中没有 `boss`"),
]


@pytest.mark.parametrize(("key", "told"), SLIPS)
def test_a_slip_in_an_expression_is_told_in_chinese_with_what_to_do(key: str, told: str) -> None:
    fields = "{amount: number, papers: {type: list, of: text}, kind: {type: choice, options: [tiny, huge]}}"
    action = "{submit: {to: next, " + key + "}}"
    head = f"signoff: 1\nworkflow: w\npolicy: {{x: 1}}\ndata: {fields}\ndefaults: {{empty: hold, self: allow}}\n"
    found = check(f"{head}steps: {{draft: {{by: initiator, actions: {action}}}}}\n")
    with speaking("zh"):
        said = [(in_tongue(one.message), in_tongue(one.suggestion) if one.suggestion else "") for one in found]
    assert told in [sentence for sentence, _ in said], found
    assert all(hint is not None for _, hint in said), found
