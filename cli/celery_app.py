"""`celery -A signoff.cli.celery_app worker --queues signoff`: a worker of Celery for the engine that the settings say."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .workers import celery_app

    return celery_app()
