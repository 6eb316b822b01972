"""The reference pages and schemas, written from the tables: `docs/reference/language.md`, `docs/reference/findings.md`, `SCHEMAS`."""

import json

from .finding_codes import CODES
from .keys import SCOPES
from .keys_table import ALWAYS, SOMEWHERE, Key, Scope
from .keys_types import TYPES
from .schema import schema

SCHEMAS = {
    "catalogue/signoff.schema.json": "workflow",
    "catalogue/people.schema.json": "people",
    "policies/policy.schema.json": "policy",
}
"""The schemas that stand beside the files that ship, which editors read: path below `workflows/`, and kind of file."""

HEAD = """# The language: every key

This page is generated from the table that the loader and the JSON Schema are built on (`make docs`). **R** = required,
**R**\\* = required somewhere: at the step, in the workflow's `defaults` or in the policy's, and only where it can happen.
What you write replaces, never merges: a step's own key, the workflow's `defaults:`, the policy's `defaults:`, built-in; the
first found wins, whole. `policy.x` may stand for any word, number, duration, time or people.
"""
UNBUILT = """
A key or word marked *later* belongs to the language and is not built yet; using it is an error, never ignored.
"""


def language_page() -> str:
    """`docs/reference/language.md`."""
    unbuilt = any(key.later or not key.built for scope in SCOPES.values() for key in scope.keys)
    return "\n".join([HEAD, *([UNBUILT] if unbuilt else []), *(_scope(scope) for scope in SCOPES.values())])


def _scope(scope: Scope) -> str:
    rows = [_row(key) for key in scope.keys]
    return "\n".join([f"## {scope.title}", "", "| key | type | default | meaning |", "|---|---|---|---|", *rows, ""])


def _row(key: Key) -> str:
    name = f"`{key.name}`" if key.built else f"`{key.name}` *later*"
    default = {ALWAYS: "**R**", SOMEWHERE: "**R**\\*"}.get(key.required or "", _code(key.default) if key.default else "—")
    return f"| {name} | {_type(key)} | {default} | {_cell(key.meaning)} |"


def _code(default: str) -> str:
    return _cell(default) if " " in default or "`" in default else f"`{default}`"


def _type(key: Key) -> str:
    words = [f"`{word}`" for word in key.words] + [f"`{word}` *later*" for word in key.later]
    says = TYPES[key.type].says
    if not words:
        return _cell(says)
    return " · ".join(words) if key.type == "word" else f"{_cell(says)}: {' · '.join(words)}"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def findings_page() -> str:
    """`docs/reference/findings.md`."""
    rows = [f"| `{code}` | {_cell(meaning)} |" for code, meaning in sorted(CODES.items())]
    head = "# Findings: every code\n\nWhat `signoff check` may report. Codes are stable, sentences may become better. Generated.\n"
    return "\n".join([head, "| code | what it means |", "|---|---|", *rows, ""])


def schema_text(kind: str) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n"
