"""`worker` and `tick`: timers fire and notices are delivered, once or for as long as the worker runs."""

import gc
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

import click

from .errors import FAILED, OK
from .logs import FORMATS, log_to_stderr
from .messages import say
from .options import command, option
from .output import Answer
from .screen import RED, YELLOW, Screen
from .tables import pairs

if TYPE_CHECKING:
    from signoff.compose import Ticked

    from .app import App


HOUR = 3600


@command("tick")
def tick(app: "App") -> int:
    """Once."""
    app.delivers = app.once = True
    log_to_stderr(app.settings["logging.format"], logging.WARNING)
    done = app.opened.tick()
    app.answer(answer(done, dispatched=app.opened.dispatcher is not None))
    for case, why in done.failed.items():
        app.tell(app.messages.paint(say("tick.failed", case=case, why=why), RED))
    return FAILED if done.failed else OK


def answer(done: "Ticked", *, dispatched: bool = False) -> Answer:
    """What a tick did; `dispatched` where it delivers nothing itself."""
    delivery = done.delivery
    body = {
        "fired": done.fired,
        "failed": [{"case": case, "message": why} for case, why in done.failed.items()],
        "delivered": delivery.delivered,
        "undelivered": delivery.failed,
        "dead": delivery.dead,
        "left": delivery.left,
        "submitted": delivery.submitted,
    }

    def text(screen: Screen) -> list[str]:
        names = ("fired", "delivered", "undelivered", "dead", "left", "submitted")
        always = ("fired", "submitted" if dispatched else "delivered")
        return pairs([(say(f"tick.{name}"), str(body[name])) for name in names if body[name] or name in always], screen)

    return Answer("tick", body, text)


@command("worker")
@option("--every", metavar="SECONDS", type=click.FloatRange(0, 86_400, min_open=True))
@option("--sweepers", metavar="N", type=click.IntRange(1, 8))
@option("--commit-each", is_flag=True)
@option("--log-format", type=click.Choice(FORMATS))
@option("--metrics-port", metavar="PORT", type=click.IntRange(1, 65_535))
@option("--metrics-address", metavar="ADDRESS")
def worker(
    app: "App",
    every: float | None,
    sweepers: int | None,
    commit_each: bool,
    log_format: str | None,
    metrics_port: int | None,
    metrics_address: str | None,
) -> None:
    """Until SIGTERM or Ctrl-C."""
    from signoff.adapters.apscheduler import Duty, Ticker
    from signoff.adapters.clock import SystemClock

    app.delivers = True
    engine, seconds = app.opened, every or app.settings.tick
    threads = engine.sweepers(sweepers)
    engine.now()  # a database that cannot be used is told at once, not at every tick
    log_to_stderr(log_format or app.settings["logging.format"])
    outgoing = "deliver" if engine.dispatcher is None else "submit"
    fire = Duty("fire", partial(engine.fire_timers, threads, commit_each=commit_each), seconds)
    duties = [fire, Duty(outgoing, engine.deliver, seconds), Duty("purge", engine.purge, HOUR)]
    stop = stopped_by_signals()
    with (
        observed(app, metrics_port or app.settings["metrics.port"], metrics_address or app.settings["metrics.address"]),
        Ticker(duties, clock=SystemClock(), heart=engine.heart) as ticker,
        engine.wakeups(ticker.wake_all),
    ):
        keep_what_is_loaded()
        app.tell(say("worker.running", node=engine.node, db=app.settings.all["db"].shown, every=f"{seconds:g}"))
        if threads > 1:
            app.tell(say("worker.sweepers", n=threads))
        if commit_each:
            app.tell(say("worker.commit_each"))
        if engine.dispatcher is not None:
            app.tell(say("worker.submits", dispatcher=engine.dispatcher.name))
        while not stop.wait(1):  # a signal that comes in the moment before a wait does not end it
            continue
        app.tell(app.messages.paint(say("worker.stopping"), YELLOW))
    app.tell(say("worker.stopped"))


@contextmanager
def observed(app: "App", port: int | None, address: str) -> Iterator[None]:
    """As long as the block lasts, spans are made where OpenTelemetry is installed, and metrics are served where a port says so."""
    from signoff.adapters.observe import served, traces_if_installed

    app.opened.observe(*traces_if_installed())
    if port is None:
        yield
        return
    with served(app.opened, port, address) as url:
        app.tell(say("worker.metrics", url=url))
        yield


YOUNG = 20_000
"""So many values may be new before Python looks which of them could go. Its own 700 come together again and again in one batch of cases."""


def keep_what_is_loaded() -> None:
    """What is there by now stays as long as the process: Python need not look through it again and again for what could go.

    A sweep keeps a hundred cases in memory at a time, which makes Python look often: a tenth to a fifth of its CPU time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def stopped_by_signals() -> Event:
    """An event that SIGTERM and SIGINT set: what is under way is finished, and the worker ends in order."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), ask)
    return stop
