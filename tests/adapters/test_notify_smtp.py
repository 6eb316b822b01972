"""Mail against a real SMTP server: what arrives, how it is secured, what a refusal means."""

import email
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from signoff.adapters.notify import SmtpNotifier
from signoff.adapters.notify.mail import BadAddress, address, message_id
from signoff.adapters.notify.mail_server import MailServer
from signoff.adapters.notify.smtp import from_settings
from signoff.engine.errors import DeliveryFailed, Misconfigured, Undeliverable
from signoff.engine.people_data import Person
from signoff.testing import ManualClock

from .conftest import NOW, MakeNotice

CERTIFICATE = Path(__file__).with_name("localhost.pem")
LI = Person("li", "李", contact={"email": "li@example.org"})
HE = Person("he", "何", contact={"email": "he@example.org"})


class Box:
    """What the server does: keeps mails, refuses some recipients, says which answers it gives."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.refuses: dict[str, str] = {}
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        if to in self.refuses:
            return self.refuses[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the server calls it so
        if self.answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.to += envelope.rcpt_tos
        return self.answer

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails, as a mail program reads them."""
        return [email.message_from_bytes(raw, policy=default) for raw in self.raw]


Serve = Callable[..., tuple[Box, int]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as running:

        def start(*, implicit: bool = False, **options: Any) -> tuple[Box, int]:
            box = Box()
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            extra: dict[str, Any] = {"ssl_context": server_tls()} if implicit else {}
            controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10, **extra, **options)
            controller.start()
            running.callback(controller.stop)
            return box, port

        yield start


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def checks(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"signoff", b"secret")
    return AuthResult(success=good, handled=good)


def mailer(port: int, clock: ManualClock, *, language: str = "zh", sender: str = "signoff@example.org", **server: Any) -> SmtpNotifier:
    settings = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from": sender,
        "language": language,
        "timezone": "Asia/Shanghai",
        "timeout": 5,
        **server,
    }
    return from_settings(settings, clock)


