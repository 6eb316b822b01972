"""A desk whose verbs and questions are awaited: the same desk, carried out where the database may be waited for."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from .api_async import AwaitableDesk
from .desk import Desk

T = TypeVar("T")


class Run(Protocol):
    """Carries synchronous work out so that its calls of the database are awaited, and gives its result or raises its error."""

    async def __call__(self, work: Callable[[], T]) -> T: ...


class AsyncDesk(AwaitableDesk):
    """Every verb and question of a desk, to be awaited; answers and errors are the same. Nothing is decided here."""

    def __init__(self, desk: Desk, run: Run) -> None:
        self._desk, self._run = desk, run

    @property
    def tenant(self) -> str:
        """Whose cases these are."""
        return self._desk.tenant

    async def _call(self, work: Callable[[Desk], T]) -> T:
        return await self._run(lambda: work(self._desk))

    def trusting(self, os_user: str) -> "AsyncDesk":
        """The same for whoever may reach the database, as the command line is: administrators' verbs need no role."""
        return AsyncDesk(self._desk.trusting(os_user), self._run)
