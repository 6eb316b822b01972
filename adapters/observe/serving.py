"""Metrics over HTTP for as long as a worker runs: `GET /metrics`, for Prometheus to fetch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from signoff.engine.errors import Misconfigured

from .gauges import Gauges
from .libraries import PROMETHEUS, library
from .metrics import Metrics


@contextmanager
def served(engine: Any, port: int, address: str = "127.0.0.1") -> Iterator[str]:
    """As long as the block lasts, the metrics of this engine, of its database and of this process are at the URL that is given back.

    Whoever reaches the address may read them. Raises Misconfigured where `prometheus-client` is not installed or the port is taken.
    """
    client = library(PROMETHEUS)
    registry = client.CollectorRegistry()
    engine.observe(Metrics(registry))
    client.ProcessCollector(registry=registry)
    Gauges(engine, registry)
    try:
        server, thread = client.start_http_server(port, address, registry)
    except OSError as error:
        told = f"metrics cannot be served at {address}:{port}: {error.strerror or error}"
        raise Misconfigured(told, hint="Give another port or address: --metrics-port, --metrics-address.") from error
    shown = f"[{address}]" if ":" in address else address
    try:
        yield f"http://{shown}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
