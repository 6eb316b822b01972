"""Commands whose help is in the language spoken, whose options may be written anywhere, and which load when they are needed."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from .messages import find, say
from .screen import write
from .usage import no_such_command
from .width import pad, width, wrap


class Formatter(click.HelpFormatter):
    """Click's formatter, by columns of a terminal instead of characters."""

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.write(f"{' ' * self.current_indent}{heading}{say('help:colon')}\n")

    def write_text(self, text: str) -> None:
        """A paragraph, wrapped."""
        room = max(self.width - self.current_indent, 11)
        for number, paragraph in enumerate(text.split("\n\n")):
            lines = wrap(" ".join(paragraph.split()), room) if not paragraph.startswith("\b") else paragraph[1:].lstrip("\n").split("\n")
            self.write("\n" * (number > 0) + "".join(f"{' ' * self.current_indent}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names with their meaning, in two columns."""
        rows = list(rows)
        left = min(max(width(name) for name, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, meaning in rows:
            lines = wrap(meaning, max(self.width - left - self.current_indent, 20))
            if width(name) > left - col_spacing:
                self.write(f"{indent}{name}\n")
                name = ""
            self.write(f"{indent}{pad(name, left)}{lines[0]}".rstrip() + "\n")
            self.write("".join(f"{indent}{' ' * left}{line}\n" for line in lines[1:]))


class Context(click.Context):
    """A context that writes help with our formatter."""

    formatter_class = Formatter


class Option(click.Option):
    """An option whose `help` is a key of the catalogue: `opt.NAME` unless another one is given."""

    def __init__(self, names: Sequence[str], *, help: str | None = None, **more: Any) -> None:
        super().__init__(names, help=help, **more)
        self.key = help or f"opt.{self.name}"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The two columns of the help page."""
        self.help = say(self.key)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command that looks its help up by its name: `help.NAME`, with `more.NAME` behind it where that is."""

    context_class = Context

    def __init__(self, *args: Any, own: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        taken = {name for param in self.params for name in param.opts}
        self.params += [option for option in everywhere() if own and not taken & set(option.opts)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, for the cases that are meant by what was given."""
        from .numbers import resolved

        resolved(ctx, self.params)
        return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The sentence for the list of commands."""
        return say(f"help.{key_of(self)}")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Usage:` and how to call."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), say("help:usage"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, and what else there is to know."""
        more = find(f"more.{key_of(self)}")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(f"help.{key_of(self)}") + (f"\n\n{say(f'more.{key_of(self)}')}" if more else ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options."""
        found = [param.get_help_record(ctx) for param in self.get_params(ctx) if not isinstance(param, click.Argument)]
        with formatter.section(say("help:options")):
            formatter.write_dl([record for record in found if record])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, in the language spoken."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("opt.help")
        return option


def wanted() -> None:
    """A group was called: where no command is named, its page is shown, as for any wrong call."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        write(ctx.get_help(), err=True)
        ctx.exit(2)


def key_of(command: click.Command) -> str:
    """The catalogue's name of a command: `db.upgrade` for one inside a group."""
    return str(getattr(command, "key", None) or command.name)


def everywhere() -> list[Option]:
    """The options of `signoff` itself, which may also stand behind a command; there they are not listed again."""
    from .options import shared

    return shared(hidden=True)


class Group(Command, click.Group):
    """A group of commands that load when they are called: name → `module:attribute`."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], sections: Mapping[str, Sequence[str]], **more: Any) -> None:
        super().__init__(*args, invoke_without_command=True, subcommand_metavar="COMMAND [ARGS]...", callback=wanted, **more)
        self.lazy = lazy
        self.sections = sections

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help page."""
        return [name for names in self.sections.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, loaded now."""
        place = self.lazy.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        found = getattr(import_module(module, __package__), attribute)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion where there is no such command."""
        if args and args[0] not in self.lazy and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise no_such_command(args[0], self.lazy, ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands by section; nothing is loaded for it."""
        super().format_options(ctx, formatter)
        prefix = "" if ctx.parent is None else f"{key_of(self)}."
        for section, names in self.sections.items():
            with formatter.section(say(f"help:{section}")):
                formatter.write_dl([(name, say(f"help.{prefix}{name}")) for name in names])
