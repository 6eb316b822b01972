"""A rung fires, and somebody hears of it: through a real mail server, and at a real web server that checks the signature."""

import base64
import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from signoff.adapters.clock import SystemClock
from signoff.adapters.notify import SmtpNotifier, WebhookNotifier
from signoff.adapters.notify.mail_server import MailServer
from signoff.compose import Engine
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.ports import Notifier
from signoff.testing import ManualClock

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET, OTHER = ("whsec_" + base64.b64encode(bytes([n] * 32)).decode() for n in (7, 8))
PEOPLE = PeopleFile(
    {},
    {
        "ann": Person("ann", "Ann", contact={"email": "ann@example.org"}),
        "he": Person("he", "何", contact={"email": "he@example.org"}, manager="zhou"),
        "zhou": Person("zhou", "周", contact={"email": "zhou@example.org"}),
    },
)
WORKFLOW = """
signoff: 1
workflow: letter
title: {zh: 复函, en: Letter}
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
steps:
  answer:
    title: {zh: 答复, en: Answer}
    approvers: person(he)
    due: 2d
    escalate:
      - {at: due, remind: holder}
      - {at: due + 1d, notify: manager_of(holder), text: {zh: 已逾期一天, en: One day late}}
"""


def office(folder: Path, clock: ManualClock, channel: str, notifier: Notifier) -> Engine:
    """An engine on SQLite that tells people by this channel, with a letter that waits for an answer."""
    engine = Engine(
        f"sqlite:///{folder / 'signoff.db'}",
        workflows=[WORKFLOW],
        directory=PEOPLE,
        clock=clock,
        notifiers={channel: notifier},
        notify=channel,
    )
    engine.start("letter", by="ann", key="2026-17")
    return engine


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY)


# ---------------------------------------------------------------- mail


@dataclass
class Box:
    """What the mail server has taken."""

    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the server calls it so
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        self.to += envelope.rcpt_tos
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def mail_server(port: int) -> Iterator[Box]:
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def mailer(port: int, clock: ManualClock) -> SmtpNotifier:
    return SmtpNotifier(MailServer("127.0.0.1", port, security="none", timeout=5), sender="signoff@example.org", clock=clock)


def test_whoever_is_late_gets_a_mail_and_a_day_later_the_manager_does(tmp_path: Path, clock: ManualClock) -> None:
    port = free_port()
    with mail_server(port) as box, office(tmp_path, clock, "smtp", mailer(port, clock)) as engine:
        clock.advance("47h")
        assert (engine.tick().fired, box.mails) == (0, [])
        clock.advance("1h")
        ticked = engine.tick()
        assert (ticked.fired, ticked.delivery.delivered, box.to) == (1, 1, ["he@example.org"])
        clock.advance("24h")
        ticked = engine.tick()
        assert (ticked.fired, ticked.delivery.delivered, box.to) == (1, 1, ["he@example.org", "zhou@example.org"])
        reminder, report = box.mails
        assert "Reminder" in reminder["Subject"] and "2026-17" in reminder["Subject"]
        assert "Answer" in reminder.get_content()
        assert "One day late" in report.get_content()
        assert reminder["Message-ID"] != report["Message-ID"]


def test_a_mail_is_sent_once_however_often_the_clock_ticks(tmp_path: Path, clock: ManualClock) -> None:
    port = free_port()
    with mail_server(port) as box, office(tmp_path, clock, "smtp", mailer(port, clock)) as engine:
        clock.advance("48h")
        for _ in range(3):
            engine.tick()
        assert box.to == ["he@example.org"]


def test_a_mail_that_found_no_server_comes_later(tmp_path: Path, clock: ManualClock) -> None:
    port = free_port()
    with office(tmp_path, clock, "smtp", mailer(port, clock)) as engine:
        clock.advance("48h")
        assert engine.tick().delivery.failed == 1
        with mail_server(port) as box:
            assert engine.tick().delivery.taken == 0, "it has patience"
            clock.advance("1h")
            assert engine.tick().delivery.delivered == 1
            assert box.to == ["he@example.org"]


# ---------------------------------------------------------------- webhooks


@dataclass
class Receiver:
    """A web server that takes what is posted, and answers with these statuses first."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            known.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(known.statuses.pop(0) if known.statuses else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        known.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        yield known
        server.shutdown()
        thread.join(5)
        assert not thread.is_alive()


def hook(receiver: Receiver) -> WebhookNotifier:
    """The signature bears the true time, whatever the case's clock says: who receives it looks at his own."""
    return WebhookNotifier(receiver.url, secrets=[SECRET], clock=SystemClock(), timeout=5)


def test_a_rung_arrives_as_a_signed_webhook(tmp_path: Path, clock: ManualClock, receiver: Receiver) -> None:
    with office(tmp_path, clock, "webhook", hook(receiver)) as engine:
        clock.advance("48h")
        assert engine.tick().delivery.delivered == 1
        content = Webhook(SECRET).verify(receiver.bodies[0], receiver.headers[0])
        assert [person["id"] for person in content["data"]["to"]] == ["he"]
        assert content["data"]["case"]["key"] == "2026-17"
        assert content["data"]["kind"] == "remind"


def test_a_forged_webhook_is_seen(tmp_path: Path, clock: ManualClock, receiver: Receiver) -> None:
    with office(tmp_path, clock, "webhook", hook(receiver)) as engine:
        clock.advance("48h")
        engine.tick()
    (body,), (headers,) = receiver.bodies, receiver.headers
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"2026-17", b"2026-18"), headers)


def test_a_webhook_that_was_not_taken_comes_again_under_the_same_id(tmp_path: Path, clock: ManualClock, receiver: Receiver) -> None:
    receiver.statuses = [503]
    with office(tmp_path, clock, "webhook", hook(receiver)) as engine:
        clock.advance("48h")
        assert engine.tick().delivery.failed == 1
        clock.advance("1h")
        assert engine.tick().delivery.delivered == 1
    first, second = receiver.headers
    assert first["webhook-id"] == second["webhook-id"]
    assert receiver.bodies[0] == receiver.bodies[1]
    for body, headers in zip(receiver.bodies, receiver.headers, strict=True):
        Webhook(SECRET).verify(body, headers)
