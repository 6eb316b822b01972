"""`docs/reference/cli.md`: every command with its options, from the command line itself."""

from collections.abc import Iterator

import click

from signoff.cli.errors import EXIT_CODES
from signoff.cli.main import SECTIONS, cli
from signoff.cli.messages import speaking

HEAD = """# The command line

`signoff COMMAND --help` says the same. Generated. Data goes to standard output, messages to standard error; `-o json` and
`-o jsonl` are stable and carry a version. `--lang zh`, or `SIGNOFF_LANG=zh`, makes it speak Chinese; codes are never translated.
"""
EXITS = {
    0: "ok",
    1: "failed",
    2: "usage: a wrong call or setting",
    3: "a definition is invalid",
    4: "not found",
    5: "refused",
    6: "the database cannot be reached, or has no tables of this version",
    7: "problems were found (`verify`, `stuck --exit-code`, `people check`)",
    130: "interrupted",
    141: "whoever read the output has gone",
}


def command_line_page() -> str:
    """The whole page."""
    missing = set(EXIT_CODES.values()) - set(EXITS)
    if missing:
        raise ValueError(f"exit codes without a meaning: {sorted(missing)}")
    with speaking("en"):
        root = type(cli).context_class(cli, info_name="signoff", **cli.context_settings)
        body = [line for names in SECTIONS.values() for name in names for line in _command(name, root)]
        shared = _help(cli, root).partition("Definitions (")[0].rstrip()
    exits = [f"| {code} | {meaning} |" for code, meaning in EXITS.items()]
    return "\n".join([HEAD, f"```text\n{shared}\n```\n", "| exit code | meaning |", "|---|---|", *exits, "", *body])


def _command(name: str, parent: click.Context, level: str = "##") -> Iterator[str]:
    assert isinstance(parent.command, click.Group)
    command = parent.command.get_command(parent, name)
    assert command is not None
    context = type(parent)(command, info_name=name, parent=parent)
    yield f"{level} `{context.command_path}`\n"
    yield f"```text\n{_help(command, context)}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(inner, context, level + "#")


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width, context.max_content_width = 100, 100
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
