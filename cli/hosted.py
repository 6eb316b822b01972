"""The command line inside a host: with the host's engine, database and settings. `manage.py signoff`, `flask signoff`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .app import App
from .errors import USAGE, Problem
from .main import cli
from .messages import say
from .settings import load_settings
from .settings_files import Written
from .settings_keys import BY_NAME

if TYPE_CHECKING:
    from signoff.compose import Engine

    from .settings import Settings
    from .tables_of import Tables

HOSTS_OWN = ("db", "config")
"""Options that would speak of another database than the host's."""


@dataclass(frozen=True, kw_only=True)
class Host:
    """What a host gives: its engine and tables when asked for, and what it says of our settings, by their names.

    `source` is where that stands (`settings.SIGNOFF`), `folder` what relative paths are meant from, `db` how the database is shown.
    """

    engine: "Callable[[], Engine]"
    tables: "Callable[[], Tables]"
    source: str
    folder: Path
    db: str
    given: Mapping[str, object]


class HostedApp(App):
    """One call of the command line inside a host."""

    def __init__(self, make: Callable[[], Host]) -> None:
        super().__init__()
        self._make = make

    @cached_property
    def host(self) -> Host:
        """What the host gives; asked for when needed, so that `--help` needs nothing."""
        return self._make()

    @cached_property
    def settings(self) -> "Settings":
        """Flags and the environment over what the host says; there are no files beside that."""
        for name in HOSTS_OWN:
            if name in self.flags:
                raise Problem("hosts_own", USAGE, say("hint.hosts_own", source=self.host.source), option=f"--{name}")
        values = {name: read for name, value in self.host.given.items() if name in BY_NAME and (read := plain(value)) is not None}
        written = Written(self.host.folder / "host", self.host.source, {**values, "db": self.host.db})
        environ = {name: value for name, value in self.environ.items() if name != BY_NAME["db"].variable}
        return load_settings(self.flags, environ, host=written)

    @cached_property
    def tables(self) -> "Tables":
        """Those in the host's database."""
        return self.host.tables()

    @cached_property
    def opened(self) -> "Engine":
        """The host's engine, with what the host has registered."""
        self.settings  # noqa: B018  # whether they can be used is said first
        return self.host.engine()

    def close(self) -> None:
        """The host's engine goes on."""


def run(host: Callable[[], Host], arguments: Sequence[str], name: str) -> int:
    """Run the command line as the command `name`; its exit code."""
    return int(cli.main(list(arguments), prog_name=name, obj=HostedApp(host), standalone_mode=False))


def command(host: Callable[[], Host], name: str) -> click.Command:
    """A command `signoff` for a host's own click: whatever comes after it is ours to read."""

    @click.command("signoff", add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def signoff(arguments: tuple[str, ...]) -> None:
        """Approvals: cases, why they wait, and the worker."""
        sys.exit(run(host, arguments, name))

    return signoff


def plain(value: object) -> object:
    """A value as a settings file could hold it; None for what none can: objects, and workflows that are no folder."""
    if isinstance(value, Path):
        return str(value)
    return value if isinstance(value, str | int | float) and "\n" not in str(value) else None
