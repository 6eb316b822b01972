"""One notice, several receivers: each gets its chance, and what went wrong is told at the end."""

import logging
from collections.abc import Callable, Iterable, Mapping

from signoff.engine.errors import DeliveryFailed, Undeliverable
from signoff.engine.people_data import Person

LOG = logging.getLogger("signoff.notify")


class Fanout:
    """Collects the outcome of each receiver; `close` raises what the deliverer must know, naming who is still to be reached.

    Persons without an address are reported to the log; they make the notice undeliverable only where nobody else is left.
    """

    def __init__(self, channel: str, address: str) -> None:
        self._channel = channel
        self._address = address
        self._reached = 0
        self._unaddressed: list[str] = []
        self._again: dict[str, DeliveryFailed] = {}
        self._never: dict[str, Undeliverable] = {}

    def without_address(self, person: Person, why: str = "no address") -> None:
        """This person cannot be reached by this channel at all."""
        LOG.warning("%s: %s (%s)", self._channel, person.id, why, extra={"code": "no_address", "person": person.id})
        self._unaddressed.append(f"{person.id} ({why})")

    def attempt(self, persons: Iterable[Person], send: Callable[[], object]) -> None:
        """Send to these persons; a DeliveryFailed is kept for later, anything else is a bug and flies."""
        persons = tuple(persons)
        try:
            send()
        except DeliveryFailed as error:
            self.failed(persons, error)
        else:
            self._reached += len(persons)

    def failed(self, persons: Iterable[Person], error: DeliveryFailed) -> None:
        """These persons were not reached."""
        for person in persons:
            if isinstance(error, Undeliverable):
                self._never[person.id] = error
            else:
                self._again[person.id] = error

    def close(self) -> None:
        """Raise DeliveryFailed if anybody may be reached later, Undeliverable if somebody never will be; else nothing."""
        if self._again:
            waits = [wait for e in self._again.values() if isinstance(wait := e.data.get("retry_after"), int | float)]
            again: dict[str, object] = {"persons": sorted(self._again), "never": sorted(self._never)}
            raise DeliveryFailed(_sentence(self._again), data=again | ({"retry_after": max(waits)} if waits else {}))
        if self._never:
            hint = next(iter(self._never.values())).hint
            raise Undeliverable(_sentence(self._never), hint=hint, data={"persons": sorted(self._never)})
        if self._unaddressed and not self._reached:
            hint = f"Add `contact: {{{self._address}: …}}` to the people file."
            raise Undeliverable(f"nobody can be reached by {self._channel}: {', '.join(self._unaddressed)}", hint=hint)


def _sentence(errors: Mapping[str, DeliveryFailed]) -> str:
    whom: dict[str, list[str]] = {}
    for person, error in errors.items():
        whom.setdefault(error.message, []).append(person)
    return "; ".join(f"{', '.join(persons)}: {message}" for message, persons in whom.items())
