"""Policies: named numbers and words of one house, in a file of their own or in the workflow itself."""

from collections.abc import Mapping
from dataclasses import field
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from signoff.engine.definition import Field, Label, Literal, PolicyValue, Table
from signoff.engine.errors import Finding, InvalidWorkflow
from signoff.engine.frozen import dataclass
from signoff.engine.worktime import Duration

from . import values
from .context import Context, entries_of
from .findings import sort_key
from .load_effects import rungs
from .mending import Limits
from .nodes import List, Map, Node, Text
from .opening import one, opened
from .policy_durations import misspelt, without_time
from .reader import read
from .section import Section
from .suggest import did_you_mean


class PolicySource(Protocol):
    """Where policy files come from."""

    def find(self, name: str) -> tuple[str, bytes | str] | None:
        """File name and content of a policy; None if there is none of this name."""
        ...

    def names(self) -> list[str]:
        """The policies there are."""
        ...


@dataclass(frozen=True, slots=True)
class PolicyFolder:
    """Policies as files NAME.yaml: in `folder` (None: nowhere), and behind it those that ship with the package.

    `chosen` is the policy of the house: it stands in for whichever a workflow names.
    """

    folder: Path | None = None
    chosen: str | None = None

    def find(self, name: str) -> tuple[str, bytes | str] | None:
        """The file in the folder, else the one that ships; a name that is no id names nothing."""
        name = self.chosen or name
        if not values.FILE_ID.match(name):
            return None
        own = self.folder / f"{name}.yaml" if self.folder else None
        if own is not None and own.is_file():
            return str(own), own.read_bytes()
        shipped = files(__package__ or "signoff.workflows") / "policies" / f"{name}.yaml"
        return (f"policies/{name}.yaml", shipped.read_bytes()) if shipped.is_file() else None

    def names(self) -> list[str]:
        """The policies of both places."""
        shipped = files(__package__ or "signoff.workflows") / "policies"
        found = [p.name for p in shipped.iterdir()] if shipped.is_dir() else []
        if self.folder is not None and self.folder.is_dir():
            found += [p.name for p in self.folder.iterdir()]
        return sorted({name.removesuffix(".yaml") for name in found if name.endswith(".yaml")})


@dataclass(frozen=True, slots=True)
class PolicyTexts:
    """Policies as texts by name, for hosts and tests that keep them elsewhere."""

    texts: Mapping[str, str]

    def find(self, name: str) -> tuple[str, bytes | str] | None:
        """The text of this name."""
        return (f"policies/{name}.yaml", self.texts[name]) if name in self.texts else None

    def names(self) -> list[str]:
        """The names."""
        return sorted(self.texts)


