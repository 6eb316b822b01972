"""What this process is, as other processes are told: its machine, number and release, what it can deliver, which plug-ins it has."""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from signoff.engine.ports import About


class Process:
    """This process, since it was made. `serves` says what it can deliver now, `plugins` holds versions by group and name."""

    def __init__(self, serves: Callable[[], Sequence[str]], plugins: Mapping[str, Mapping[str, str]]) -> None:
        self.serves = serves
        self._plugins = tuple(sorted(f"{group}:{name}@{version}" for group, names in plugins.items() for name, version in names.items()))
        self._started = datetime.now(UTC)
        self._version = release()

    def about(self, clock: datetime, every: int | None) -> About:
        """What there is to tell at this instant of its own clock."""
        return About(
            host=socket.gethostname(),
            pid=os.getpid(),
            version=self._version,
            started=self._started,
            clock=clock,
            every=every,
            serves=tuple(self.serves()),
            plugins=self._plugins,
        )


def node_name() -> str:
    """The name of this process among those that work on one database."""
    return f"{socket.gethostname()}:{os.getpid()}"


def release() -> str:
    """The release of Signoff that runs here."""
    try:
        return version("signoff")
    except PackageNotFoundError:  # run from a copy of the files
        return "unknown"
