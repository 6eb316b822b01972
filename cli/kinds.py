"""Kinds of values that options are given, refused with a sentence where they are none."""

import math
from typing import TYPE_CHECKING, Any

import click

from .messages import say

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
        from signoff.engine.durations import Duration

        if isinstance(value, Duration):
            return value
        try:
            return Duration.parse(str(value))
        except ValueError:
            self.fail(say("usage.duration", given=value), param, ctx)
