"""`completion`: the script that makes a shell complete commands, options, cases and workflows."""

from typing import TYPE_CHECKING

import click
from click.shell_completion import get_completion_class

from .options import command
from .screen import write

if TYPE_CHECKING:
    from .app import App

SHELLS = ("bash", "zsh", "fish")


@command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(app: "App", shell: str) -> None:
    """Print the script for a shell."""
    made = get_completion_class(shell)
    assert made is not None
    root = click.get_current_context().find_root().command
    write(made(root, {}, "signoff", "_SIGNOFF_COMPLETE").source().rstrip("\n"))
