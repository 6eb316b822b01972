"""A `dispatcher` in the settings: what the worker of the command line does then, and the workers that deliver."""

import json
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import create_engine, func, select

from signoff.adapters.sql import tables

from ..acceptance.brokers import own_queue
from ..acceptance.databases import own_postgresql
from .running import Run, environment

PATIENCE = 60.0


def reminded(house: Run, **environ: str) -> None:
    """A case about which somebody is told."""
    for line in ("start leave --as chen --data unit=sales --data days=2 --key 1", "remind 1 --as chen"):
        done = house(*line.split(), **environ)
        assert done.exit_code == 0, done.output


def undelivered(url: str) -> int:
    """How many rows of the outbox are not marked."""
    database = create_engine(url)
    with database.connect() as connection:
        found = connection.execute(select(func.count()).select_from(tables.outbox).where(tables.outbox.c.state != "done")).scalar_one()
    database.dispose()
    return int(found)


def other(folder: Path, *command: str, **environ: str) -> "subprocess.Popen[str]":
    """A program that is not ours, as an operator starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment(**environ),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_procrastinate_from_its_tables_to_the_delivery(house: Run, tmp_path: Path) -> None:
    app = "--app=signoff.cli.procrastinate_app.app"
    with own_postgresql() as url:
        told = {"SIGNOFF_DB": url, "SIGNOFF_DISPATCHER": "procrastinate"}
        house(*"start leave --as chen --data unit=sales --data days=2 --key 0".split(), **told)
        refused = house("remind", "0", "--as", "chen", **told)
        assert refused.exit_code == 2 and "schema --apply" in refused.stderr
        made = other(tmp_path, "procrastinate", app, "schema", "--apply", **told)
        out, _ = made.communicate(timeout=PATIENCE)
        assert made.returncode == 0, out
        reminded(house, **told)
        assert json.loads(house("tick", "-o", "json", **told).stdout)["submitted"] == 0, "it is on its way already"
        assert undelivered(url) == 1
        worker = other(tmp_path, "procrastinate", app, "worker", "--one-shot", **told)
        out, _ = worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0 and undelivered(url) == 0, out


def test_celery_delivers_what_the_command_line_has_moved(house: Run, tmp_path: Path) -> None:
    with own_postgresql() as url, own_queue("rabbitmq") as broker:
        told = {"SIGNOFF_DB": url, "SIGNOFF_DISPATCHER": "celery"}
        told |= {"SIGNOFF_CELERY_BROKER": broker.url, "SIGNOFF_CELERY_QUEUE": broker.queue}
        reminded(house, **told)
        assert undelivered(url) == 1
        quick = ["--pool=solo", "--without-gossip", "--without-mingle", f"-n{broker.queue}"]
        worker = other(tmp_path, "celery", "-A", "signoff.cli.celery_app", "worker", "-Q", broker.queue, *quick, **told)
        try:
            end = time.monotonic() + PATIENCE
            while undelivered(url) and time.monotonic() < end:
                Event().wait(0.05)
        finally:
            worker.kill()
            out, _ = worker.communicate(timeout=PATIENCE)
        assert undelivered(url) == 0, out


def test_a_worker_with_a_dispatcher_says_who_delivers(house: Run, tmp_path: Path) -> None:
    worker = other(tmp_path, "signoff", "worker", SIGNOFF_DISPATCHER="celery", SIGNOFF_CELERY_BROKER="redis://127.0.0.1:1/0")
    assert worker.stdout is not None
    worker.stdout.readline()
    assert worker.stdout.readline() == "it delivers nothing itself: effects go to the workers of celery\n"
    worker.terminate()
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0


def test_a_tick_tells_what_it_has_submitted(house: Run) -> None:
    reminded(house)
    away = {"SIGNOFF_DISPATCHER": "celery", "SIGNOFF_CELERY_BROKER": "redis://127.0.0.1:1/0"}
    assert house("tick", **away).stdout.splitlines() == ["Timers fired  0", "Submitted     1"]
    assert house("tick", **away).stdout.splitlines() == ["Timers fired  0", "Submitted     0"]


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"SIGNOFF_DISPATCHER": "cellery"}, "there is no plug-in `cellery`"),
        ({"SIGNOFF_DISPATCHER": "celery"}, "there is no broker for Celery"),
        ({"SIGNOFF_DISPATCHER": "celery", "SIGNOFF_CELERY_BROKER": "sqs://key@"}, "names no RabbitMQ and no Redis"),
        ({"SIGNOFF_DISPATCHER": "procrastinate", "SIGNOFF_CELERY_BROKER": "here"}, "`celery.broker` (SIGNOFF_CELERY_BROKER) wants the URL"),
    ],
)
def test_a_dispatcher_that_cannot_be_is_told_of(house: Run, environ: dict[str, str], told: str) -> None:
    done = house("cases", **environ)
    assert done.exit_code == 2 and told in done.stderr and "hint:" in done.stderr


def test_the_broker_is_never_shown(house: Run) -> None:
    done = house("config", SIGNOFF_CELERY_BROKER="amqp://me:hunter2@h//")
    assert "hunter2" not in done.output and "celery.broker" in done.stdout


def test_a_worker_of_what_is_not_set_says_so(house: Run, tmp_path: Path) -> None:
    worker = other(tmp_path, "celery", "-A", "signoff.cli.celery_app", "worker", SIGNOFF_DISPATCHER="procrastinate")
    out, _ = worker.communicate(timeout=PATIENCE)
    assert worker.returncode != 0
    assert "the setting `dispatcher` is procrastinate, and this is a worker of celery" in " ".join(out.split())
