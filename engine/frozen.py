"""Frozen dataclasses as those of `dataclasses`, sooner: their classes are made in a quarter of the time, their copies in a tenth.

Every process makes hundreds of these classes before it does anything, and `dataclasses` compiles six functions for each. Here it is one,
and what compares, hashes or shows a value is compiled when somebody first does so.

Every event makes a new case of fifty fields, and Python sets each field of a frozen value by a call. So a value is made as an
instance of its class's twin, which has the same slots and may be written to, and becomes one of its class when it is whole.
"""

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import MISSING, Field, FrozenInstanceError, fields, replace
from functools import cache
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

P = ParamSpec("P")
T = TypeVar("T")
Class = TypeVar("Class", bound=type)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """`dataclasses.dataclass`, what is frozen with slots and has nothing of its own to say about that made sooner."""
        if cls is None:
            return lambda given: dataclass(given, **options)
        return _made(cls, options.get("kw_only", False)) if _is_plain(cls, options) else dataclasses.dataclass(cls, **options)


OWN = ("__init__", "__post_init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__", "__setstate__")
"""What is made for a class; one that says some of it for itself is left to the library."""


def _is_plain(cls: type, options: dict[str, Any]) -> bool:
    """Whether a class is to be frozen with slots and says nothing of its own of what is made for it, nor do those that it stands on."""
    if not (options.get("frozen") and options.get("slots") and options.keys() <= {"frozen", "slots", "kw_only"}):
        return False
    if any(name in base.__dict__ for base in cls.__mro__[:-1] if not _is_usual(base) for name in OWN):
        return False
    listed = [one for one in cls.__dict__.values() if isinstance(one, Field)]
    return all(one.init and one.repr and one.compare and one.hash is None for one in listed)


def _is_usual(cls: Any) -> bool:
    """Whether this is a dataclass that has been made here."""
    return cls.__dict__.get("__setattr__") is _refuse_setting


def _made(cls: Any, kw_only: bool) -> Any:
    """The class with slots, and with what `dataclasses` gives to one that is frozen."""
    cls.__doc__ = cls.__doc__ or cls.__name__  # or its signature would be worked out
    inherits = hasattr(cls, "__dataclass_fields__")  # then the library insists that it be frozen, too
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only, frozen=inherits)(cls)
    given = made.__dataclass_params__
    given.init = given.repr = given.eq = given.frozen = True
    listed, values, names = _signature(made)
    lines = [f"    _set(self, {name!r}, {value})" for name, value in values.items()] or ["    pass"]
    made.__init__ = compiled("__init__", [f"def __init__({', '.join(['self', *listed])}):", *lines], names | {"_set": object.__setattr__})
    made.__init__.__qualname__ = f"{made.__qualname__}.__init__"
    made.__init__.__annotations__ = {field.name: field.type for field in fields(made)} | {"return": None}
    _compared_later(made)
    made.__setattr__, made.__delattr__ = _refuse_setting, _refuse_deleting
    made.__getstate__, made.__setstate__ = _state, _restore
    return made


def _compared_later(cls: Any) -> None:
    """What goes through all fields: compiled when it is called for the first time, and from then on it stands in the class itself."""

    def own(name: str, given: str, *lines: str) -> Any:
        return compiled(name, [f"def {name}({given}):", *lines], {})

    def all_of(whose: str) -> str:
        return "".join(f"{whose}.{field.name}, " for field in fields(cls))

    def equal(self: Any, other: Any) -> Any:
        same = ["    if other.__class__ is self.__class__:", f"        return ({all_of('self')}) == ({all_of('other')})"]
        cls.__eq__ = own("__eq__", "self, other", *same, "    return NotImplemented")
        return cls.__eq__(self, other)

    def hashed(self: Any) -> Any:
        cls.__hash__ = own("__hash__", "self", f"    return hash(({all_of('self')}))")
        return cls.__hash__(self)

    def shown(self: Any) -> Any:
        each = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in fields(cls))
        cls.__repr__ = recursive_repr()(own("__repr__", "self", f"    return f'{{self.__class__.__qualname__}}({each})'"))
        return cls.__repr__(self)

    cls.__eq__, cls.__hash__, cls.__repr__ = equal, hashed, shown


def _is_field(value: Any, name: str) -> bool:
    return "__dataclass_fields__" in type(value).__dict__ or name in type(value).__dataclass_fields__


def _refuse_setting(self: Any, name: str, value: Any) -> None:
    if _is_field(self, name):
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _refuse_deleting(self: Any, name: str) -> None:
    if _is_field(self, name):
        raise FrozenInstanceError(f"cannot delete field {name!r}")
    object.__delattr__(self, name)


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


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


class _Absent:
    """What a field with a factory has as long as nothing is given; `help` and `inspect` show it as they do for any dataclass."""

    def __repr__(self) -> str:
        return "<factory>"


_ABSENT = _Absent()


def _signature(cls: Any, late: Collection[str] = ()) -> tuple[list[str], dict[str, str], dict[str, Any]]:
    """The parameters of a dataclass as its call takes them, the value of each field by them, and what these expressions name.

    All other names in what is written begin with an underscore: a field may be called as it likes.
    """
    given: dict[str, Any] = {"_absent": _ABSENT}
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
