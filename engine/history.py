"""The hash chain: events become links that nobody can change unseen, and links become events again.

Each link's hash covers the one before, its header, and the hash of its salted payload. So a payload may be erased by law and
the chain still holds, while any changed, removed, inserted or swapped row breaks it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from .events import FACTS, NAMES, Event, SeatOpened
from .frozen import changed, maker
from .plain import TEXTS, from_plain, parsed, text
from .plain_records import optional
from .plain_texts import Part
from .ports import Link
from .recalled import Recalled

GENESIS = "0" * 64
"""What the first link of a chain follows."""

_link, _event = maker(Link), maker(Event, *(field.name for field in fields(Event) if field.name != "fact"))


def seal(events: Sequence[Event], head: str, salts: Iterator[str]) -> tuple[Link, ...]:
    """The links of these events behind the chain's `head`; each takes one salt."""
    links = []
    for event in events:
        header, payload, salt = _header(event), text(event.fact), next(salts)
        payload_hash = hash_payload(salt, payload)
        link = _link(event, header, payload, salt, payload_hash, head, chain(head, header, payload_hash))
        links.append(link)
        head = link.hash
    return tuple(links)


def opened(header: str, payload: str) -> Event:
    """The event of a stored link; raises KeyError, TypeError or ValueError for texts that are none."""
    plain = _opened(header)
    return Event(fact=from_plain(FACTS[plain.pop("kind")], parsed(payload)), **plain)


def opened_when_asked(kind: str, header: str, payload: str, task: str | None = None) -> Event:
    """The same where most are only asked what happened: the header is read when somebody wants to know more.

    Seats of many cases open in the same words, but for the id of their `task`: those are read once.
    """
    read_once = _opening(payload, task) if task is not None and kind == OPENING else None
    fact = read_once or from_plain(FACTS[kind], parsed(payload))
    return _event(lambda _, name: {**HEADER, **_opened(header)}[name], fact=fact)


def _opening(payload: str, task: str) -> SeatOpened | None:
    """How the seat of this task opened; None where its text does not name the task once, as its own."""
    words = payload.split(f'"task":"{task}"')
    found = OPENINGS['"task":""'.join(words)] if len(words) == 2 else None
    return changed(found, {"task": task}) if found is not None and found.task == "" else None


def _opened(header: str) -> dict[str, Any]:
    plain: dict[str, Any] = parsed(header)
    plain["at"] = datetime.fromisoformat(plain["at"])
    return plain


OPENING = NAMES[SeatOpened]
OPENINGS: Recalled[str, SeatOpened] = Recalled(
    lambda payload: from_plain(SeatOpened, parsed(payload)), most=256, worth=lambda payload: len(payload) < 10_000
)
"""How seats opened, by their texts without the id of a task."""
HEADER = {field.name: field.default for field in fields(Event) if field.default is not MISSING}
"""What a header means that does not say it."""


def chain(previous: str, header: str, payload_hash: str) -> str:
    """The hash of a link."""
    before, head, payload = previous.encode(), header.encode(), payload_hash.encode()
    return sha256(b"".join((LENGTHS[len(before)], before, LENGTHS[len(head)], head, LENGTHS[len(payload)], payload))).hexdigest()


def hash_payload(salt: str, payload: str) -> str:
    """What the chain keeps of a payload."""
    salted, kept = salt.encode(), payload.encode()
    return sha256(b"".join((LENGTHS[len(salted)], salted, LENGTHS[len(kept)], kept))).hexdigest()


def broken(links: Iterable[Link], root: str, head: str) -> Iterator[tuple[int, str]]:
    """Where a chain does not hold: (sequence number, what is wrong). `head` is what the root row says."""
    previous, expected = GENESIS, 1
    for link in links:
        seq = link.event.seq
        for wrong in _wrong(link, root, previous, expected):
            yield seq, wrong
        previous, expected = link.hash, seq + 1
    if previous != head:
        yield expected - 1, "head"


def _wrong(link: Link, root: str, previous: str, expected: int) -> Iterator[str]:
    event = link.event
    if event.seq != expected:
        yield "sequence"
    if event.root != root:
        yield "root"
    if link.previous != previous:
        yield "previous"
    # Only a payload that is gone, its salt with it, may be missing from its hash.
    if (link.salt or link.payload) and hash_payload(link.salt, link.payload) != link.payload_hash:
        yield "payload"
    if chain(link.previous, link.header, link.payload_hash) != link.hash:
        yield "hash"
    known: Mapping[str, object] = columns(event)
    if any(known.get(name, value) != value for name, value in link.stored.items()):
        yield "columns"


def columns(event: Event) -> dict[str, object]:
    """What a store may keep of the header in columns of its own, beside the header's text."""
    return {"root": event.root, "seq": event.seq, "case": event.case, "kind": event.kind, "at": event.at, "actor": event.actor}


LENGTHS: Recalled[int, bytes] = Recalled(lambda length: length.to_bytes(8, "big"))
"""What is hashed stands behind its length in bytes, so that what follows one another cannot be parted otherwise."""

_header = TEXTS.writer(
    [
        Part("kind", "kind", str),
        *(Part(of, of, hint, MISSING if optional(hint) is hint else None) for of, hint in Event.__annotations__.items() if of != "fact"),
    ]
)
"""The text of an event without its fact; what is None is left out."""
