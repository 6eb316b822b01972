"""Notices as mail: one plain-text message per person, recognisable when it comes twice."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from typing import TypeAlias, cast

from signoff.engine.clock import Clock
from signoff.engine.errors import DeliveryFailed, Misconfigured, Undeliverable
from signoff.engine.people_data import Person
from signoff.engine.ports import Notice

from .fanout import Fanout
from .mail import BadAddress, address, message
from .mail_server import MailServer, Security
from .options import Options
from .wording import Tongue, one_line, tongue_of

Mail: TypeAlias = tuple[Person, EmailMessage]
CHANNEL = "email"
"""Where a person's address stands: `contact.email`."""


class SmtpNotifier:
    """Sends a notice to each person's `contact.email`, over one connection.

    The Message-ID is made of the notice's key and the person: mail programs show a double once.
    """

    def __init__(self, server: MailServer, *, sender: str, clock: Clock, tongue: Tongue | None = None) -> None:
        try:
            self._sender = address(sender)
        except BadAddress as error:
            raise Misconfigured(f"smtp.from is no address: {error}", hint="Write name@host.") from error
        self._server = server
        self._clock = clock
        self._tongue = tongue or Tongue()

    def send(self, notice: Notice) -> None:
        """Send it; one address that is refused does not keep the others from theirs."""
        fanout = Fanout("smtp", CHANNEL)
        mails = self._written(notice, fanout)
        if mails:
            self._deliver(mails, fanout)
        fanout.close()

    def _written(self, notice: Notice, fanout: Fanout) -> list[Mail]:
        mails: list[Mail] = []
        for person in notice.to:
            to = person.contact.get(CHANNEL)
            try:
                if to:
                    mails.append((person, message(notice, person, self._sender, to, self._tongue, self._clock.now())))
                else:
                    fanout.without_address(person)
            except BadAddress as error:
                fanout.without_address(person, str(error))
        return mails

    def _deliver(self, mails: list[Mail], fanout: Fanout) -> None:
        try:
            server = self._server.connect()
        except (smtplib.SMTPException, OSError) as error:
            # Whoever is refused here is the sender; its people can still be reached once that is mended.
            failure = DeliveryFailed(f"{self._server.host}: {_said(error)}")
            failure.__cause__ = error
            fanout.failed((person for person, _ in mails), failure)
            return
        try:
            for person, mail in mails:
                fanout.attempt([person], partial(self._hand_in, server, mail))
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _hand_in(self, server: smtplib.SMTP, mail: EmailMessage) -> None:
        try:
            server.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            kind = Undeliverable if _final(error) else DeliveryFailed
            raise kind(f"{self._server.host}: {_said(error)}") from error


def from_settings(settings: Mapping[str, object], clock: Clock) -> SmtpNotifier:
    """What the entry point `smtp` of the group `signoff.notifiers` names.

    Reads `host`, `port`, `security` (starttls, ssl, none), `user`, `password`, `from`, `timeout`, `ca` (a file of certificates),
    `language` and `timezone`.
    """
    options = Options("smtp", settings)
    server = MailServer(
        host=options.need("host"),
        port=int(options.number("port", 0)),
        security=cast(Security, options.text("security", "starttls")),
        user=options.text("user"),
        password=options.text("password"),
        timeout=options.number("timeout", 10),
        tls=_trusting(options.text("ca")),
    )
    return SmtpNotifier(server, sender=options.need("from"), clock=clock, tongue=tongue_of(options))


def _trusting(ca: str) -> ssl.SSLContext | None:
    try:
        return ssl.create_default_context(cafile=ca) if ca else None
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured(f"smtp.ca cannot be read: {error}", hint="Give the path of a PEM file.") from error


def _final(error: Exception) -> bool:
    """Whether the server refused this mail for good: every code it gave is a 5xx."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    # The sender is the same for all mails: it is a setting that is wrong, not this person's address.
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _said(error: Exception) -> str:
    """What the server said, as one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(one_line(f"{code} {_text(text)}") for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return one_line(f"{error.smtp_code} {_text(error.smtp_error)}")
    return one_line(str(error) or type(error).__name__)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
