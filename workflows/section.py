"""A map of the file read against its scope in the table of keys. The only way a loader gets at a key, so the table cannot be passed by."""

from collections.abc import Iterable
from datetime import date, datetime

from signoff.engine.definition import Label
from signoff.engine.expressions import Expression
from signoff.engine.worktime import Duration

from . import values
from .context import Context
from .elsewhere import key_here
from .expressing import expression
from .keys import SCOPES, find_key
from .keys_table import ALWAYS, Key
from .mending import FULL_WIDTH
from .nodes import Entry, Map, Mark, Node, Text
from .suggest import did_you_mean


class Section:
    """Typed access to the keys of one map. Unknown, unbuilt and missing keys are reported once, on construction."""

    def __init__(self, ctx: Context, scope: str, node: Node, path: str) -> None:
        self.ctx = ctx
        self.scope = SCOPES[scope]
        self.path = path
        self.mark: Mark = node.mark
        self.nodes: dict[str, Node] = {}
        self.known = isinstance(node, Map)
        self.dropped = False
        self.unbuilt: set[str] = set()
        if not isinstance(node, Map):
            ctx.wrong(node, f"a map ({self.scope.title})", path)
            return
        for entry in node:
            self._take(entry)
        for key in self.scope.keys:
            if key.required == ALWAYS and key.name not in self.nodes:
                self._missing(key)

    @staticmethod
    def short(key: str, value: Node) -> tuple[Entry, ...]:
        """A short form written out: `submit: next` is `submit: {to: next}`."""
        return (Entry(Text(key, value.mark), value),)

    def _take(self, entry: Entry) -> None:
        name, inner = entry.key.value, self.path_of(entry.key.value)
        key = self.scope.by_name.get(name)
        self.dropped |= key is None or not key.built
        if key is None:
            self._unknown(entry.key)
        elif not key.built:
            message = f"`{name}` is part of the language but not built yet"
            self.ctx.report("not_built_yet", message, entry.key.mark, inner, "Take it out for now; nothing is accepted and then ignored.")
            self.unbuilt.add(name)
        else:
            self.nodes[name] = entry.value
            self.ctx.places[inner] = entry.value.mark if isinstance(entry.value, Text) and not entry.value.empty else entry.key.mark

    def _unknown(self, key: Text) -> None:
        wide = next((c for c in key.value if c in FULL_WIDTH), None)
        inner = self.path_of(key.value)
        if wide is not None:
            mark = key.inside(key.value.index(wide))
            self.ctx.report("full_width", f"full-width `{wide}` in a key", mark, inner, f"Write `{FULL_WIDTH[wide]}` (half-width).")
            return
        if key.value == "<<":
            message, hint = "merge keys are not part of the language", "What you write replaces, never merges: write it out."
            self.ctx.report("unknown_key", message, key.mark, inner, hint)
            return
        names = [k.name for k in self.scope.keys if k.built]
        meant = did_you_mean(key.value, names, "Possible", surely=key_here(self.scope.id, key.value, names))
        self.ctx.report("unknown_key", f"unknown key `{key.value}`", key.mark, inner, meant)

    def _missing(self, key: Key) -> None:
        self.ctx.report("missing_key", f"`{key.name}` is missing: {key.meaning}", self.mark, self.path, f"Add `{key.name}:`.")

    def path_of(self, name: str) -> str:
        """The path of a key."""
        return f"{self.path}.{name}" if self.path else name

    def node(self, name: str) -> Node | None:
        """The value of a key as written."""
        find_key(self.scope.id, name)
        return self.nodes.get(name)

    def has(self, *names: str) -> list[str]:
        """Which of these keys are written."""
        return [name for name in names if self.node(name) is not None]

    def text(self, name: str) -> str | None:
        """A text."""
        node = self.node(name)
        return None if node is None else values.text(self.ctx, node, self.path_of(name))

    def label(self, name: str) -> Label | None:
        """A label."""
        node = self.node(name)
        return None if node is None else values.label(self.ctx, node, self.path_of(name))

    def title(self, id: str) -> Label:
        """The title, else the id."""
        return self.label("title") or values.label_of(id)

    def boolean(self, name: str) -> bool:
        """A bool; false if it is not written, unless the table's default says otherwise."""
        node = self.node(name)
        if node is None:
            return find_key(self.scope.id, name).default == "true"
        return values.boolean(self.ctx, node, self.path_of(name))

    def integer(self, name: str, least: int = 0) -> int | None:
        """A whole number."""
        node = self.node(name)
        return None if node is None else values.integer(self.ctx, node, self.path_of(name), least)

    def word(self, name: str) -> str | None:
        """A word; the table's default if it is not written."""
        key, node = find_key(self.scope.id, name), self.node(name)
        return key.default if node is None else values.word(self.ctx, node, self.path_of(name), key)

    def words(self, name: str) -> tuple[str, ...]:
        """A word or a list of words; the table's default if it is not written."""
        key, node = find_key(self.scope.id, name), self.node(name)
        if node is None:
            return (key.default,) if key.default else ()
        return values.words(self.ctx, node, self.path_of(name), key)

    def names(self, name: str, kind: str) -> tuple[str, ...]:
        """A list of names of a kind (`field`, `step` …), which is looked up later."""
        node = self.node(name)
        return () if node is None else values.names(self.ctx, node, self.path_of(name), kind)

    def file_id(self, name: str) -> str | None:
        """The id of a file."""
        node = self.node(name)
        return None if node is None else values.file_id(self.ctx, node, self.path_of(name))

    def duration(self, name: str) -> Duration | None:
        """A duration."""
        node = self.node(name)
        return None if node is None else values.duration(self.ctx, node, self.path_of(name))

    def instant(self, name: str) -> datetime | date | None:
        """A date or an instant."""
        node = self.node(name)
        return None if node is None else values.instant(self.ctx, node, self.path_of(name))

    def expression(self, name: str, kind: str, scope: str = "case") -> Expression | None:
        """An expression of a kind: `people`, `cond`, `time` or `value`."""
        node = self.node(name)
        return None if node is None else expression(self.ctx, node, self.path_of(name), kind, scope)

    def one_of(self, names: Iterable[str], what: str) -> str | None:
        """The one key of these that is written; none or several are reported."""
        names = tuple(names)
        written = self.has(*names)
        if len(written) == 1:
            return written[0]
        list_of = ", ".join(f"`{name}`" for name in names)
        if written:
            second = self.ctx.places.get(self.path_of(written[1]), self.mark)
            self.ctx.report(
                "one_kind", f"{what} has exactly one of {list_of}; here are {' and '.join(written)}", second, self.path, "Keep one of them."
            )
        elif self.known and not self.dropped:
            self.ctx.at(self.path, "one_kind", f"{what} needs one of {list_of}", f"Add {list_of.replace(', ', ' or ')}.")
        return written[0] if written else None
