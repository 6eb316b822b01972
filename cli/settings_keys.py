"""The one table of settings: what each is called, what it may be, and what holds where nobody says anything."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias
from zoneinfo import ZoneInfo

from signoff.engine.frozen import dataclass

Value: TypeAlias = "str | int | float | tuple[str, ...] | None"
Read: TypeAlias = Callable[[object, bool], Value]
"""From what is written to the value. True: it is a text from a flag or the environment, where a number looks like any other text.

Raises ValueError for what it cannot be.
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: `what` finishes the sentence "write …"."""

    what: str
    read: Read


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. A path in a file is meant from the file's folder; a secret is never shown."""

    name: str
    kind: Kind
    default: Value = None
    secret: bool = False
    path: bool = False

    @property
    def variable(self) -> str:
        """Its name in the environment: `SIGNOFF_SMTP_HOST`."""
        return "SIGNOFF_" + self.name.upper().replace(".", "_")


def _text(written: object, from_text: bool) -> Value:
    if not isinstance(written, str) or not written.strip() or "\0" in written:
        raise ValueError
    return written


def _texts(written: object, from_text: bool) -> Value:
    items = written.split() if isinstance(written, str) else written
    if not isinstance(items, list) or not items or not all(isinstance(item, str) and item for item in items):
        raise ValueError
    return tuple(items)


def _number(written: object, from_text: bool) -> Value:
    found = float(written) if from_text and isinstance(written, str) else written
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= 86_400:
        raise ValueError
    return int(found) if found == int(found) else found


def _port(written: object, from_text: bool) -> Value:
    found = int(written) if from_text and isinstance(written, str) and written.isascii() else written
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= 65_535:
        raise ValueError
    return found


def _zone(written: object, from_text: bool) -> Value:
    name = _text(written, from_text)
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, OSError) as error:
        raise ValueError from error


def _url(written: object, from_text: bool) -> Value:
    url = _text(written, from_text)
    if "://" not in str(url):
        raise ValueError
    return url


def _age(written: object, from_text: bool) -> Value:
    age = _text(written, from_text)
    if not re.fullmatch(r"[1-9]\d{0,3}[dm]|never", str(age)):
        raise ValueError
    return age


def one_of(*words: str) -> Kind:
    """One of a few words."""

    def read(written: object, from_text: bool) -> Value:
        if not isinstance(written, str) or written not in words:
            raise ValueError
        return written

    return Kind(f"one of {', '.join(words)}", read)


TEXT = Kind("a text", _text)
PATH = Kind("a path", _text)
TEXTS = Kind("a list of texts", _texts)
SECONDS = Kind("a number of seconds above 0 and at most a day, such as 5", _number)
PORT = Kind("a port from 1 to 65535", _port)
ZONE = Kind("a time zone such as Asia/Shanghai", _zone)
BROKER = Kind("the URL of a broker such as amqp://user@host/vhost or redis://host/0", _url)
URL = Kind("a URL such as sqlite:///signoff.db or postgresql+psycopg:///app", _url)

AGE = Kind("a number of days or months such as 30d or 6m, or never", _age)

KEYS: tuple[Key, ...] = (
    Key("db", URL, path=True),
    Key("workflows", PATH, "workflows", path=True),
    Key("people", PATH, path=True),
    Key("calendars", PATH, path=True),
    Key("policies", PATH, path=True),
    Key("policy", TEXT),
    Key("directory", TEXT, "static"),
    Key("timezone", ZONE, "UTC"),
    Key("language", one_of("zh", "en"), "en"),
    Key("tenant", TEXT, "default"),
    Key("as", TEXT),
    Key("node", TEXT),
    Key("tick", SECONDS, 5),
    Key("logging.format", one_of("text", "json"), "text"),
    Key("metrics.port", PORT),
    Key("metrics.address", TEXT, "127.0.0.1"),
    Key("retention.requests", AGE, "30d"),
    Key("retention.deliveries", AGE, "30d"),
    Key("retention.attempts", AGE, "90d"),
    Key("dispatcher", TEXT),
    Key("celery.broker", BROKER, secret=True),
    Key("celery.queue", TEXT, "signoff"),
    Key("celery.patience", SECONDS, 300),
    Key("procrastinate.queue", TEXT, "signoff"),
    Key("procrastinate.patience", SECONDS, 300),
    Key("wake", one_of("yes", "no"), "yes"),
    Key("notify.default", TEXTS, ("log",)),
    Key("smtp.host", TEXT),
    Key("smtp.port", PORT),
    Key("smtp.security", one_of("starttls", "ssl", "none"), "starttls"),
    Key("smtp.user", TEXT),
    Key("smtp.password", TEXT, secret=True),
    Key("smtp.from", TEXT),
    Key("smtp.ca", PATH, path=True),
    Key("smtp.timeout", SECONDS, 10),
    Key("webhook.url", TEXT, secret=True),
    Key("webhook.secrets", TEXTS, secret=True),
    Key("webhook.timeout", SECONDS, 10),
)
BY_NAME: Mapping[str, Key] = {key.name: key for key in KEYS}
SECTIONS = frozenset(key.name.partition(".")[0] for key in KEYS if "." in key.name)

PLUGINS = "plugins"
"""The table of the settings of plug-ins, by their names: what stands in there is theirs to judge."""
