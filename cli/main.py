"""`signoff`: the options of all commands, and the list of commands. What a command needs is loaded when it is called."""

import os
import sys
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

import click

from .app import App
from .helping import Group, Option
from .messages import language_of, speaking
from .options import shared
from .screen import NowhereToWrite, write

SECTIONS = {
    "definitions": ("init", "check", "test", "simulate", "diagram", "schema", "config"),
    "cases": (
        "start",
        "act",
        "claim",
        "release",
        "transfer",
        "delegate",
        "give-back",
        "add-signer",
        "remove-signer",
        "withdraw",
        "take-back",
        "consent-back",
        "decline-back",
        "comment",
        "ask",
        "copy-to",
        "read",
        "hold",
        "edit",
        "inbox",
        "cases",
        "show",
        "fields",
        "sheet",
        "diff",
        "history",
        "verify",
    ),
    "inspection": ("stuck", "why", "fix", "acknowledge", "report"),
    "administration": ("suspend", "resume", "terminate", "jump", "extend", "escalate", "rearm", "retry", "start-branch", "cancel-branch"),
    "operation": (
        "remind",
        "reassign",
        "succeed",
        "hand-over",
        "migrate",
        "workflows",
        "proxy",
        "series",
        "proposals",
        "calendar",
        "archive",
        "worker",
        "tick",
        "doctor",
        "listeners",
        "db",
        "people",
        "completion",
        "demo",
    ),
}
LAZY = {
    "init": ".init:init",
    "check": ".definitions:check",
    "test": ".testing:test",
    "simulate": ".simulate:simulate",
    "diagram": ".definitions:diagram",
    "schema": ".definitions:schema",
    "config": ".config:config",
    "start": ".acting:start",
    "act": ".acting:act",
    "claim": ".acting:claim",
    "release": ".acting:release",
    "transfer": ".acting:transfer",
    "delegate": ".acting:delegate",
    "give-back": ".acting:give_back",
    "add-signer": ".acting:add_signer",
    "remove-signer": ".acting:remove_signer",
    "withdraw": ".acting:withdraw",
    "take-back": ".acting:take_back",
    "consent-back": ".acting:consent_back",
    "decline-back": ".acting:decline_back",
    "comment": ".acting:comment",
    "ask": ".asides:ask",
    "copy-to": ".asides:copy_to",
    "read": ".asides:read",
    "hold": ".asides:hold",
    "fields": ".asides:fields",
    "sheet": ".asides:sheet",
    "diff": ".asides:diff",
    "edit": ".acting:edit",
    "inbox": ".cases:inbox",
    "cases": ".cases:cases",
    "show": ".cases:show",
    "history": ".history:history",
    "verify": ".history:verify",
    "stuck": ".stuck:stuck",
    "why": ".why:why",
    "fix": ".fix:fix",
    "report": ".report:report",
    "remind": ".bulk:remind",
    "reassign": ".bulk:reassign",
    "succeed": ".bulk:succeed",
    "hand-over": ".bulk:hand_over",
    "suspend": ".administering:suspend",
    "resume": ".administering:resume",
    "terminate": ".administering:terminate",
    "jump": ".administering:jump",
    "extend": ".administering:extend",
    "escalate": ".administering:escalate",
    "rearm": ".administering:rearm",
    "acknowledge": ".administering:acknowledge",
    "retry": ".retrying:retry",
    "start-branch": ".administering:start_branch",
    "cancel-branch": ".administering:cancel_branch",
    "migrate": ".migrate:migrate",
    "workflows": ".workflows:workflows",
    "proxy": ".proxies:proxy",
    "series": ".series:series",
    "proposals": ".proposals:proposals",
    "calendar": ".calendars:calendar",
    "archive": ".archive:archive",
    "worker": ".operate:worker",
    "tick": ".operate:tick",
    "doctor": ".doctor:doctor",
    "listeners": ".listeners:listeners",
    "db": ".database:db",
    "people": ".people:people",
    "completion": ".completion:completion",
    "demo": ".demo.command:demo",
}


class Root(Group):
    """The command `signoff`: it speaks the language asked for, and turns every error into its exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line and leave with its exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        app = extra.setdefault("obj", App())
        app.arguments = tuple(arguments)

        def run() -> object:
            extra["windows_expand_args"] = windows_expand_args
            return super(Root, self).main(arguments, prog_name or "signoff", complete_var, False, **extra)

        with speaking(language_of(arguments, app.environ)):
            code = guarded(run, app, arguments)
        if standalone_mode:
            leave(code)
        return code


def guarded(run: Callable[[], object], app: App, arguments: Sequence[str]) -> int:
    """The exit code of a run; what went wrong is told on standard error."""
    try:
        code = run_and_close(run, app)
        if sys.stdout is not None:  # it may have been closed before we began
            sys.stdout.flush()
        return code
    except (Exception, KeyboardInterrupt) as error:
        from .errors import BROKEN_PIPE, exit_code, tell

        error = no_output() if isinstance(error, NowhereToWrite) else error
        code = exit_code(error)
        if code == BROKEN_PIPE:
            hush()
        else:
            note_form(app.flags, arguments)
            tell(error, app.form, app.messages, bool(app.environ.get("SIGNOFF_DEBUG")))
        return code


def run_and_close(run: Callable[[], object], app: App) -> int:
    """Run, and give back what was opened, whatever happened."""
    try:
        done = run()
        return done if isinstance(done, int) else 0
    finally:
        app.close()


def no_output() -> Exception:
    """What is told of an answer that has nowhere to go."""
    from .errors import FAILED, Problem
    from .messages import say

    return Problem("no_output", FAILED, say("hint.no_output"))


def note_form(flags: MutableMapping[str, object], arguments: Sequence[str]) -> None:
    """A call that could not be parsed may have asked for JSON all the same."""
    if "--json" in arguments:
        flags.setdefault("output", "json")
    for number, argument in enumerate(arguments[:-1]):
        if argument in ("-o", "--output") and arguments[number + 1] in ("json", "jsonl"):
            flags.setdefault("output", arguments[number + 1])


def hush() -> None:
    """Whoever read our output has gone: the interpreter must not complain of it either."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(code: int) -> NoReturn:
    """End the process, after what was printed has arrived."""
    sys.exit(code)


def version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """`--version`."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version as installed

        write(f"signoff {installed('signoff')}")
        ctx.exit()


cli = Root(
    "signoff",
    lazy=LAZY,
    sections=SECTIONS,
    own=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[*shared(), Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=version)],
)


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    cli.main()
    raise AssertionError("main leaves the process")
