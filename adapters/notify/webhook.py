"""Notices as signed webhooks: JSON by POST, once to each receiver."""

import json
from collections.abc import Iterable, Mapping
from functools import partial

from signoff.engine.clock import Clock
from signoff.engine.observing import trace_headers
from signoff.engine.people_data import Person
from signoff.engine.ports import Notice

from .fanout import Fanout
from .options import Options
from .posting import Poster, checked
from .signing import Signer
from .wording import Tongue, subject, tongue_of

CHANNEL = "webhook"


class WebhookNotifier:
    """Posts a notice once to each receiver: to a person's own `contact.webhook`, and for all the others to `url`.

    Any 2xx is delivered. Other 4xx and redirects are for good, the rest is tried again. A proxy of the environment is used.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        secrets: Iterable[str],
        clock: Clock,
        timeout: float = 10,
        tongue: Tongue | None = None,
    ) -> None:
        self._url = checked(url) if url else None
        self._signer = Signer(secrets)
        self._clock = clock
        self._tongue = tongue or Tongue()
        self._poster = Poster(timeout)

    def send(self, notice: Notice) -> None:
        """Post it; a receiver that fails does not keep the others from theirs."""
        fanout = Fanout(CHANNEL, CHANNEL)
        for url, persons in self._receivers(notice, fanout).items():
            fanout.attempt(persons, partial(self._post, url, notice, persons))
        fanout.close()

    def _receivers(self, notice: Notice, fanout: Fanout) -> dict[str, tuple[Person, ...]]:
        found: dict[str, tuple[Person, ...]] = {}
        for person in notice.to:
            url = person.contact.get(CHANNEL) or self._url
            if url is None:
                fanout.without_address(person)
            else:
                found[url] = (*found.get(url, ()), person)
        return found

    def _post(self, url: str, notice: Notice, persons: tuple[Person, ...]) -> None:
        content = json.dumps(_content(notice, persons, self._tongue), ensure_ascii=False, separators=(",", ":"), default=str)
        written, now = content.encode(errors="replace"), self._clock.now()
        headers = {"Content-Type": "application/json; charset=utf-8", **self._signer.headers(notice.key, int(now.timestamp()), written)}
        headers |= trace_headers()
        self._poster.post(url, written, headers, now)


def from_settings(settings: Mapping[str, object], clock: Clock) -> WebhookNotifier:
    """What the entry point `webhook` of the group `signoff.notifiers` names; reads `url`, `secrets`, `timeout`, `language`, `timezone`."""
    options = Options(CHANNEL, settings)
    return WebhookNotifier(
        options.text("url") or None,
        secrets=options.texts("secrets"),
        clock=clock,
        timeout=options.number("timeout", 10),
        tongue=tongue_of(options),
    )


def _content(notice: Notice, persons: tuple[Person, ...], tongue: Tongue) -> dict[str, object]:
    return {
        "type": f"notice.{notice.kind}",
        "timestamp": notice.at.isoformat() if notice.at else None,
        "data": {
            "key": notice.key,
            "kind": notice.kind,
            "to": [{"id": person.id, "name": person.name, "contact": _contact(person)} for person in persons],
            "subject": subject(notice, tongue),
            "text": dict(notice.text),
            "case": dict(notice.case),
            **({"items": [dict(item) for item in notice.items]} if notice.items else {}),
        },
    }


def _contact(person: Person) -> dict[str, str]:
    """Addresses of other channels; the webhook's own may hold a token and goes to nobody else."""
    return {channel: address for channel, address in person.contact.items() if channel != CHANNEL}
