"""The libraries of the extras `metrics` and `traces`, where they are installed."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from signoff.engine.errors import Misconfigured
from signoff.engine.observing import Observer

PROMETHEUS, OPENTELEMETRY = "prometheus_client", "opentelemetry"
EXTRAS = {PROMETHEUS: "metrics", OPENTELEMETRY: "traces"}


def library(name: str, module: str = "") -> Any:
    """A module of the library; raises Misconfigured where it is not installed."""
    try:
        return import_module(f"{name}.{module}" if module else name)
    except ModuleNotFoundError as error:
        told = f"the library {name.replace('_', '-')} is not installed"
        hint = f"Run: pip install 'signoff[{EXTRAS[name]}]'"
        raise Misconfigured(told, hint=hint, data={"library": name}) from error


def installed(name: str) -> bool:
    """Whether it is there."""
    return find_spec(name) is not None


@cache
def available() -> tuple[Observer, ...]:
    """Those whose libraries are installed, on the registry and the tracer that the process has; none where none is. The same each time."""
    from .metrics import Metrics

    made: list[Observer] = [Metrics()] if installed(PROMETHEUS) else []
    return (*made, *traces_if_installed())


def traces_if_installed() -> tuple[Observer, ...]:
    """Spans by the provider of the process, where `opentelemetry-api` is installed."""
    from .traces import Traces

    return (Traces(),) if installed(OPENTELEMETRY) else ()
