"""What can be wrong with a dispatcher before any server is asked, and what its apps are set to."""

import sys
from datetime import timedelta
from typing import Any

import pytest

from signoff.adapters.dispatch import celery, procrastinate
from signoff.adapters.memory import MemoryStore
from signoff.compose import Engine
from signoff.engine.errors import Misconfigured, StoreUnavailable
from signoff.engine.ports import Dispatcher

BROKER = "amqp://guest@localhost//"
NOTE = """
signoff: 1
workflow: note
defaults: {empty: hold}
steps:
  read: {by: initiator}
"""


def engine(dispatcher: Dispatcher | None) -> Engine:
    return Engine("memory://", workflows=[NOTE], dispatcher=dispatcher)


def test_a_worker_of_celery_confirms_late_takes_one_at_a_time_and_believes_json_only() -> None:
    app = celery.make_app(engine(celery.CeleryDispatcher(BROKER, queue="q")))
    conf, task = app.conf, app.tasks[celery.TASK]
    assert conf.task_acks_late and conf.task_reject_on_worker_lost and task.acks_late and task.reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert (conf.task_serializer, conf.accept_content, task.serializer) == ("json", ["json"], "json")
    assert conf.result_backend is None and conf.task_ignore_result and task.ignore_result
    assert conf.task_default_queue == "q"


def test_redis_hands_out_again_later_than_any_lease_of_ours() -> None:
    dispatcher = celery.CeleryDispatcher("redis://localhost/0")
    assert dispatcher.app.conf.broker_transport_options["visibility_timeout"] > 120


def test_an_app_of_the_host_keeps_its_settings_and_gets_the_task() -> None:
    from celery import Celery

    own = Celery("host", broker=BROKER, set_as_current=False)
    app = celery.make_app(engine(celery.CeleryDispatcher(app=own)))
    assert app is own and celery.TASK in app.tasks
    assert not own.conf.task_acks_late and own.tasks[celery.TASK].acks_late


def test_a_worker_that_gets_nonsense_or_finds_no_database_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    class Away(MemoryStore):
        def take(self, *given: Any) -> Any:
            raise StoreUnavailable("the database is away", hint="Wait.")

    made = Engine(Away(), workflows=[NOTE], dispatcher=celery.CeleryDispatcher(BROKER))
    task = celery.make_app(made).tasks[celery.TASK]
    task(["no", "id"])
    task("some-id")
    assert "was told ['no', 'id'], which is no id of an effect" in caplog.text
    assert "some-id is left to be submitted again: the database is away" in caplog.text


@pytest.mark.parametrize("module", [celery, procrastinate])
def test_a_worker_for_an_engine_that_submits_otherwise_is_refused(module: Any) -> None:
    others: dict[Any, Dispatcher] = {celery: procrastinate.ProcrastinateDispatcher(), procrastinate: celery.CeleryDispatcher(BROKER)}
    other = others[module]
    for dispatcher, used in ((other, other.name), (None, "nothing")):
        with pytest.raises(Misconfigured, match=f"submits its effects to {used}, so a worker of {module.NAME}"):
            module.make_app(engine(dispatcher), *(["postgresql:///app"] if module is procrastinate else []))


def test_the_tasks_of_procrastinate_join_an_app_of_the_host() -> None:
    from procrastinate import App, SyncPsycopgConnector

    app = App(connector=SyncPsycopgConnector())
    app.add_tasks_from(procrastinate.tasks(engine(procrastinate.ProcrastinateDispatcher(queue="q"))), namespace=procrastinate.NAMESPACE)
    assert app.tasks[procrastinate.TASK].queue == "q"


@pytest.mark.parametrize(
    ("module", "settings", "told"),
    [
        (celery, {}, "there is no broker for Celery"),
        (celery, {"broker": "sqs://"}, "names no RabbitMQ and no Redis"),
        (celery, {"broker": BROKER, "queue": 7}, "`queue` of the dispatcher is no text"),
        (celery, {"broker": BROKER, "patience": 0}, "`patience` of the dispatcher is no number"),
        (procrastinate, {"patience": "soon"}, "`patience` of the dispatcher is no number"),
    ],
)
def test_settings_that_cannot_be_are_told_of(module: Any, settings: dict[str, object], told: str) -> None:
    with pytest.raises(Misconfigured, match=told) as caught:
        module.from_settings(settings)
    assert caught.value.hint


def test_settings_make_a_dispatcher() -> None:
    made = celery.from_settings({"broker": BROKER, "queue": "q", "patience": 60, "language": "en"})
    assert (made.queue, made.patience) == ("q", timedelta(minutes=1))
    assert procrastinate.from_settings({}).patience == timedelta(minutes=5)


def test_a_broker_and_an_app_are_too_many() -> None:
    for given in ({}, {"broker": BROKER, "app": object()}):
        with pytest.raises(Misconfigured, match="a broker or an app"):
            celery.CeleryDispatcher(**given)  # type: ignore[arg-type]


def test_a_library_that_is_not_there_is_named_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "celery", None)
    made = Engine("memory://", workflows=[NOTE.replace("initiator", "initiator, effects: [notify: initiator]")])
    made = Engine(made.store, workflows=[*made.workflows.values()], dispatcher=celery.CeleryDispatcher(BROKER))
    with pytest.raises(Misconfigured, match="the library celery is not installed") as caught:
        made.start("note", by="ann", key="1")
    assert caught.value.hint == "Run: pip install 'signoff[celery]'" and list(made.cases()) == []
