"""Copies of frozen values with some fields changed: what `dataclasses.replace` gives, in a tenth of the time.

Every event makes a new case of fifty fields, and Python sets each field of a frozen value by a call. So a value is made as an
instance of its class's twin, which has the same slots and may be written to, and becomes one of its class when it is whole.
"""

from collections.abc import Callable, Collection
from dataclasses import MISSING, fields, replace
from functools import cache
from typing import Any, ParamSpec, TypeVar, overload

P = ParamSpec("P")
T = TypeVar("T")
Class = TypeVar("Class", bound=type)


def altered(value: T, **changes: Any) -> T:
    """A copy of a dataclass instance with these fields changed; raises AttributeError or TypeError for a field that there is not."""
    cls: Any = type(value)
    found: T = _copier(cls)(value, changes)
    return found


def changed(value: T, changes: dict[str, Any]) -> T:
    """The same where the changes are a dictionary already."""
    cls: Any = type(value)
    found: T = _copier(cls)(value, changes)
    return found


@cache
def twin(cls: Any) -> Any:
    """The class whose instances may be written to and then become instances of `cls`.

    None for a class that is not frozen with slots, or whose instances check or work out something as they are made.
    """
    if not _as_they_are(cls) or "__slots__" not in cls.__dict__:
        return None
    # CPython has one place for both: were one missing, a frozen class that this one stands on would be asked for every field
    written = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    found: Any = type(cls.__name__, cls.__bases__, {"__slots__": cls.__dict__["__slots__"], **written})
    return found


def quickly_made(cls: Class) -> Class:
    """Class decorator above `dataclass(frozen=True)`, with slots or without: the same `__init__`, but for how it sets the fields.

    For classes with many fields, or of which a move makes several.
    """
    listed, values, given = _signature(cls)
    slots = twin(cls)
    if slots is None:
        body = [f"    self.__dict__.update({_displayed(values)})"]
    else:
        given |= {"_become": object.__setattr__, "_twin": slots, "_cls": cls}
        body = ["    _become(self, '__class__', _twin)", *(f"    self.{name} = {value}" for name, value in values.items())]
        body.append("    self.__class__ = _cls")
    found: Any = compiled("__init__", [f"def __init__({', '.join(['self', *listed])}):", *body], given)
    quick: Any = cls
    found.__qualname__, found.__annotations__ = quick.__init__.__qualname__, quick.__init__.__annotations__
    quick.__init__ = found
    return cls


@overload
def maker(cls: Callable[P, T]) -> Callable[P, T]: ...
@overload
def maker(cls: Callable[..., T], *late: str) -> Callable[..., T]: ...
def maker(cls: Callable[..., T], *late: str) -> Callable[..., T]:
    """What makes instances of a dataclass from what its own call takes, in a third of the time or less.

    CPython gathers what a class is called with in a dictionary, and takes each name out of it again; a function is given them as they
    are. For the few classes of which every move makes some.

    Fields that are `late` are put off (see `Later`): in their stead the function takes, before all else, what gives them one day.
    """
    made_of: Any = cls
    frozen = made_of.__dataclass_params__.frozen
    if not _as_they_are(made_of, frozen=frozen):
        assert not late, "what checks itself has to be whole"
        return cls
    listed, values, given = _signature(made_of, late)
    if late:
        listed, values = ["_later", *listed], {**values, "_later": "_later"}
    given |= {"_new": object.__new__, "_twin": twin(made_of) if frozen else made_of, "_cls": made_of}
    if given["_twin"] is None:
        lines = ["    _found = _new(_cls)", f"    _found.__dict__.update({_displayed(values)})"]
    else:
        lines = ["    _found = _new(_twin)", *(f"    _found.{name} = {value}" for name, value in values.items())]
        lines += ["    _found.__class__ = _cls"] if frozen else []
    found: Callable[..., T] = compiled("made", [f"def made({', '.join(listed)}):", *lines, "    return _found"], given)
    return found


def _signature(cls: Any, late: Collection[str] = ()) -> tuple[list[str], dict[str, str], dict[str, Any]]:
    """The parameters of a dataclass as its call takes them, the value of each field by them, and what these expressions name.

    All other names in what is written begin with an underscore: a field may be called as it likes.
    """
    given: dict[str, Any] = {"_absent": object()}
    parameters: dict[bool, list[str]] = {False: [], True: []}
    values = {}
    for field in [field for field in fields(cls) if field.name not in late]:
        name, default = field.name, f"_default_{field.name}"
        parameters[bool(field.kw_only)].append(name)
        if field.default is not MISSING:
            parameters[bool(field.kw_only)][-1] += f"={default}"
            given[default] = field.default
        elif field.default_factory is not MISSING:
            parameters[bool(field.kw_only)][-1] += "=_absent"
            given[default] = field.default_factory
        values[name] = f"{default}() if {name} is _absent else {name}" if field.default_factory is not MISSING else name
    return [*parameters[False], *(["*", *parameters[True]] if parameters[True] else [])], values, given


def _displayed(values: dict[str, str]) -> str:
    """A dictionary of fields, as source."""
    return f"{{{', '.join(f'{name!r}: {value}' for name, value in values.items())}}}"


def compiled(name: str, lines: list[str], names: dict[str, Any]) -> Callable[..., Any]:
    """The function `name` of this source, which knows these names. The source is made of the fields of our own classes alone."""
    exec("\n".join(lines), names)
    found: Callable[..., Any] = names[name]
    return found


@cache
def _copier(cls: Any) -> Callable[..., Any]:
    """What copies instances of a class, with changes."""
    if not _as_they_are(cls):
        return _made_anew
    names = [field.name for field in fields(cls)]
    if twin(cls) is None:
        lines = [f"    given = {{{', '.join(f'{name!r}: value.{name}' for name in names)}, **changes}}", "    found = new(cls)"]
        lines += [f"    if len(given) != {len(names)}:", "        raise AttributeError(changes)", "    found.__dict__.update(given)"]
    else:
        lines = ["    found = new(twin)", *(f"    found.{name} = value.{name}" for name in names)]
        lines += ["    for name, item in changes.items():", "        setattr(found, name, item)", "    found.__class__ = cls"]
    given = {"new": object.__new__, "twin": twin(cls), "cls": cls}
    return compiled("copy", ["def copy(value, changes):", *lines, "    return found"], given)


def _made_anew(value: Any, changes: dict[str, Any]) -> Any:
    return replace(value, **changes)


def _as_they_are(cls: Any, *, frozen: bool = True) -> bool:
    """Whether the instances of a class are their fields and nothing else, and nothing happens as they are made."""
    parameters = getattr(cls, "__dataclass_params__", None)
    if parameters is None or parameters.frozen is not frozen or hasattr(cls, "__post_init__"):
        return False
    return all(field.init for field in fields(cls))
