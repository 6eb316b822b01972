"""Schema, loader and reference page know the same keys, because they are read from one table."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from signoff.workflows import Finding, catalogue, catalogue_path, people_path, policies, policy_path, schema
from signoff.workflows.context import Context
from signoff.workflows.keys import SCOPES, every_key
from signoff.workflows.keys_types import TYPES
from signoff.workflows.nodes import List, Map, Mark, Node, Text
from signoff.workflows.reader import read
from signoff.workflows.reference import SCHEMAS, findings_page, language_page, schema_text
from signoff.workflows.schema import definitions
from signoff.workflows.section import Section

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
WHOLE = [scope for scope in SCOPES.values() if scope.built]


def as_editor(node: Node) -> Any:
    """What an editor sees: plain scalars typed by YAML 1.2."""
    if isinstance(node, Map):
        return {entry.key.value: as_editor(entry.value) for entry in node}
    if isinstance(node, List):
        return [as_editor(item) for item in node]
    if node.quoted:
        return node.value
    if node.value in ("true", "false"):
        return node.value == "true"
    if re.fullmatch(r"[+-]?\d+", node.value):
        return int(node.value)
    if re.fullmatch(r"[+-]?\d+\.\d+", node.value):
        return float(node.value)
    return None if node.empty else node.value


def valid(text: str, kind: str = "workflow") -> bool:
    root = read(text).root
    assert root is not None
    return not list(jsonschema.Draft7Validator(schema(kind)).iter_errors(as_editor(root)))


@pytest.mark.parametrize("kind", ["workflow", "policy", "people"])
def test_the_schema_is_a_draft_07_schema(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema(kind))


def test_the_schema_accepts_what_the_loader_accepts(good: str, house: str) -> None:
    assert valid(good)
    assert valid(house, "policy")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version:", "versoin:"),
        ("type: decimal", "type: decimel"),
        ("on_change: keep", "on_change: kept"),
        ("human_required: true", "human_required: sometimes"),
        ("comment: required", "comment: always"),
        ("workflow: leave\n", ""),
        ("at: due,", ""),
        ("allow: {transfer: role(legal)}", "allow: {remove_signer: role(legal)}"),
    ],
)
def test_what_the_schema_refuses_the_loader_refuses_too(good: str, found: Callable[[str], list[Finding]], old: str, new: str) -> None:
    text = good.replace(old, new, 1)
    assert text != good
    assert not valid(text)
    assert any(finding.severity == "error" for finding in found(text))


@pytest.mark.parametrize("scope", [scope.id for scope in WHOLE])
def test_schema_and_table_have_the_same_keys(scope: str) -> None:
    built = {key.name for key in SCOPES[scope].keys if key.built}
    body = definitions()[f"scope_{scope}"]
    assert set(body["properties"]) == built
    assert body["additionalProperties"] is False


@pytest.mark.parametrize("scope", [scope.id for scope in WHOLE])
def test_the_loader_takes_the_built_keys_and_refuses_the_others(scope: str) -> None:
    names = [*SCOPES[scope].by_name, "nonsense"]
    node = read("\n".join(f"{name}: x" for name in names)).root
    assert node is not None
    ctx = Context("f")
    section = Section(ctx, scope, node, "")
    refused = {f.path: f.code for f in ctx.findings}
    assert set(section.nodes) == {key.name for key in SCOPES[scope].keys if key.built}
    assert refused == {"nonsense": "unknown_key"} | {key.name: "not_built_yet" for key in SCOPES[scope].keys if not key.built}


def test_every_type_that_a_key_names_is_there() -> None:
    assert {place.key.type for place in every_key()} - set(TYPES) == set()


def test_every_reference_inside_the_schema_leads_somewhere() -> None:
    made = schema()
    assert set(re.findall(r"#/definitions/(\w+)", str(made))) == set(made["definitions"])


def test_the_reference_page_lists_every_key_and_is_up_to_date() -> None:
    page = (REFERENCE / "language.md").read_text(encoding="utf-8")
    assert page == language_page()
    sections = page.split("\n## ")[1:]
    assert [section.splitlines()[0] for section in sections] == [scope.title for scope in SCOPES.values()]
    for scope, section in zip(SCOPES.values(), sections, strict=True):
        rows = re.findall(r"^\| `(\w+)`( \*later\*)? \|", section, re.MULTILINE)
        assert [(name, not later) for name, later in rows] == [(key.name, key.built) for key in scope.keys]


def test_the_page_of_findings_is_up_to_date() -> None:
    assert (REFERENCE / "findings.md").read_text(encoding="utf-8") == findings_page()


def test_a_section_gives_only_keys_of_the_table() -> None:
    section = Section(Context("f"), "step", Map((), Mark()), "")
    with pytest.raises(KeyError):
        section.node("nonsense")
    assert isinstance(Section.short("to", Text("next", Mark()))[0].value, Text)


SHIPPED = [
    *((catalogue_path(name), "workflow") for name in catalogue()),
    *((policy_path(name), "policy") for name in policies()),
    (people_path(), "people"),
]


@pytest.mark.parametrize(("path", "kind"), SHIPPED, ids=lambda value: getattr(value, "stem", value))
def test_what_ships_names_the_schema_beside_it_and_keeps_to_it(path: Path, kind: str) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=\./(\S+)\n", text)
    assert named is not None
    assert (path.parent / named[1]).read_text(encoding="utf-8") == schema_text(kind)
    assert valid(text, kind)


@pytest.mark.parametrize(("file", "kind"), SCHEMAS.items())
def test_the_schemas_beside_what_ships_are_up_to_date(file: str, kind: str) -> None:
    assert (people_path().parents[1] / file).read_text(encoding="utf-8") == schema_text(kind)
