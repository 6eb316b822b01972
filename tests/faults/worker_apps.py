"""The apps that the workers of Celery and procrastinate are told to run, made of what the environment says."""

import json
import os
from pathlib import Path
from threading import Event
from typing import Any

from signoff import EffectCall
from signoff.adapters.dispatch import celery, procrastinate

from ..acceptance.brokers import Broker
from ..acceptance.dispatching import Place

VARIABLE = "SIGNOFF_TEST_WORKER"


def environment(place: Place, kept: Path) -> dict[str, str]:
    """What a worker at this place has to know."""
    broker = [place.broker.url, place.broker.queue] if place.broker is not None else None
    return {VARIABLE: json.dumps([place.kind, place.url, broker, str(kept)])}


def halt(kept: Path) -> Path:
    """While this file is there, the next call stops behind its line, and says so by renaming it."""
    return kept.with_suffix(".halt")


def halted(kept: Path) -> Path:
    """There once a call has stopped: it names the process."""
    return kept.with_suffix(".halted")


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(name)
    kind, url, broker, kept = json.loads(os.environ[VARIABLE])
    place = Place(kind, url, Broker(*broker) if broker is not None else None)
    engine = place.engine(lambda call: keep(call, Path(kept)))
    return procrastinate.make_app(engine, url) if place.broker is None else celery.make_app(engine)


def keep(call: EffectCall, kept: Path) -> None:
    """Write down that the call was made, and by whom; the one that finds a `halt` comes to no end."""
    with kept.open("a", encoding="utf-8") as file:
        file.write(f"{call.key} {os.getpid()}\n")
    try:
        halt(kept).rename(halted(kept))
    except FileNotFoundError:
        return
    halted(kept).write_text(str(os.getpid()), "utf-8")
    Event().wait(120)
