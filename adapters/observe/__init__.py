"""Observers that other programs read: metrics for Prometheus, spans for OpenTelemetry. Their libraries are loaded when one is made."""

from .gauges import Gauges
from .libraries import available, traces_if_installed
from .metrics import Metrics
from .serving import served
from .traces import Traces

__all__ = ["Gauges", "Metrics", "Traces", "available", "served", "traces_if_installed"]
