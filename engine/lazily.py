"""What is worked out when somebody first asks for it, and kept: where many objects live for a moment and each is asked a little."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

T = TypeVar("T")
Ask = Callable[[Any, str], object]
"""What gives a field that was put off, from the value that it belongs to and the field's name."""


class lazily(Generic[T]):  # noqa: N801  # it stands as a decorator, as `property` does
    """`functools.cached_property` as it is from Python 3.12 on: without the lock that 3.11 takes for each value."""

    def __init__(self, ask: Callable[[Any], T]) -> None:
        self._ask, self.__doc__ = ask, ask.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "lazily[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "lazily[T] | T":
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._ask(instance)
        return found


class Later:
    """What a frozen dataclass with slots stands on whose fields may be put off (see `maker`).

    A field that is put off is an empty slot until somebody reads it. Nobody can tell: whatever reads a dataclass (comparing, copying,
    pickling, `fields`) reads its attributes. What is put off only puts into words what is known already, and asks nobody.
    """

    __slots__ = ("_later",)

    if not TYPE_CHECKING:  # a checker would take every name for an attribute

        def __getattr__(self, name: str) -> object:
            """Only whoever finds an empty slot, or no attribute at all, comes here."""
            if name not in type(self).__slots__:
                raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)
            found = self._later(self, name)
            object.__setattr__(self, name, found)
            return found
