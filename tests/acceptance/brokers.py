"""Brokers for tests: RabbitMQ and Redis as they run, a queue of the test's own on each, gone afterwards."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
from kombu import Connection
from kombu.exceptions import KombuError
from redis import Redis

VARIABLES = {"rabbitmq": "SIGNOFF_TEST_RABBITMQ", "redis": "SIGNOFF_TEST_REDIS"}
DEFAULTS = {"rabbitmq": "amqp://guest:guest@127.0.0.1:5672//", "redis": "redis://127.0.0.1:6379/9"}


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker, and a queue on it that nobody else knows of."""

    url: str
    queue: str

    def received(self) -> list[object]:
        """Take every message that waits; their bodies."""
        found = []
        with Connection(self.url) as connection, connection.SimpleQueue(self.queue) as queue, suppress(queue.Empty):
            while True:
                message = queue.get_nowait()
                message.ack()
                found.append(message.payload)
        return found


@contextmanager
def own_queue(kind: str) -> Iterator[Broker]:
    """A queue on `rabbitmq` or `redis`; skips, loudly, where the broker cannot be reached."""
    url = os.environ.get(VARIABLES[kind], DEFAULTS[kind])
    queue = f"signoff_test_{uuid.uuid4().hex}"
    try:
        with Connection(url, connect_timeout=5, transport_options={"socket_connect_timeout": 5}) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0)
    except (KombuError, OSError) as error:
        pytest.skip(f"{kind.upper()} IS NOT TESTED: it cannot be used ({type(error).__name__}); set {VARIABLES[kind]}")
    try:
        yield Broker(url, queue)
    finally:
        with Connection(url) as connection:
            channel = connection.channel()
            channel.queue_delete(queue)
            channel.exchange_delete(queue)
        if kind == "redis":
            swept(url, queue)


def swept(url: str, queue: str) -> None:
    """Redis keeps what is known of a queue, and what killed workers had of it: none of that stays."""
    with Redis.from_url(url) as client:
        for key in client.scan_iter(f"*{queue}*"):
            client.delete(key)
        for tag, message in client.hgetall("unacked").items():
            if queue.encode() in message:
                client.hdel("unacked", tag)
                client.zrem("unacked_index", tag)
