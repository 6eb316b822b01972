"""What an object works out when it is first asked for it, and keeps: where many objects live for a moment and each is asked a little."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


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
