"""Single values: labels, words, numbers, lists of names, durations, expressions. Each reports what is wrong and gives None then."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from signoff.engine.definition import Label
from signoff.engine.expressions import is_id
from signoff.engine.worktime import Duration

from .context import Context
from .elsewhere import type_here
from .keys_table import Key
from .nodes import List, Map, Node, Text
from .suggest import did_you_mean

FILE_ID = re.compile(r"[^\W\d][\w-]*\Z")
INTEGER = re.compile(r"[+-]?\d+(_\d+)*\Z")
DECIMAL = re.compile(r"[+-]?\d+(_\d+)*(\.\d+)?\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?\Z")
CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def text(ctx: Context, node: Node, path: str, expected: str = "a text") -> str | None:
    """A text as written."""
    if isinstance(node, Text) and not node.empty:
        return node.value
    ctx.wrong(node, expected, path)
    return None


def label_of(words: str) -> Label:
    """A plain text as a label: under `zh` if it holds Chinese, else under `en`."""
    return {"zh" if CJK.search(words) else "en": words}


def label(ctx: Context, node: Node, path: str) -> Label | None:
    """A label: a text, or texts by language."""
    if not isinstance(node, Map):
        words = text(ctx, node, path, "a text, or texts by language such as {zh: 拟稿, en: Draft}")
        return None if words is None else label_of(words)
    found: dict[str, str] = {}
    for entry in node:
        inner = f"{path}.{entry.key.value}"
        if not LANGUAGE.match(entry.key.value):
            ctx.report("wrong_type", f"`{entry.key.value}` is not a language", entry.key.mark, inner, "Use a language tag: zh, en.")
        words = text(ctx, entry.value, inner)
        if words is not None:
            found[entry.key.value] = words
    if not node.entries:
        ctx.wrong(node, "a label", path, "Give at least one language: {zh: …}.")
    return found


def boolean(ctx: Context, node: Node, path: str) -> bool:
    """`true` or `false`; also `policy.x`."""
    settled = ctx.settled(node, path) if isinstance(node, Text) else None
    if settled is not None and settled.value in ("true", "false"):
        return settled.value == "true"
    if settled is not None or not isinstance(node, Text):
        near = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(settled.value.lower()) if settled else None
        ctx.wrong(node, "`true` or `false`", path, f"Write `{near}`." if near else None)
    return False


def integer(ctx: Context, node: Node, path: str, least: int = 0) -> int | None:
    """A whole number; also `policy.x`."""
    settled = ctx.settled(node, path) if isinstance(node, Text) else None
    if settled is not None and INTEGER.match(settled.value) and not settled.quoted and int(settled.value) >= least:
        return int(settled.value)
    if settled is not None or not isinstance(node, Text):
        ctx.wrong(node, f"a whole number, {least} or more", path)
    return None


def word(ctx: Context, node: Node, path: str, key: Key) -> str | None:
    """One of the words of a key; also `policy.x`."""
    if not isinstance(node, Text):
        ctx.wrong(node, f"one of the words {', '.join(key.words)}", path)
        return None
    settled = ctx.settled(node, path)
    return None if settled is None else known_word(ctx, settled, path, key)


def known_word(ctx: Context, node: Text, path: str, key: Key, others: Iterable[str] = ()) -> str | None:
    """The word, if it is one of the key's; else a finding. `others` are words that might have been meant besides."""
    if node.value in key.words:
        return node.value
    if node.value in key.later:
        ctx.report("not_built_yet", f"`{key.name}: {node.value}` is part of the language but not built yet", node.mark, path, _use(key))
    elif node.empty:
        ctx.wrong(node, f"one of {', '.join(key.words)}", path)
    else:
        ctx.report(
            "unknown_word",
            f"`{key.name}` cannot be `{node.value}`",
            node.mark,
            path,
            did_you_mean(node.value, [*key.words, *others], "Possible", surely=type_here(node.value, key.words)),
        )
    return None


def _use(key: Key) -> str:
    return f"Possible today: {', '.join(key.words)}."


def words(ctx: Context, node: Node, path: str, key: Key) -> tuple[str, ...]:
    """One word, or a list of them."""
    items = node.items if isinstance(node, List) else (node,)
    found = [word(ctx, item, _item(path, node, i), key) for i, item in enumerate(items)]
    return tuple(dict.fromkeys(w for w in found if w is not None))


def _item(path: str, node: Node, number: int) -> str:
    return f"{path}.{number}" if isinstance(node, List) else path


def names(ctx: Context, node: Node, path: str, kind: str) -> tuple[str, ...]:
    """A list of names of a kind (a single one may stand without brackets); each is remembered as a reference."""
    items = node.items if isinstance(node, List) else (node,)
    found: list[str] = []
    for item in items:
        name = text(ctx, item, path, f"a {kind}")
        if name is None:
            continue
        if name in found:
            ctx.report("written_twice", f"`{name}` is in the list twice", item.mark, path, "Keep one of them.")
        else:
            found.append(name)
            ctx.refer(kind, name, item.mark, path)
    return tuple(found)


def file_id(ctx: Context, node: Node, path: str) -> str | None:
    """The id of a file: letters of any script, digits, `_` and `-`."""
    name = text(ctx, node, path, "an id")
    if name is not None and not FILE_ID.match(name):
        ctx.report("bad_id", f"`{name}` is not an id", node.mark, path, "Use letters, digits, `_` and `-`, a letter first.")
    return name


def identifier(ctx: Context, key: Text, path: str, what: str) -> str:
    """The name of a field, step or action: letters of any script, digits and `_`."""
    if not is_id(key.value):
        ctx.report(
            "bad_id", f"`{key.value}` cannot be the name of a {what}", key.mark, path, "Use letters, digits and `_`, a letter first."
        )
    return key.value


def zone(ctx: Context, node: Node, path: str) -> str | None:
    """The name of a time zone."""
    name = text(ctx, node, path, "a time zone such as Asia/Shanghai")
    try:
        if name is not None:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        ctx.report("unknown_timezone", f"there is no time zone `{name}`", node.mark, path, "Use a name such as Asia/Shanghai.")
        return None
    return name


def duration(ctx: Context, node: Node, path: str) -> Duration | None:
    """A duration such as `2wd`; also `policy.x`."""
    settled = ctx.settled(node, path) if isinstance(node, Text) else None
    if settled is not None:
        try:
            return Duration.parse(settled.value)
        except ValueError:
            ctx.wrong(node, "a duration", path, "Write a number and a unit: 5wd, 4wh, 10d, 36h, 3m.")
    elif not isinstance(node, Text):
        ctx.wrong(node, "a duration such as 2wd", path)
    return None


def number(value: str) -> int | Decimal:
    """`5_000` or `1.10` exactly; raises ValueError for anything else."""
    if INTEGER.match(value):
        return int(value)
    if DECIMAL.match(value):
        return Decimal(value.replace("_", ""))
    raise ValueError(value)


def instant(ctx: Context, node: Node, path: str) -> datetime | date | None:
    """A date, or a date and a time, as ISO 8601 writes them (`2026-03-20 08:31`)."""
    value = text(ctx, node, path, "an instant such as 2026-03-20 08:31")
    if value is None:
        return None
    try:
        return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except ValueError:
        ctx.wrong(node, "an instant", path, "Write it as 2026-03-20 08:31.")
        return None
