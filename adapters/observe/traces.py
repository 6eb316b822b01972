"""Spans of moves, sweeps and deliveries, for OpenTelemetry: below the span that the host has open, with the facts as attributes."""

from typing import Any

from signoff.engine.observing import HEADERS, Ended, Happening, Outcome, What

from .libraries import OPENTELEMETRY, library

BESIDE = ("what", "late", "seconds")
"""Facts that a span says by itself, or that are for statistics."""


class Traces:
    """An observer that makes spans, by the `provider` given or that of the process. Without an SDK they go nowhere.

    While a span lasts, `trace_headers()` is its `traceparent`; webhooks carry it. Baggage is not sent. Raises Misconfigured where
    `opentelemetry-api` is not installed.
    """

    def __init__(self, provider: Any = None) -> None:
        self._trace = library(OPENTELEMETRY, "trace")
        self._context = library(OPENTELEMETRY, "context")
        self._propagator = library(OPENTELEMETRY, "trace.propagation.tracecontext").TraceContextTextMapPropagator()
        self._tracer = self._trace.get_tracer("signoff", tracer_provider=provider)

    def awake(self) -> bool:
        """A span tells of the work itself; what follows a commit needs none."""
        return False

    def begins(self, it: Happening) -> Ended:
        """A span, which is the present one until it ends."""
        span = self._tracer.start_span(_name(it))
        token = self._context.attach(self._trace.set_span_in_context(span))
        headers: dict[str, str] = {}
        self._propagator.inject(headers)
        before = HEADERS.set(headers)

        def ended() -> None:
            HEADERS.reset(before)
            self._context.detach(token)
            span.set_attributes({f"signoff.{name}": value for name, value in it.facts().items() if name not in BESIDE})
            if it.outcome in (Outcome.FAILED, Outcome.DEAD):
                span.set_status(self._trace.Status(self._trace.StatusCode.ERROR, it.code))
            span.end()

        return ended

    def happened(self, it: Happening) -> None:
        """The span has told of it."""


def _name(it: Happening) -> str:
    """What spans are called: few names, `signoff act`, `signoff sweep`, `signoff deliver notice`."""
    if it.what is What.DELIVERY:
        return f"signoff deliver {it.kind}"
    return f"signoff {it.verb or it.what}"
