"""`procrastinate --app=signoff.cli.procrastinate_app.app worker`: a worker of procrastinate for the engine that the settings say."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .workers import procrastinate_app

    return procrastinate_app()
