"""Rows of the kind `call`: the effect of a plug-in that a workflow names, in the version that its definition is pinned to."""

from collections.abc import Mapping
from datetime import datetime

from signoff.engine.calls import json_value
from signoff.engine.errors import DeliveryFailed, Undeliverable
from signoff.engine.ports import CallableEffect, Delivery, EffectCall


class Calls:
    """Calls effects. `effects` are those there are in this process: name to version and function."""

    def __init__(self, effects: Mapping[str, tuple[str, CallableEffect]]) -> None:
        self._effects = dict(effects)

    @property
    def versions(self) -> dict[str, str]:
        """Which there are, in which version."""
        return {name: version for name, (version, _) in self._effects.items()}

    def __call__(self, row: Delivery) -> None:
        """Call the effect; raises what it raises, DeliveryFailed where it is not there, Undeliverable for a row that is no call."""
        name, given = row.payload.get("effect"), row.payload.get("values", {})
        if not isinstance(name, str) or not isinstance(given, Mapping):
            raise Undeliverable("the row is no call: it needs effect and values")
        if "error" in row.payload:
            raise Undeliverable(f"what `{name}` is given could not be worked out: {row.payload['error']}")
        self._effect(name, row.payload.get("version"))(call_of(row, name, given))

    def _effect(self, name: str, version: object) -> CallableEffect:
        installed, effect = self._effects.get(name, (None, None))
        if effect is not None and version in (None, installed):
            return effect
        told = f"there is no effect `{name}` here" if effect is None else f"the effect `{name}` is version {installed} here, not {version}"
        needed = f" in version {version}" if version is not None else ""
        raise DeliveryFailed(f"{told}: it is left to a process that has it{needed}")


def call_of(row: Delivery, name: str, given: Mapping[str, object]) -> EffectCall:
    """The call of a row."""
    case, at = row.payload.get("case", {}), row.payload.get("at")
    return EffectCall(
        key=row.key,
        effect=name,
        tenant=row.tenant,
        case=dict(case) if isinstance(case, Mapping) else {},
        values={name: json_value(value) for name, value in given.items()},
        actor=str(row.payload.get("actor", "")),
        at=datetime.fromisoformat(at) if isinstance(at, str) else row.at,
        tries=row.tries,
    )
