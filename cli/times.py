"""Instants for people: with their offset, and how long ago or ahead they are."""

import re
from datetime import date, datetime, timedelta, tzinfo

import click

from .messages import say
from .width import cut

QUOTED = re.compile(r"`[^`]*`|“[^”]*”")
WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*")
DAY = timedelta(days=1)
MOST = 80
"""So much of what somebody has typed is said back."""
STEPS = ((60, 1, "second"), (3600, 60, "minute"), (2 * 86400, 3600, "hour"), (60 * 86400, 86400, "day"), (730 * 86400, 30 * 86400, "month"))


def stamp(instant: datetime, zone: tzinfo | None, seconds: bool = False) -> str:
    """`2026-05-21 17:30 +08:00`, in the zone given (None: that of the machine)."""
    local = instant.astimezone(zone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M}{f':{local:%S}' if seconds else ''} {offset[:3]}:{offset[3:5]}"


def iso(instant: datetime, zone: tzinfo | None) -> str:
    """ISO 8601 with the offset of the zone, to the microsecond where it has any: a key must be the one that is stored."""
    return instant.astimezone(zone).isoformat()


def span(length: timedelta) -> str:
    """A length in its largest fitting unit, rounded down: `3 d`, `3 天`."""
    seconds = int(abs(length.total_seconds()))
    for below, unit, name in STEPS:
        if seconds < below:
            return say(f"span.{name}", n=seconds // unit)
    return say("span.year", n=seconds // (365 * 86400))


def age(instant: datetime, now: datetime) -> str:
    """`3 d ago`, `in 2 h`, `now`."""
    gone = now - instant
    if abs(gone.total_seconds()) < 1:
        return say("age.now")
    return say("age.ago" if gone > timedelta(0) else "age.ahead", span=span(gone))


def localised(text: str, zone: tzinfo | None) -> str:
    """A sentence with the instants in it, as the engine writes them, in the zone; what it quotes stays as somebody has typed it.

    >>> from datetime import UTC
    >>> localised("possible again from 2026-06-01T01:00:00Z", UTC)
    'possible again from 2026-06-01 01:00 +00:00'
    >>> localised("`2026-06-01T01:00:00Z` is no key", UTC)
    '`2026-06-01T01:00:00Z` is no key'
    """
    pieces, at = [], 0
    for quoted in QUOTED.finditer(text):
        pieces += [WRITTEN.sub(lambda found: _stamped(found.group(), zone), text[at : quoted.start()]), quoted.group()]
        at = quoted.end()
    return "".join([*pieces, WRITTEN.sub(lambda found: _stamped(found.group(), zone), text[at:])])


def _stamped(text: str, zone: tzinfo | None) -> str:
    """What only looks like an instant (`2026-13-01T00:00Z`, as somebody typed it) stays as it is."""
    try:
        return stamp(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        return text


def instant_of(option: str, given: str, zone: tzinfo | None = None) -> datetime:
    """The instant that an option was given: ISO 8601, a day (`2026年11月26日`, too), or as `stamp` writes it.

    Without an offset it stays so, or is in the zone.

    Raises BadOptionUsage for anything else.
    """
    try:
        found = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", plain(given)))
        found = found if found.tzinfo is not None or zone is None else found.replace(tzinfo=zone)
        (found - DAY, found + DAY)  # elsewhere it is the day before, or after
    except (ValueError, OverflowError) as error:
        key = "usage.instant_beyond" if isinstance(error, OverflowError) else "usage.instant"
        raise click.BadOptionUsage(option, say(key, given=cut(given, MOST))) from None
    return found


def day_of(given: str) -> date | None:
    """The day, where a text is a day and no instant.

    >>> day_of("2026年11月26日"), day_of("2026-11-26T09:00")
    (datetime.date(2026, 11, 26), None)
    """
    try:
        return date.fromisoformat(plain(given))
    except ValueError:
        return None


def plain(given: str) -> str:
    """A text with the day in it as ISO 8601 has it."""
    return CHINESE.sub(lambda found: "{:0>4}-{:0>2}-{:0>2} ".format(*found.groups()), given).strip()
