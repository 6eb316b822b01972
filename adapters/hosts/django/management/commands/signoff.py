"""`manage.py signoff …`: the command line with the project's database and settings."""

import sys
from argparse import REMAINDER
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import conf
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from signoff.cli.hosted import Host, run
from signoff.cli.tables_of import SqlTables

from ...binding import engine
from ...held import held
from ...settings import NAME, aliases, engine_options
from ...store import retell, upgrade


class Command(BaseCommand):  # type: ignore[misc]  # Django ships no types
    """Whatever stands after `manage.py signoff` is read by the command line itself, options and `--help` too."""

    help = "Approvals: cases, why they wait, and the worker (manage.py signoff --help)."

    def run_from_argv(self, argv: Sequence[str]) -> None:
        """Run, and leave with the exit code of the command line."""
        try:
            code = run(host, argv[2:], f"{Path(argv[0]).name} signoff")
        finally:
            connections.close_all()
        sys.exit(code)

    def add_arguments(self, parser: CommandParser) -> None:
        """`call_command("signoff", "stuck")`."""
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *_: Any, arguments: Sequence[str], **__: Any) -> None:
        """Run; CommandError with the exit code where there is something to say."""
        code = run(host, arguments, "manage.py signoff")
        if code:
            raise CommandError(f"signoff {' '.join(arguments)} ended with {code}", returncode=code)


class DjangoTables(SqlTables):
    """The tables on Django's own connection."""

    def __init__(self, alias: str) -> None:
        super().__init__(held(alias))
        self._alias = alias

    def upgrade(self) -> str | None:
        """In one `atomic()`."""
        return upgrade(self._alias)

    def retell(self) -> int:
        """In one `atomic()`."""
        return retell(self._alias)


def host() -> Host:
    """What the project gives."""
    alias, options = aliases()[0], engine_options()
    return Host(
        engine=engine,
        tables=lambda: DjangoTables(alias),
        source=f"settings.{NAME}",
        folder=Path(getattr(conf.settings, "BASE_DIR", Path.cwd())),
        db=f"django://{alias}",
        given=options,
    )
