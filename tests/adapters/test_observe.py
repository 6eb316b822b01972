"""Metrics as Prometheus reads them, spans as OpenTelemetry exports them, of a real engine; what is said where a library is absent."""

import asyncio
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from prometheus_client import CollectorRegistry, generate_latest

from signoff import AsyncEngine, Engine, Misconfigured, Refused, StoreUnavailable
from signoff.adapters.clock import SystemClock
from signoff.adapters.notify import WebhookNotifier
from signoff.adapters.observe import Gauges, Metrics, Traces, available, libraries, served
from signoff.adapters.observe.gauges import NAMES
from signoff.adapters.observe.metrics import Few
from signoff.engine.observing import trace_headers
from signoff.testing import ManualClock

from .conftest import Receiver

NOTE = """\
signoff: 1
workflow: note
steps:
  write: {by: initiator}
  read: {approvers: role(reader), empty: hold, duplicate: none, self: allow, due: 1d, escalate: [{at: due, remind: holder}]}
  filed: {end: approved}
"""
PEOPLE = "signoff: 1\npeople:\n  chen: {}\n  lin: {roles: [reader]}\n"
SECRET = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(spans: InMemorySpanExporter) -> Iterator[TracerProvider]:
    made = TracerProvider()
    made.add_span_processor(SimpleSpanProcessor(spans))
    yield made
    made.shutdown()


@pytest.fixture
def engine(tmp_path: Path, clock: ManualClock, receiver: Receiver) -> Iterator[Engine]:
    (tmp_path / "people.yaml").write_text(PEOPLE, "utf-8")
    webhook = WebhookNotifier(receiver.url, secrets=[SECRET], clock=SystemClock())
    with Engine(
        "memory://", workflows=NOTE, directory=tmp_path / "people.yaml", clock=clock, notifiers={"webhook": webhook}, notify="webhook"
    ) as made:
        yield made


def worked(engine: Engine, clock: ManualClock) -> str:
    """A day in the office: two moves, a refusal, a timer that fires late, and its notice."""
    case = engine.start("note", by="chen")
    with pytest.raises(Refused):
        engine.act(case.id, "submit", by="lin")
    engine.act(case.id, "submit", by="chen")
    clock.advance("25h")
    engine.tick()
    return case.id


def test_moves_refusals_timers_and_effects_are_counted(engine: Engine, clock: ManualClock, registry: CollectorRegistry) -> None:
    engine.observe(Metrics(registry))
    worked(engine, clock)
    value = registry.get_sample_value
    assert value("signoff_moves_total", {"workflow": "note", "verb": "act", "outcome": "done"}) == 1
    assert value("signoff_moves_total", {"workflow": "note", "verb": "act", "outcome": "refused"}) == 1
    assert value("signoff_refusals_total", {"code": "not_holder"}) == 1
    assert value("signoff_timers_fired_total", {"workflow": "note", "outcome": "done"}) == 1
    assert value("signoff_timer_late_seconds_sum") == 3600
    assert value("signoff_effects_total", {"kind": "notice", "outcome": "done"}) == 1
    assert value("signoff_move_seconds_count", {"verb": "start"}) == 1
    assert value("signoff_sweep_seconds_count") == 1


def test_no_label_holds_a_case_or_a_person(engine: Engine, clock: ManualClock, registry: CollectorRegistry) -> None:
    engine.observe(Metrics(registry))
    case = worked(engine, clock)
    with pytest.raises(Exception, match="not-there"):
        engine.act("not-there", "submit", by="chen")
    told = generate_latest(registry).decode()
    assert not [name for name in (case, "chen", "lin", "not-there") if name in told]
    assert 'signoff_moves_total{outcome="failed",verb="act",workflow=""} 1.0' in told


def test_a_label_has_few_values() -> None:
    few = Few(most=2)
    assert [few(value) for value in ("contact_missing:[mid]", "not_holder", "made_up", "not_holder", None)] == [
        "contact_missing",
        "not_holder",
        "other",
        "not_holder",
        "other",
    ]


def test_one_registry_has_one_set_of_metrics(registry: CollectorRegistry) -> None:
    Metrics(registry)
    with pytest.raises(Misconfigured, match="already") as caught:
        Metrics(registry)
    assert "every engine" in (caught.value.hint or "")


def test_what_waits_is_asked_when_somebody_asks_and_not_more_often(engine: Engine, clock: ManualClock, registry: CollectorRegistry) -> None:
    seconds = [0.0]
    case = engine.start("note", by="chen")
    engine.act(case.id, "submit", by="chen")
    clock.advance("26h")
    Gauges(engine, registry, seconds=lambda: seconds[0])
    value = registry.get_sample_value
    assert {name for name in NAMES if value(f"signoff_{name}") is None} == set()
    assert (value("signoff_timers_due"), value("signoff_timer_oldest_seconds"), value("signoff_database_up")) == (1, 7200, 1)
    engine.fire_timers()
    assert value("signoff_timers_due") == 1, "as it was found a moment ago"
    seconds[0] += 10
    assert (value("signoff_timers_due"), value("signoff_timer_oldest_seconds"), value("signoff_effects_waiting")) == (0, 0, 1)


