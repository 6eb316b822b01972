"""Kinds of values that options are given, refused with a sentence where they are none."""

import math
from typing import TYPE_CHECKING, Any

import click

from .messages import say
from .times import MOST
from .width import cut

if TYPE_CHECKING:
    from signoff.engine.durations import Duration

COUNT = click.IntRange(1, 100_000)
"""How many rows, at most."""


class Seconds(click.FloatRange):
    """A number of seconds; click lets `nan` through every range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        found = float(super().convert(value, param, ctx))
        if math.isnan(found):
            self.fail(say("usage.seconds", given=value, least=f"{self.min:g}", most=f"{self.max:g}"), param, ctx)
        return found


class Age(click.ParamType[Any]):
    """A duration as workflows write it: `5d`, `8h`, `3wd`."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> "Duration":
        """The duration."""
        from signoff.engine.durations import LIMITS, WRITTEN, Duration, Unit

        if isinstance(value, Duration):
            return value
        try:
            return Duration.parse(str(value))
        except ValueError:
            written, given = WRITTEN.match(str(value)), cut(str(value), MOST)
            if written is None:
                self.fail(say("usage.duration", given=given), param, ctx)
            unit = Unit(written[2])
            self.fail(say("usage.duration_beyond", given=given, most=f"{LIMITS[unit]}{unit}"), param, ctx)
