"""A mail made of a notice: no header can be smuggled in, and two tries of one notice are the same mail."""

import hashlib
import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from signoff.engine.people_data import Person
from signoff.engine.ports import Notice

from .wording import Tongue, body, one_line, subject

# Without 8BITMIME in the way: quoted-printable or base64, whichever is shorter.
POLICY = SMTP.clone(cte_type="7bit")
USER = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""The addresses that are in use: no quoting, no comments, no lists."""


class BadAddress(ValueError):
    """What is written is not one mail address."""


def address(written: str, name: str = "") -> Address:
    """One address, its domain in ASCII; raises BadAddress for anything else."""
    user, _, domain = written.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    if not USER.fullmatch(user) or not DOMAIN.fullmatch(ascii_domain):
        raise BadAddress(f"{one_line(written, 60)!r} is not a mail address")
    try:
        return Address(one_line(name, 60), user, ascii_domain)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress(f"{one_line(written, 60)!r} is not a mail address") from error


def message(notice: Notice, person: Person, sender: Address, to: str, tongue: Tongue, now: datetime) -> EmailMessage:
    """The mail to one person."""
    mail = EmailMessage(POLICY)
    mail["From"] = sender
    mail["To"] = address(to, person.name)
    mail["Subject"] = subject(notice, tongue)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(notice.key, person.id, sender.domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body(notice, tongue), charset="utf-8")
    return mail


def message_id(key: str, person: str, domain: str) -> str:
    """The same for every try of one notice to one person, and for nothing else."""
    digest = hashlib.sha256(f"{len(key)}:{key}{person}".encode(errors="surrogatepass")).hexdigest()[:40]
    return f"<{digest}@{domain}>"
