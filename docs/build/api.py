"""`docs/reference/api.md`: what a host imports, read from the package itself."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import signoff
from signoff import testing
from signoff.engine import ports
from signoff.engine.errors import SignoffError
from signoff.engine.outgoing import EVENTS
from signoff.engine.people_data import Person, Unit

HEAD = """# The interface of a host

Everything that `import signoff` offers, from the code. Generated. What an error's `code` may be is told in
[refusals.md](refusals.md).
"""
PORTS = (ports.Directory, ports.Notifier, ports.ChainPlugin, ports.ResolverPlugin)
VALUES = (Person, Unit, ports.Notice, ports.ChainStep)


def api_page() -> str:
    """The whole page."""
    given: list[type[Any]] = [getattr(signoff, name) for name in signoff.__all__]
    errors = [one for one in given if issubclass(one, SignoffError)]
    values = [one for one in given if is_dataclass(one) and one not in VALUES]
    tests = [getattr(testing, name) for name in testing.__all__]
    return "\n".join(
        [
            HEAD,
            *_class(signoff.Engine, "## "),
            f"What `.on` may be given: {', '.join(f'`{name}`' for name in EVENTS)}.\n",
            "## `AsyncEngine`\n",
            f"{_doc(signoff.AsyncEngine)}\n",
            "Its methods are those above, to be awaited; only `bind`, `for_tenant`, `on`, `before`, `trusting` and `wakeups` are not.\n",
            "## What comes back\n",
            *(line for one in values for line in _values(one)),
            "## What can go wrong\n",
            "Every error has `.message`, a stable `.code`, a `.hint` and `.data`.\n",
            *(f"- **`{one.__name__}`** (`{one.code}`): {_doc(one)}" for one in errors),
            "\n## What a host may bring\n",
            "A class with these methods is one; nothing has to be inherited.\n",
            *(line for one in PORTS for line in _class(one, "### ")),
            *(line for one in VALUES for line in _values(one)),
            "## `signoff.testing`\n",
            *(line for one in tests for line in (_class(one, "### ") if inspect.isclass(one) else _function(one, "### "))),
        ]
    )


def _class(cls: type[Any], level: str) -> Iterator[str]:
    yield f"{level}`{cls.__name__}`\n"
    yield f"{_doc(cls)}\n"
    if not getattr(cls, "_is_protocol", False) and cls is not testing.Trial:
        yield f"```python\n{_signature(cls.__name__, cls.__init__, made=cls.__name__)}\n```\n"
    members = [(name, one) for name, one in inspect.getmembers(cls) if _told(cls, name) and _own(cls, name)]
    yield from (f"- **`.{name}`**: {_doc(one)}" for name, one in members if isinstance(one, property))
    yield ""
    for name, one in members:
        if inspect.isfunction(one):
            yield from _function(one, f"{level.strip()}# ", f".{name}")


def _told(cls: type[Any], name: str) -> bool:
    """Whether a member is for others; of a protocol for functions, how it is called."""
    return not name.startswith("_") or (name == "__call__" and name in vars(cls))


def _own(cls: type[Any], name: str) -> bool:
    """An engine for tests has all that an engine has; only what it adds is told."""
    return cls is not testing.Trial or name in vars(cls)


def _function(function: Any, level: str, name: str | None = None) -> Iterator[str]:
    yield f"{level}`{name or function.__name__}`\n"
    yield f"```python\n{_signature(function.__name__, function)}\n```\n"
    yield f"{_doc(function)}\n"


def _values(cls: type[Any]) -> Iterator[str]:
    yield f"### `{cls.__name__}`\n"
    yield f"{_doc(cls)}\n"
    hints = get_type_hints(cls)
    yield " · ".join(f"`{spec.name}: {_type(hints[spec.name])}`" for spec in fields(cls))
    properties = [(name, member) for name, member in inspect.getmembers(cls) if isinstance(member, property)]
    yield "".join(f"\n- **`.{name}`**: {_doc(member)}" for name, member in properties) + "\n"


def _signature(name: str, function: Any, made: str | None = None) -> str:
    """The call as one writes it: a parameter a line where there are many."""
    signature = inspect.signature(function)
    parts: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        star = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        parts.append(f"{star}{parameter.name}: {_type(parameter.annotation)}{default}")
    ending = f" -> {made or _type(signature.return_annotation)}"
    one_line = f"{name}({', '.join(parts)}){ending}"
    return one_line if len(one_line) <= 110 else f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){ending}"


def _type(hint: Any) -> str:
    """A type as one writes it: `Mapping[str, object] | None`, without modules."""
    text = hint if isinstance(hint, str) else inspect.formatannotation(hint)
    return re.sub(r"\b[a-z_]+(?:\.[a-z_]+)*\.(?=[A-Za-z])", "", text)


def _doc(thing: object) -> str:
    """The docstring; an example at its end becomes a block of code."""
    text, prompt, example = (inspect.getdoc(thing) or "").strip().partition("\n>>> ")
    return f"{text}\n```pycon\n>>> {example}\n```" if prompt else text
