"""What the adapters' tests share: an instant, a notice, a real web server."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from signoff.engine.people_data import Person
from signoff.engine.ports import Notice
from signoff.testing import ManualClock

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
MakeNotice = Callable[..., Notice]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def notice() -> MakeNotice:
    def make(*to: Person, kind: str = "remind", key: str = "01890000-0000:rung:1", **case: object) -> Notice:
        text = {"zh": "请尽快审核", "en": "Please review"}
        return Notice(key, kind, to, text, {"key": "2026-6115", **case}, NOW)

    return make


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server that answers by path: `answers["/hook"] = (status, headers, body)`, else 204."""

    url: str = ""
    requests: list[Received] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.requests.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, content = known.answers.get(self.path, (204, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        known.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield known
        server.shutdown()
        thread.join(5)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    assert not left, left
