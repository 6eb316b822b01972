"""What `manage.py check` finds wrong with the setting `SIGNOFF`."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import connections

from signoff.engine.errors import InvalidWorkflow, Misconfigured

from .binding import engine
from .held import driver
from .settings import aliases

MORE = "The codes are explained in docs/reference/findings.md; `manage.py signoff check FILE` shows the place."


def check(**_: Any) -> list[CheckMessage]:
    """`signoff.E001` the setting, `E002` a database, `E003` a workflow or people file, `E004` the rest.

    `signoff.W001`: SQLite, whose transactions may be told that they are stale.
    """
    return list(_found())


def _found() -> Iterator[CheckMessage]:
    try:
        databases = aliases()
    except Misconfigured as error:
        yield _error(error, "E001")
        return
    for alias in databases:
        try:
            driver(alias)
        except Misconfigured as error:
            yield _error(error, "E002")
            return
        yield from _patient(alias)
    yield from _made()


def _made() -> Iterator[CheckMessage]:
    try:
        engine()
    except InvalidWorkflow as error:
        for found in error.findings:
            yield Error(f"{found.file}:{found.line}:{found.column}: {found.message}", hint=found.suggestion or MORE, id="signoff.E003")
    except Misconfigured as error:
        yield _error(error, "E004")


def _patient(alias: str) -> Sequence[CheckMessage]:
    django = connections[alias]
    mode = django.settings_dict.get("OPTIONS", {}).get("transaction_mode") or "DEFERRED"
    if django.vendor != "sqlite" or str(mode).upper() != "DEFERRED":
        return []
    told = f"transactions on the SQLite database {alias!r} begin without the writer's lock"
    hint = 'One that has read before may be told `Stale`. Write "OPTIONS": {"transaction_mode": "IMMEDIATE"} in DATABASES.'
    return [Warning(told, hint=hint, id="signoff.W001")]


def _error(error: Misconfigured, code: str) -> CheckMessage:
    return Error(error.message, hint=error.hint, id=f"signoff.{code}")