def test_one_mail_goes_to_each_person(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    mailer(port, clock).send(notice(LI, HE))
    assert box.to == ["li@example.org", "he@example.org"]
    assert [mail["To"].addresses[0].addr_spec for mail in box.mails] == box.to
    assert all(len(mail["To"].addresses) == 1 for mail in box.mails)


def test_it_is_plain_text_in_chinese(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    mailer(port, clock).send(
        notice(LI, title={"zh": "答复稿呈批", "en": "Reply"}, workflow="reply", due_at="2026-06-01T08:00:00.000000Z", other="internal")
    )
    (mail,) = box.mails
    assert mail["Subject"] == "催办：2026-6115 请尽快审核"
    assert mail["To"].addresses[0].display_name == "李"
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    expected = "请尽快审核\n\n编号：2026-6115\n流程：答复稿呈批\n办理期限：2026-06-01 16:00+08:00\n"
    assert mail.get_content().replace("\r\n", "\n") == expected
    assert box.raw[0].isascii()


def test_or_in_english(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    mailer(port, clock, language="en").send(notice(LI, kind="made_up"))
    assert box.mails[0]["Subject"] == "Notice: 2026-6115 Please review"
    assert "Case: 2026-6115" in box.mails[0].get_content()


def test_doubles_have_one_message_id_and_nothing_else_has_it(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    notifier = mailer(port, clock)
    notifier.send(notice(LI, HE))
    clock.advance("1h")
    notifier.send(notice(LI))
    notifier.send(notice(LI, key="another"))
    first, his, again, other = (mail["Message-ID"] for mail in box.mails)
    assert first == again == message_id("01890000-0000:rung:1", "li", "example.org")
    assert len({first, his, other}) == 3
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.org>", first)


def test_it_says_that_a_machine_wrote_it_and_when(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    mailer(port, clock).send(notice(LI))
    assert box.mails[0]["Auto-Submitted"] == "auto-generated"
    assert box.mails[0]["Date"].datetime == NOW


def test_no_header_can_be_smuggled_in(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    evil = Person("li", "李\r\nBcc: all@example.org", contact={"email": "li@example.org"})
    mailer(port, clock).send(notice(evil, key="2026\r\nBcc: x@example.org\u2028\x00\u202egnp"))
    (mail,) = box.mails
    assert mail["Bcc"] is None and box.to == ["li@example.org"]
    mailer(port, clock).send(notice(LI, title="a\r\n.\r\nMAIL FROM:<x@y>"))
    assert "流程：a . MAIL FROM:<x@y>" in box.mails[1].get_content()
    case = {"key": "1\r\nBcc: x@example.org\u2028\x00\u202egnp"}
    made = notice(LI)
    mailer(port, clock).send(type(made)(made.key, made.kind, made.to, {"zh": "好\nX: y"}, case))
    assert box.mails[2]["Subject"] == "催办：1 Bcc: x@example.org gnp 好 X: y"
    assert {name.lower() for name in box.mails[2]} <= {
        *("from", "to", "subject", "date", "message-id", "auto-submitted", "content-type", "content-transfer-encoding", "mime-version"),
        *("x-peer", "x-mailfrom", "x-rcptto"),
    }


@pytest.mark.parametrize(
    "written",
    [
        "li",
        "li@",
        "@example.org",
        "a@b, c@d",
        "a@b\r\nBcc: c@d",
        "<a@b>",
        "a b@c",
        "李@example.org",
        "a@b\x00",
        "x" * 65 + "@b",
        "a@" + "b" * 300,
    ],
)
def test_what_is_not_one_address_is_no_address(written: str) -> None:
    with pytest.raises(BadAddress):
        address(written)


def test_a_chinese_domain_is_written_in_ascii() -> None:
    assert address("li@例子.测试").addr_spec == "li@xn--fsqu00a.xn--0zwm56d"


def test_persons_without_an_address_are_reported_and_the_others_told(
    serve: Serve, clock: ManualClock, notice: MakeNotice, caplog: pytest.LogCaptureFixture
) -> None:
    box, port = serve()
    mailer(port, clock).send(notice(Person("wu"), Person("ma", contact={"email": "ma@"}), LI))
    assert box.to == ["li@example.org"]
    assert "smtp: wu (no address)" in caplog.text and "smtp: ma ('ma@' is not a mail address)" in caplog.text


def test_nobody_with_an_address_is_undeliverable(clock: ManualClock, notice: MakeNotice) -> None:
    with pytest.raises(Undeliverable, match=r"nobody can be reached by smtp: wu \(no address\)") as refused:
        mailer(1, clock).send(notice(Person("wu")))
    assert refused.value.hint == "Add `contact: {email: …}` to the people file."


def test_a_recipient_refused_for_good_does_not_keep_the_others_from_theirs(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    box.refuses["li@example.org"] = "550 no such user"
    with pytest.raises(Undeliverable, match=r"li: .*550 no such user") as refused:
        mailer(port, clock).send(notice(LI, HE))
    assert box.to == ["he@example.org"] and refused.value.data["persons"] == ["li"]


def test_a_recipient_put_off_is_tried_again(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    box.refuses["li@example.org"] = "450 greylisted"
    with pytest.raises(DeliveryFailed, match="450 greylisted") as failed:
        mailer(port, clock).send(notice(LI, HE))
    assert not isinstance(failed.value, Undeliverable) and failed.value.data["persons"] == ["li"]


@pytest.mark.parametrize(("answer", "final"), [("554 spam", True), ("451 later", False)])
def test_a_refused_content_counts_by_its_code(serve: Serve, clock: ManualClock, notice: MakeNotice, answer: str, final: bool) -> None:
    box, port = serve()
    box.answer = answer
    with pytest.raises(DeliveryFailed, match=answer) as failed:
        mailer(port, clock).send(notice(LI))
    assert isinstance(failed.value, Undeliverable) is final


def test_no_server_is_tried_again(clock: ManualClock, notice: MakeNotice) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(DeliveryFailed) as failed:
            mailer(closed.getsockname()[1], clock).send(notice(LI, HE))
    assert failed.value.data["persons"] == ["he", "li"]


def test_starttls_and_login(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve(tls_context=server_tls(), require_starttls=True, authenticator=checks, auth_required=True)
    safe = {"host": "localhost", "security": "starttls", "ca": str(CERTIFICATE), "user": "signoff"}
    mailer(port, clock, password="secret", **safe).send(notice(LI))
    assert len(box.mails) == 1
    with pytest.raises(DeliveryFailed, match="535") as failed:
        mailer(port, clock, password="wrong", **safe).send(notice(LI))
    assert not isinstance(failed.value, Undeliverable) and "wrong" not in failed.value.message


def test_tls_from_the_first_byte(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve(implicit=True)
    mailer(port, clock, security="ssl", host="localhost", ca=str(CERTIFICATE)).send(notice(LI))
    assert len(box.mails) == 1


def test_a_certificate_nobody_vouches_for_is_not_trusted(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve(tls_context=server_tls())
    with pytest.raises(DeliveryFailed, match="CERTIFICATE_VERIFY_FAILED"):
        mailer(port, clock, security="starttls", host="localhost").send(notice(LI))
    assert box.mails == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(serve: Serve, clock: ManualClock, notice: MakeNotice) -> None:
    box, port = serve()
    with pytest.raises(DeliveryFailed, match="STARTTLS"):
        mailer(port, clock, security="starttls").send(notice(LI))
    assert box.mails == []


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, "smtp.host is missing"),
        ({"host": "mail"}, "smtp.from is missing"),
        ({"host": "mail", "from": "me"}, "smtp.from is no address"),
        ({"host": "mail", "from": "a@b.c", "security": "tls"}, "smtp.security is 'tls'"),
        ({"host": "mail", "from": "a@b.c", "port": 70000}, "smtp.port is 70000"),
        ({"host": "mail", "from": "a@b.c", "security": "none", "user": "u"}, "would travel unencrypted"),
        ({"host": "mail", "from": "a@b.c", "ca": "/nowhere.pem"}, "smtp.ca cannot be read"),
    ],
)
def test_settings_that_are_wrong_are_refused(settings: dict[str, object], why: str, clock: ManualClock) -> None:
    with pytest.raises(Misconfigured, match=why):
        from_settings(settings, clock)


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(MailServer("mail", user="u", password="secret"))
