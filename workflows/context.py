"""What is known while one file is loaded: findings, places, policy values, and expressions that wait to be checked."""

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TypeAlias

from signoff.engine.definition import Label, Literal, PolicyValue, Table
from signoff.engine.errors import Finding
from signoff.engine.expressions import Expression, Types
from signoff.engine.frozen import dataclass
from signoff.engine.worktime import Duration

from .nodes import Map, Mark, Node, Text, kind_of
from .suggest import did_you_mean

Plugged: TypeAlias = Mapping[str, Mapping[str, str]]
"""Which plug-ins there are: group to name to version."""
POLICY_NAME = re.compile(r"policy\.(\w+)\Z")


@dataclass(frozen=True, slots=True)
class Gift:
    """A value that a child gets: the branch or workflow that begins, its field, and where that is named."""

    child: str
    field: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Pending:
    """An expression with its kind (`people`, `cond`, `time`, `value`), to be checked once all names are known."""

    expression: Expression
    kind: str
    path: str
    node: Text
    step: str | None = None
    scope: str = "case"
    base: str = ""
    loop: str | None = None
    gift: Gift | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """An expression in which another workflow has a say, with the names around it; `child` is the workflow that gets its value.

    It is looked at again where all files of a set are known.
    """

    pending: Pending
    types: Types
    child: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must mean something: a `field`, a `step`, a `target` of an action or of a `return`, `until`."""

    kind: str
    name: str
    mark: Mark
    path: str
    step: str | None = None
    base: str = ""


@dataclass(slots=True)
class Context:
    """Collects everything; nothing here raises for a user's mistake.

    `base` is before the paths of the branch that is read or looked at (empty outside of any), `bases` has those of all branches by
    the base around and the branch's id; `loop` is the branch whose loop variable may be named at this place. `readable` are the
    fields and loop variables around that branch. `policy_labels` are what the words of a list in the policy are called, by its name;
    `policy_choices` the fields whose options are such a list; `policy_exchanged` says that the host has put other values in place of
    those that the workflow names.
    """

    file: str
    text: str = ""
    policy: Mapping[str, PolicyValue] = field(default_factory=dict)
    policy_labels: dict[str, Mapping[str, Label]] = field(default_factory=dict)
    policy_exchanged: bool = False
    policy_choices: set[str] = field(default_factory=set)
    has_policy: bool = False
    policy_lost: bool = False
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, Mark] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    seen: dict[tuple[str, str, int, int], list[tuple[str, str]]] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)
    policy_used: set[str] = field(default_factory=set)
    readable: frozenset[str] = frozenset()
    step: str | None = None
    base: str = ""
    loop: str | None = None
    bases: dict[tuple[str, str], str] = field(default_factory=dict)
    plugins: Plugged = field(default_factory=dict)
    plugins_used: dict[str, str] = field(default_factory=dict)

    def uses(self, group: str, name: str) -> bool:
        """Whether there is a plug-in of this name; its version becomes part of the definition's identity then."""
        version = self.plugins.get(group, {}).get(name)
        if version is None:
            return False
        self.plugins_used[f"{group}:{name}"] = version
        return True

    def refer(self, kind: str, name: str, mark: Mark, path: str) -> None:
        """Remember a name, to be looked up once all names are known."""
        self.references.append(Reference(kind, name, mark, path, self.step, self.base))

    def references_here(self) -> list[Reference]:
        """The names written in the branch that is looked at, or outside of all."""
        return [reference for reference in self.references if reference.base == self.base]

    def pending_here(self) -> list[Pending]:
        """The expressions written in the branch that is looked at, or outside of all."""
        return [pending for pending in self.pending if pending.base == self.base]

    def report(
        self,
        code: str,
        message: str,
        mark: Mark,
        path: str = "",
        suggestion: str | None = None,
        severity: str = "error",
        example: str | None = None,
    ) -> None:
        """Add a finding; the same mistake at the same place counts once. `example` is a way in which it shows itself."""
        finding = Finding(code, message, path, mark.file or self.file, mark.line, mark.column, mark.length, suggestion, severity, example)
        alike = self.seen.setdefault((code, finding.file, mark.line, mark.column), [])
        if not alike or (alike[0][1] == path and (message, path) not in alike):
            alike.append((message, path))
            self.findings.append(finding)

    def at(
        self, path: str, code: str, message: str, suggestion: str | None = None, severity: str = "error", example: str | None = None
    ) -> None:
        """Add a finding at the place of a path, or of the nearest path above it that is written."""
        self.report(code, message, self.place(path), path, suggestion, severity, example)

    def place(self, path: str) -> Mark:
        """Where a path stands in the file."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path, Mark())

    def unknown(self, what: str, name: str, names: list[str], mark: Mark, path: str) -> None:
        """A name that means nothing: `unknown_step` and its like."""
        self.report(
            f"unknown_{what}",
            f"there is no {what} `{name}`",
            mark,
            path,
            did_you_mean(name, names) or f"Write the {what} first, or correct the name.",
        )

    def wrong(self, node: Node, expected: str, path: str, suggestion: str | None = None) -> None:
        """A value of the wrong type."""
        if isinstance(node, Text) and node.empty:
            if not node.exact:
                return  # stands for a broken alias, which has been reported
            self.report("missing_value", "nothing is written here", node.mark, path, f"Write {expected}.")
            return
        written = f"`{node.value}`" if isinstance(node, Text) else kind_of(node)
        self.report("wrong_type", f"{written} is not {expected}", node.mark, path, suggestion)

    def settled(self, node: Text, path: str) -> Text | None:
        """The text itself, or the value that `policy.NAME` stands for; None (and a finding) where there is none."""
        name = policy_name(node)
        if name is None:
            return node
        value = self.policy_value(name, node.mark, path)
        if isinstance(value, Table | tuple):
            what = "a table looked up by a field" if isinstance(value, Table) else "a list"
            hint = "A map of words becomes a table with `by: FIELD`." if name in self.policy_labels else None
            self.report("policy_table", f"`{node.value}` is {what}; a single word or number is needed here", node.mark, path, hint)
            return None
        return None if value is None else replace(node, value=written(value), exact=False)

    def policy_value(self, name: str, mark: Mark, path: str) -> PolicyValue | None:
        """What `policy.NAME` stands for; None (and a finding) where the policy has no such name."""
        if name not in self.policy:
            self.unknown_policy(name, mark, path)
            return None
        self.policy_used.add(name)
        return self.policy[name]

    def unknown_policy(self, name: str, mark: Mark, path: str) -> None:
        """`policy.NAME` with no such name; silent where the policy itself was not found."""
        if self.policy_lost:
            return
        if not self.has_policy:
            self.report(
                "unknown_policy_value",
                f"`policy.{name}`: the workflow names no policy",
                mark,
                path,
                "Add `policy: NAME` or a map of values.",
            )
            return
        self.report("unknown_policy_value", f"the policy has no `{name}`", mark, path, did_you_mean(name, self.policy))


def policy_name(node: Text) -> str | None:
    """The NAME of `policy.NAME`; None for any other text, and for a quoted one."""
    match = POLICY_NAME.match(node.value)
    return None if match is None or node.quoted else match.group(1)


def written(value: Literal) -> str:
    """A policy value as it would be written in place."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if not isinstance(value, str | int | Duration) else str(value)


def is_none(node: Node | None) -> bool:
    """Whether `none` is written, which switches a thing off."""
    return isinstance(node, Text) and node.value == "none" and not node.quoted


def entries_of(ctx: Context, node: Node, path: str, what: str) -> Map:
    """The node as a map of names; an empty one (and a finding) where it is something else."""
    if isinstance(node, Map):
        return node
    ctx.wrong(node, f"a map of {what}", path)
    return Map((), node.mark)
