"""One engine a process and database, from the settings; and its verbs inside the host's `transaction.atomic()`."""

from functools import cache
from typing import Any

from django.core.signals import setting_changed

from signoff.compose import Engine
from signoff.engine.desk import Desk
from signoff.engine.errors import Misconfigured

from .settings import NAME, aliases, engine_options
from .store import DjangoStore


def engine(using: str | None = None) -> Engine:
    """The engine of this process, made from `settings.SIGNOFF` when first asked for; no connection is opened for that.

    Its verbs work in short transactions of their own, on Django's connection of the thread that calls. `using` names one of several
    databases. Raises Misconfigured, InvalidWorkflow.
    """
    return _engine(using or aliases()[0])


def bind(using: str | None = None) -> Desk:
    """The verbs and questions inside the `transaction.atomic()` that this thread is in: they commit or roll back with the host's rows.

    `using` names one of several databases. Raises Misconfigured outside of `atomic()`.
    """
    alias = using or aliases()[0]
    return _engine(alias).bind(alias)


@cache
def _engine(alias: str) -> Engine:
    if alias not in aliases():
        raise Misconfigured(f"Signoff has no tables in Django's database {alias!r}", hint=f'Add it to "using" in settings.{NAME}.')
    return Engine(DjangoStore(alias), **engine_options())


def _forget(*, setting: str, **_: Any) -> None:
    """Tests change settings: the next one who asks gets another engine."""
    if setting in (NAME, "DATABASES"):
        _engine.cache_clear()


setting_changed.connect(_forget)