def test_a_database_that_is_away_is_said_and_no_more(engine: Engine, registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: object) -> None:
        raise StoreUnavailable("the database is away")

    monkeypatch.setattr(engine.store, "backlog", away)
    Gauges(engine, registry)
    assert registry.get_sample_value("signoff_database_up") == 0
    assert registry.get_sample_value("signoff_timers_due") is None


def test_they_are_served_on_an_address_and_no_longer_than_asked(engine: Engine) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with served(engine, port) as url:
        engine.start("note", by="chen")
        told = urllib.request.urlopen(url, timeout=10).read().decode()
        assert 'signoff_moves_total{outcome="done",verb="start",workflow="note"} 1.0' in told and "signoff_nodes_alive" in told
        with pytest.raises(Misconfigured, match="cannot be served"), served(engine, port):
            pass
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url, timeout=10)


def by_name(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans.get_finished_spans()}


def test_spans_have_the_facts_and_lie_below_that_of_the_host(
    engine: Engine, clock: ManualClock, spans: InMemorySpanExporter, provider: TracerProvider
) -> None:
    engine.observe(Traces(provider))
    with provider.get_tracer("host").start_as_current_span("request") as request:
        case = engine.start("note", by="chen", request_id="r-1")
    start = by_name(spans)["signoff start"]
    assert start.parent is not None and start.parent.span_id == request.get_span_context().span_id
    assert (start.attributes or {}).items() >= {
        "signoff.case": case.id,
        "signoff.workflow": "note",
        "signoff.step": "write",
        "signoff.actor": "chen",
        "signoff.request_id": "r-1",
        "signoff.outcome": "done",
    }.items()
    assert trace_headers() == {}


def test_a_refusal_is_no_error_of_a_span_and_a_failure_is_one_without_its_words(
    engine: Engine, spans: InMemorySpanExporter, provider: TracerProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.observe(Traces(provider))
    case = engine.start("note", by="chen")
    with pytest.raises(Refused):
        engine.act(case.id, "submit", by="lin")
    refused = by_name(spans)["signoff act"]
    assert refused.status.status_code is StatusCode.UNSET and (refused.attributes or {})["signoff.code"] == "not_holder"

    def away(**given: object) -> None:
        raise StoreUnavailable("the password is hunter2")

    monkeypatch.setattr(engine.store, "begin", away)
    with pytest.raises(StoreUnavailable):
        engine.act(case.id, "submit", by="chen")
    failed = by_name(spans)["signoff act"]
    assert (failed.status.status_code, failed.status.description) == (StatusCode.ERROR, "database_unavailable")
    assert not failed.events and "hunter2" not in failed.to_json()


def test_spans_of_an_engine_that_is_awaited_lie_below_the_hosts_too(spans: InMemorySpanExporter, provider: TracerProvider) -> None:
    async def story() -> None:
        async with AsyncEngine("sqlite+aiosqlite://", workflows=NOTE) as engine:
            engine.observe(Traces(provider))
            with provider.get_tracer("host").start_as_current_span("request"):
                await engine.start("note", by="chen")

    asyncio.run(story())
    found = by_name(spans)
    parent, context = found["signoff start"].parent, found["request"].get_span_context()
    assert parent is not None and context is not None and parent.span_id == context.span_id


def test_a_webhook_says_of_which_trace_it_is_only_where_somebody_traces(
    engine: Engine, clock: ManualClock, spans: InMemorySpanExporter, provider: TracerProvider, receiver: Receiver
) -> None:
    case = worked(engine, clock)
    assert "traceparent" not in receiver.requests[0].headers
    engine.observe(Traces(provider))
    engine.remind(case, by="chen")
    engine.deliver()
    context = by_name(spans)["signoff deliver notice"].get_span_context()
    assert context is not None
    headers = receiver.requests[-1].headers
    assert headers["traceparent"].startswith(f"00-{context.trace_id:032x}-{context.span_id:016x}-") and "webhook-id" in headers
    assert "baggage" not in headers


@pytest.mark.parametrize(("name", "extra", "make"), [("prometheus_client", "metrics", Metrics), ("opentelemetry", "traces", Traces)])
def test_a_library_that_is_not_there_is_named(name: str, extra: str, make: type, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Misconfigured, match="is not installed") as caught:
        make()
    assert caught.value.hint == f"Run: pip install 'signoff[{extra}]'"


def test_without_the_libraries_nothing_is_observed_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "installed", lambda name: False)
    assert available.__wrapped__() == ()


def test_an_engine_loads_neither() -> None:
    code = (
        "import sys\nfrom signoff import Engine\nEngine('memory://', workflows='leave')\nimport signoff.adapters.observe\n"
        "print(*[name for name in ('prometheus_client', 'opentelemetry') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
