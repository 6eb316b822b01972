"""Wrong calls of the command line, in the language spoken."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

from .messages import say
from .tongue import in_tongue


def usage_sentence(error: click.ClickException) -> str:
    """What is wrong with the call; click's own words where there are none of ours."""
    if isinstance(error, click.NoSuchOption):
        return say("usage.no_such_option", option=error.option_name) + meant(error.possibilities)
    if isinstance(error, click.MissingParameter):
        return say("usage.missing", what=named(error.param))
    if isinstance(error, click.BadParameter):
        return say("usage.bad_value", what=named(error.param), why=in_tongue(error.message) or error.message)
    return in_tongue(error.format_message()) or error.format_message()


def named(param: click.Parameter | None) -> str:
    """How a person writes this parameter."""
    if param is None:
        return "?"
    if isinstance(param, click.Option):
        return " / ".join(param.opts)
    return param.make_metavar(click.get_current_context(silent=True) or fallback())


def fallback() -> click.Context:
    """A context where there is none any more."""
    return click.Context(click.Command(""))


def meant(possibilities: Iterable[str] | None) -> str:
    """` Did you mean …?` where something is near."""
    found = sorted(possibilities or ())
    return " " + say("usage.meant", names=say("list.or").join(f"`{one}`" for one in found)) if found else ""


def no_such_command(name: str, names: Iterable[str], ctx: click.Context) -> click.UsageError:
    """The error for a command that is not there, with the nearest one."""
    return click.UsageError(say("usage.no_such_command", name=name) + meant(get_close_matches(name, list(names), 1, 0.5)), ctx)
