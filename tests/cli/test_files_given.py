"""Files on the command line: by their paths, alone, in a list and in the rows of a list, from `--data` and from a file with the data."""

import hashlib
import json
from pathlib import Path

import pytest

from .running import Run

WORKFLOW = """\
signoff: 1
workflow: letter
defaults: {empty: hold}
data:
  seal: file
  papers: {type: list, of: file}
  contacts: {type: list, fields: {phase: {type: choice, options: [pre, mid]}, evidence: file}}
steps:
  draft: {by: initiator, may_edit: [seal, papers, contacts]}
"""
ROWS = '[{"phase": "pre", "evidence": "a.pdf"}, {"phase": "mid"}]'


@pytest.fixture
def started(run: Run) -> Run:
    """A case without data, and two files."""
    Path("workflows").mkdir()
    Path("workflows/letter.yaml").write_text(WORKFLOW, "utf-8")
    Path("people.yaml").write_text("people: {chen: {name: 陈一}}\n", "utf-8")
    Path("signoff.toml").write_text('db = "sqlite:///x.db"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    for name in ("a.pdf", "b.pdf"):
        Path(name).write_bytes(name.encode())
    assert run("db", "upgrade").exit_code == 0
    done = run("start", "letter", "--as", "chen", "--key", "1")
    assert done.exit_code == 0, done.stderr
    return run


def reference(name: str) -> dict[str, object]:
    hashed = hashlib.sha256(name.encode()).hexdigest()
    where = Path(name).resolve().as_uri()
    return {"name": name, "media_type": "application/pdf", "size": 5, "sha256": hashed, "where": where}


def kept(run: Run, *given: str) -> dict[str, object]:
    """The data of the case after an edit."""
    done = run("edit", "1", "--as", "chen", *given)
    assert done.exit_code == 0, done.stderr
    found = json.loads(run("--json", "show", "1").stdout)["data"]
    assert isinstance(found, dict)
    return found


def test_a_file_is_given_by_its_path(started: Run) -> None:
    assert kept(started, "--data", "seal=a.pdf")["seal"] == reference("a.pdf")


@pytest.mark.parametrize("written", ["a.pdf, b.pdf", '["a.pdf", "b.pdf"]'])
def test_files_of_a_list_are_given_by_their_paths(started: Run, written: str) -> None:
    assert kept(started, "--data", f"papers={written}")["papers"] == [reference("a.pdf"), reference("b.pdf")]


def test_a_file_in_a_row_is_given_by_its_path(started: Run) -> None:
    expected = [{"phase": "pre", "evidence": reference("a.pdf")}, {"phase": "mid"}]
    assert kept(started, "--data", f"contacts={ROWS}")["contacts"] == expected
    Path("more.yaml").write_text("contacts:\n- phase: mid\n- {phase: pre, evidence: b.pdf}\nseal: a.pdf\n", "utf-8")
    found = kept(started, "--data-file", "more.yaml")
    assert (found["contacts"], found["seal"]) == ([{"phase": "mid"}, {"phase": "pre", "evidence": reference("b.pdf")}], reference("a.pdf"))


def test_rows_that_do_not_read_name_the_fields_of_a_row(started: Run) -> None:
    refused = started("--lang", "zh", "edit", "1", "--as", "chen", "--data", "contacts=[{phase: pre}]")
    assert "--data 'contacts=[{…}]'，每行的字段：phase、evidence；也可用 --data-file" in refused.stderr


def test_a_file_that_is_not_there_is_named(started: Run) -> None:
    refused = started("edit", "1", "--as", "chen", "--data", 'contacts=[{"evidence": "none.pdf"}]')
    assert refused.exit_code == 2 and "none.pdf" in refused.stderr


def test_a_field_of_a_branch_takes_rows_and_files_too(started: Run) -> None:
    fields = "{seal: file, contacts: {type: list, fields: {phase: text, evidence: file}}}"
    branch = f"{{data: {fields}, steps: {{work: {{by: initiator, may_edit: [seal, contacts]}}}}}}"
    head = "signoff: 1\nworkflow: outer\ndefaults: {empty: hold}\n"
    text = f"{head}steps: {{parts: {{parallel: [one], join: all}}}}\nbranches:\n  one: {branch}\n"
    Path("workflows/outer.yaml").write_text(text, "utf-8")
    begun = started("start", "outer", "--as", "chen", "--key", "2")
    assert begun.exit_code == 0, begun.stderr
    done = started("edit", "2/one", "--as", "chen", "--data", "seal=a.pdf", "--data", f"contacts={ROWS}")
    assert done.exit_code == 0, done.stderr


def test_a_field_is_that_of_the_branch_and_not_that_of_another_one(started: Run) -> None:
    branches = "".join(
        f"  {id}: {{data: {{seal: {type}}}, steps: {{work: {{by: initiator, may_edit: [seal]}}}}}}\n"
        for id, type in (("one", "text"), ("two", "file"), ("three", "{type: list, of: text}"))
    )
    head = "signoff: 1\nworkflow: outer\ndefaults: {empty: hold}\n"
    text = f"{head}steps: {{parts: {{parallel: [one, two, three], join: all}}}}\nbranches:\n{branches}"
    Path("workflows/outer.yaml").write_text(text, "utf-8")
    assert started("start", "outer", "--as", "chen", "--key", "2").exit_code == 0
    for id, kept in (("one", "a.pdf"), ("two", reference("a.pdf")), ("three", ["a.pdf"])):
        done = started("edit", f"2/{id}", "--as", "chen", "--data", "seal=a.pdf")
        assert done.exit_code == 0, done.stderr
        assert json.loads(started("--json", "show", f"2/{id}").stdout)["data"]["seal"] == kept
