"""Where mail is handed in: reached over TLS, logged in."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address
from typing import Literal, TypeAlias

from signoff.engine.errors import Misconfigured
from signoff.engine.frozen import dataclass

Security: TypeAlias = Literal["starttls", "ssl", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "ssl": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how to reach it. A password never travels unencrypted, except to this machine itself."""

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 10
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        if self.security not in PORTS:
            raise Misconfigured(f"smtp.security is {self.security!r}", hint=f"Write one of {', '.join(PORTS)}.")
        if not 0 <= self.port <= 65535:
            raise Misconfigured(f"smtp.port is {self.port}", hint="Write a port from 1 to 65535.")
        if self.user and self.security == "none" and not _local(self.host):
            raise Misconfigured(
                f"the password for {self.host} would travel unencrypted",
                hint="Set smtp.security to starttls or ssl, or take out smtp.user.",
            )

    def connect(self) -> smtplib.SMTP:
        """A connection that is encrypted and logged in, as far as it is meant to be."""
        tls = self.tls or ssl.create_default_context()
        port = self.port or PORTS[self.security]
        if self.security == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, port, timeout=self.timeout, context=tls)
        else:
            server = smtplib.SMTP(self.host, port, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls(context=tls)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
