"""Settings of a notifier, read with a sentence for each mistake."""

from collections.abc import Mapping

from signoff.engine.errors import Misconfigured
from signoff.engine.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one section: `section` is its name, for what is said about mistakes."""

    section: str
    values: Mapping[str, object]

    def text(self, name: str, default: str = "") -> str:
        """A text; the default where it is missing or empty."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value or default

    def need(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if not value:
            raise Misconfigured(f"the setting {self.section}.{name} is missing", hint=f"Set {self.section}.{name}.")
        return value

    def number(self, name: str, default: float) -> float:
        """A number above zero."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise self._wrong(name, "a number above 0")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts: a list, or one text with spaces between them."""
        value = self.values.get(name)
        if value is None:
            return ()
        if isinstance(value, str):
            return tuple(value.split())
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self._wrong(name, "a list of texts")

    def _wrong(self, name: str, what: str) -> Misconfigured:
        return Misconfigured(f"the setting {self.section}.{name} is not {what}", hint=f"Write {what}.")