@dataclass(frozen=True, slots=True)
class PolicyNote:
    """What is said of a policy value: its title, and where the number comes from."""

    title: Label | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file as read; `ladders` and `defaults` stay as written, they are resolved step by step in each workflow.

    `notes` tell of the values in their long form: what they are called, and where they come from.
    """

    id: str
    title: Label
    values: Mapping[str, PolicyValue] = field(default_factory=dict)
    calendar: str | None = None
    ladders: tuple[str, ...] = ()
    notes: Mapping[str, PolicyNote] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """What a workflow takes from its policy."""

    values: Mapping[str, PolicyValue] = field(default_factory=dict)
    calendar: str | None = None
    section: Section | None = None


def policy_of(ctx: Context, node: Node | None, source: PolicySource | None, limits: Limits) -> PolicyPart:
    """What `policy:` names or holds."""
    if node is None:
        return PolicyPart()
    ctx.has_policy = True
    if isinstance(node, Map):
        return PolicyPart(policy_values(ctx, node, "policy"))
    name = values.file_id(ctx, node, "policy")
    if name is None or not values.FILE_ID.match(name):
        return PolicyPart()
    found = source.find(name) if source else None
    chosen = getattr(source, "chosen", None) or name
    ctx.policy_exchanged, name = chosen != name, chosen
    if found is None:
        ctx.policy_lost = True
        hint = did_you_mean(name, source.names(), "There are") if source else None
        ctx.report(
            "unknown_policy",
            f"there is no policy file `{name}.yaml`",
            node.mark,
            "policy",
            hint or f"Put it at policies/{name}.yaml beside the workflow.",
        )
        return PolicyPart()
    document = read(found[1], found[0], limits)
    ctx.findings += document.findings
    ctx.policy_lost = document.root is None
    return policy_part(ctx, document.root, found[0], f"policy {name}") if document.root is not None else PolicyPart()


def policy_part(ctx: Context, root: Node, file: str, path: str = "") -> PolicyPart:
    """The parts of a policy file; `path` goes before the paths of its keys where it is part of a workflow."""
    section = Section(ctx, "policy_file", root, path)
    one(section)
    name = section.file_id("policy")
    stem = Path(file).stem
    if name is not None and file.endswith(".yaml") and stem != name:
        node = section.nodes["policy"]
        ctx.report(
            "wrong_name",
            f"the file is called `{stem}.yaml`, the policy `{name}`",
            node.mark,
            section.path_of("policy"),
            f"Write `policy: {stem}`.",
        )
    written = section.node("values")
    return PolicyPart(policy_values(ctx, written, "policy") if written is not None else {}, section.file_id("calendar"), section)


def policy_values(ctx: Context, node: Node, path: str) -> dict[str, PolicyValue]:
    """A map name → value; durations, numbers and words are told apart by how they are written."""
    found: dict[str, PolicyValue] = {}
    for entry in entries_of(ctx, node, path, "values"):
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.value.mark
        name = values.identifier(ctx, entry.key, inner, "policy value")
        value = policy_value(ctx, name, entry.value, inner)
        if value is not None:
            found[name] = value
    return found


def policy_value(ctx: Context, name: str, node: Node, path: str) -> PolicyValue | None:
    """A word, number, duration, time, list, table, or the long form around any of these.

    A map word → label is a list of these words; what they are called is kept beside it, for the choices that take it as `options`.
    """
    if isinstance(node, Text):
        return simple(ctx, node, path)
    if isinstance(node, List):
        made = [simple(ctx, item, f"{path}.{number}") for number, item in enumerate(node)]
        return tuple(value for value in made if value is not None)
    if node.get("is") is not None or _only_about(node):
        section = Section(ctx, "policy_value", node, path)
        section.label("title"), section.text("source")
        inner = section.node("is")
        return None if inner is None else policy_value(ctx, name, inner, section.path_of("is"))
    return _labelled(ctx, name, node, path) if _names_words(node) else _table(ctx, node, path)


def _only_about(node: Map) -> bool:
    """Whether a map is a long form that lacks its value."""
    return bool(node.entries) and all(entry.key.value in ("title", "source") for entry in node)


def _names_words(node: Map) -> bool:
    """Whether a map says what words are called: no field to look up by, and no number or duration among the values."""
    return node.get("by") is None and bool(node.entries) and not any(_measures(entry.value) for entry in node)


def _measures(node: Node) -> bool:
    return isinstance(node, Text) and not node.quoted and not isinstance(plain(node.value), str)


def _labelled(ctx: Context, name: str, node: Map, path: str) -> tuple[str, ...]:
    ctx.policy_labels[name] = {entry.key.value: values.label(ctx, entry.value, f"{path}.{entry.key.value}") or {} for entry in node}
    return tuple(ctx.policy_labels[name])


def _table(ctx: Context, node: Map, path: str) -> Table | None:
    by = node.entry("by")
    if by is None:
        ctx.report("missing_key", "a table says by which field it is looked up", node.mark, path, "Write {by: FIELD, option: value}.")
        return None
    ctx.places[f"{path}.by"] = by.value.mark
    name = values.text(ctx, by.value, f"{path}.by", "the id of a field") or ""
    made = {e.key.value: simple(ctx, e.value, f"{path}.{e.key.value}") for e in node if e is not by}
    if not made:
        ctx.report("missing_key", "the table has no rows", node.mark, path, "Write {by: FIELD, option: value}.")
    return Table(name, {key: value for key, value in made.items() if value is not None})


def simple(ctx: Context, node: Node, path: str) -> Literal | None:
    """A duration, a number, a bool or a text, by how it is written; a quoted one is a text."""
    if not isinstance(node, Text) or node.empty:
        ctx.wrong(node, "a word, a number, a duration or a time", path)
        return None
    if node.quoted:
        return node.value
    value = plain(node.value)
    if isinstance(value, Duration):
        without_time(ctx, value, node, path)
    return misspelt(ctx, node, path) or value if isinstance(value, str) else value


def plain(text: str) -> Literal:
    """What an unquoted text is: a bool, a number, a duration, else a word."""
    if text in ("true", "false"):
        return text == "true"
    for kind in (values.number, Duration.parse):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def overlaid(ctx: Context, known: Mapping[str, PolicyValue], overlay: Mapping[str, str]) -> dict[str, PolicyValue]:
    """The values with the host's own laid over them; a name the policy does not have is refused.

    A list laid over a map word → label keeps what its words are called.
    """
    found = dict(known)
    for name, written in overlay.items():
        if name not in known:
            ctx.at(
                "policy", "unknown_policy_value", f"the overlay sets `{name}`, which the policy does not have", did_you_mean(name, known)
            )
            continue
        document = read(written, "<overlay>")
        ctx.findings += document.findings
        value = policy_value(ctx, name, document.root, f"policy.{name}") if document.root is not None else None
        if value is not None and document.root is not None:
            found[name] = value
            ctx.places |= {f"policy.{name}": document.root.mark, f"policy.{name}.is": document.root.mark}
    return found


class AnyFields(dict[str, Field]):
    """Stands for the fields of whichever workflow will use the policy: each name is a text field."""

    def get(self, key: str, default: object = None) -> Field:
        """A text field of this name."""
        return Field(key, "text", {})


def load_policy(source: Path | str, *, name: str = "<text>", limits: Limits | None = None) -> Policy:
    """A policy file from a Path or a text; raises InvalidWorkflow with all findings that show without a workflow."""
    made, findings = read_policy(source, name=name, limits=limits)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors or made is None:
        raise InvalidWorkflow(errors)
    return made


def read_policy(source: Path | str, *, name: str = "<text>", limits: Limits | None = None) -> tuple[Policy | None, tuple[Finding, ...]]:
    """A policy file and every finding about it; never raises for bad input."""
    ctx, root, file = opened(source, name, limits or Limits())
    if root is None:
        return None, tuple(ctx.findings)
    part = policy_part(ctx, root, file)
    section = part.section
    assert section is not None
    ctx.policy, ctx.has_policy = part.values, True
    ladders = section.node("ladders")
    entries = entries_of(ctx, ladders, "ladders", "ladders").entries if ladders is not None else ()
    for entry in entries:
        rungs(ctx, entry.value, f"ladders.{entry.key.value}", AnyFields())
    if (defaults := section.node("defaults")) is not None:
        Section(ctx, "defaults", defaults, "defaults")
    id = section.file_id("policy") or "unknown"
    names = tuple(entry.key.value for entry in entries)
    made = Policy(id, section.title(id), part.values, part.calendar, names, _notes(section), file)
    return made, tuple(sorted(ctx.findings, key=sort_key))


def _notes(section: Section) -> dict[str, PolicyNote]:
    found, node = {}, section.node("values")
    for entry in node if isinstance(node, Map) else ():
        if isinstance(entry.value, Map) and entry.value.get("is") is not None:
            inner = Section(section.ctx, "policy_value", entry.value, f"policy.{entry.key.value}")
            found[entry.key.value] = PolicyNote(inner.label("title"), inner.text("source"))
    return found
