"""What a host can ask of number series: counters, the register, and setting a counter."""

from . import given, registers
from .registers import NumberView, SeriesView
from .service import Service


class NumberDesk:
    """The part of a desk that is about number series. A number of a case is declared void by `void_number`."""

    _service: Service
    _trusted: bool

    def series(self, name: str | None = None) -> tuple[SeriesView, ...]:
        """Every counter of every series, or of one, with what is missing in the register; raises NotFound for an unknown name."""
        return registers.series_views(self._service, name)

    def numbers(self, series: str, *, period: str | None = None) -> tuple[NumberView, ...]:
        """The register of a series (文号登记簿), or of one of its counters: every number that was ever given, void ones too."""
        return registers.numbers(self._service, series, period)

    def set_series(self, series: str, *, next: int, by: str, reason: str, period: str = "") -> SeriesView:
        """Let a counter go on with `next`, as an administrator; `period` is that of the counter: `2026`, `2026/reply`.

        Raises Refused (`not_admin`, `comment_required`, `period_invalid`, `number_taken`), NotFound.
        """
        given.text("series", series)
        return registers.set_series(self._service, series, period, next, by, reason, trusted=self._trusted)
