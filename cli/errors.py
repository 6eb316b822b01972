"""What went wrong, told to people and to programs: one table from the families of errors to exit codes."""

import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from signoff.engine.errors import (
    ArchiveUnavailable,
    Corrupt,
    DirectoryUnavailable,
    Finding,
    InvalidWorkflow,
    Misconfigured,
    NotFound,
    Reason,
    Refused,
    SignoffError,
    Stale,
    StoreUnavailable,
)

from .messages import label, said, say
from .misfits import named, needed, place
from .output import dumps, headed
from .screen import BOLD, DIM, RED, YELLOW, ReaderGone, Screen, write
from .times import localised
from .tongue import in_tongue, reason_of
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.inspect import Note

OK, FAILED, USAGE, INVALID, NOT_FOUND, REFUSED, NO_DATABASE, PROBLEMS, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 4, 5, 6, 7, 130, 141

EXIT_CODES: Mapping[type[BaseException], int] = {
    click.UsageError: USAGE,
    click.ClickException: FAILED,
    InvalidWorkflow: INVALID,
    NotFound: NOT_FOUND,
    Refused: REFUSED,
    Stale: REFUSED,
    StoreUnavailable: NO_DATABASE,
    Misconfigured: USAGE,
    DirectoryUnavailable: FAILED,
    ArchiveUnavailable: FAILED,
    Corrupt: FAILED,
    SignoffError: FAILED,
    click.Abort: INTERRUPTED,
    KeyboardInterrupt: INTERRUPTED,
    ReaderGone: BROKEN_PIPE,
    BrokenPipeError: BROKEN_PIPE,
    OSError: FAILED,
}
"""The first class of an error's ancestry that stands here gives the exit code; anything else is a bug, and 1."""


MANIFOLD = ("database_unavailable", "misconfigured", "archive_unavailable", "bad_setting")
"""Codes that stand for many sentences, so that the sentence itself is told in the language spoken."""


class Problem(SignoffError):
    """The command line itself has something to say, with an exit code of its own."""

    def __init__(self, code: str, exit_code: int = FAILED, hint: str | None = None, **facts: object) -> None:
        super().__init__(say(f"problem.{code}", **facts), code=code, hint=hint, data=facts)
        self.exit_code = exit_code


def exit_code(error: BaseException) -> int:
    """The exit code of an error."""
    if isinstance(error, Problem):
        return error.exit_code
    return next((EXIT_CODES[cls] for cls in type(error).__mro__ if cls in EXIT_CODES), FAILED)


def tell(error: BaseException, form: str, screen: Screen, debug: bool = False) -> None:
    """Say on standard error what went wrong: a few lines for people, one JSON object where JSON was asked for."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        write(say("error.interrupted"), err=True)
    elif form in ("json", "jsonl"):
        write(dumps({**headed("error"), **facts_of(error)}, screen.zone), err=True)
    else:
        for line in lines_of(error, screen):
            write(line, err=True)
    if debug and not isinstance(error, click.exceptions.ClickException | click.Abort):
        write("".join(traceback.format_exception(error)).rstrip(), err=True)


def facts_of(error: BaseException) -> dict[str, object]:
    """The error as JSON."""
    facts: dict[str, object] = {"code": code_of(error), "message": sentence(error), "hint": hint_of(error), "exit_code": exit_code(error)}
    if isinstance(error, SignoffError):
        facts["data"] = error.data
    if isinstance(error, Refused):
        facts |= {"reasons": error.reasons, "who_could": error.who_could}
    if isinstance(error, InvalidWorkflow):
        facts["findings"] = error.findings
    return facts


def code_of(error: BaseException) -> str:
    """The stable code: the engine's own, `usage` for a wrong call, `unexpected` for a bug."""
    if isinstance(error, SignoffError):
        return error.code
    if isinstance(error, click.UsageError):
        return "usage"
    return "failed" if isinstance(error, click.ClickException | OSError) else "unexpected"


def lines_of(error: BaseException, screen: Screen) -> list[str]:
    """The error for people: what, why, what to do, who could."""
    if isinstance(error, InvalidWorkflow):
        return invalid(error, screen)
    refused = exit_code(error) == REFUSED
    head, tone = (say("error.refused"), YELLOW) if refused else (say("error.error"), RED)
    made = []
    for code, told, hint in told_of(error):
        first, *more = wrap(f"{head}{localised(told, screen.zone)} [{code}]", screen.columns or 10_000, "  ")
        lines = [screen.paint(head, tone, BOLD) + first.removeprefix(head), *more]
        made += [*lines[:-1], lines[-1].replace(f"[{code}]", screen.paint(f"[{code}]", DIM))]
        made += indented(say("error.hint"), hint, screen)
    if isinstance(error, Refused) and error.who_could:
        made += indented(say("error.who_could"), say("list.comma").join(error.who_could), screen)
    return made


def told_of(error: BaseException) -> list[tuple[str, str, str | None]]:
    """Code, sentence and hint: of every reason for a refusal, of anything else the one."""
    if not isinstance(error, Refused):
        return [(code_of(error), sentence(error), hint_of(error))]
    return [(one.code, reason_sentence(one), reason_hint(one)) for one in error.reasons]


def invalid(error: InvalidWorkflow, screen: Screen) -> list[str]:
    """Every finding of a definition, as `signoff check` would show it."""
    from .findings import shown

    return [line for finding in error.findings for line in shown(finding, text_of(finding), screen)]


def text_of(finding: Finding) -> str:
    """The file a finding is about; nothing where it cannot be read."""
    try:
        with open(finding.file, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def indented(name: str, text: str | None, screen: Screen) -> list[str]:
    """A line below the error, wrapped on a terminal."""
    if not text:
        return []
    return [f"  {line}" for line in wrap(f"{name}{localised(text, screen.zone)}", (screen.columns or 10_000) - 2, "  ")]


WORDED = ("comment_required", "comment_too_large", "comment_invalid")
"""What is wrong with words, whatever the command calls them: a comment, a reason, a text."""


def family(code: str, data: Mapping[str, object]) -> str:
    """What a code is called in the catalogue: without its details, `days_required` as `field_required`."""
    bare = code.partition(":")[0]
    if bare in WORDED and data.get("option"):
        return bare.replace("comment", str(data["option"]))
    ending = bare.rpartition("_")[2]
    return f"field_{ending}" if data.get("field") and ending in ("required", "invalid") else bare


def facts(code: str, data: Mapping[str, object]) -> dict[str, object]:
    """The facts that a sentence may need; lists as people write them, an empty one as a dash."""
    comma = say("list.comma")
    written = {name: comma.join(map(str, value)) or "—" if isinstance(value, list | tuple) else value for name, value in data.items()}
    fields = {"named": named(data), "place": place(data)} if data.get("field") else {}
    return {**written, **fields, "detail": code.partition(":")[2].strip("[]")}


def reason_sentence(reason: Reason) -> str:
    """Why something is refused, in the language spoken: by its code, else as the workflow says it, else in the engine's own words."""
    key, given = f"refused.{family(reason.code, reason.data)}", facts(reason.code, reason.data)
    told = reason.data.get("say")
    own = label(told, reason.message) if isinstance(told, Mapping) else in_tongue(reason.message) or reason.message
    return said(f"{key}.of", said(key, own, **given), **given)


def told_by_code(code: str, message: str) -> str:
    """The same where only the code and the engine's sentence are left, as in what was tried before."""
    bare, _, ending = code.rpartition("_")
    known = {"field": bare} if ending == "required" and said(f"refused.{code}", "") == "" else {}
    return reason_sentence(Reason(code, message, data=known))


def reason_hint(reason: Reason) -> str | None:
    """What to do about it; where a list of what there is would be empty, the sentence for that (`….none`)."""
    if fits := needed(reason.data):
        return fits
    key, given = f"hint.{family(reason.code, reason.data)}", facts(reason.code, reason.data)
    own = said(key, in_tongue(reason.hint) or reason.hint or "", **given)
    nothing = any(isinstance(value, list | tuple) and not value for value in reason.data.values())
    return (said(f"{key}.none", own, **given) if nothing else own) or None


def sentence(error: BaseException) -> str:
    """What went wrong, in one sentence."""
    if isinstance(error, SignoffError):
        if isinstance(error, Problem):
            return error.message
        if isinstance(error, InvalidWorkflow):
            return first_of(error)
        told = in_tongue(error.message) if error.code in MANIFOLD else None
        own = in_tongue(error.message) or error.message
        return brief(told or said(f"code.{error.code}", own, **facts(error.code, error.data)), error.data)
    if isinstance(error, click.ClickException):
        from .usage import usage_sentence

        return usage_sentence(error)
    if isinstance(error, OSError):
        return f"{reason_of(error)}{f': {error.filename}' if error.filename else ''}"
    return say("error.unexpected", error=f"{type(error).__name__}: {error}")


def noted(note: "Note") -> str:
    """What could not be looked at, in one sentence."""
    return said(f"code.{note.code}", in_tongue(note.message) or note.message, **facts(note.code, note.data))


def first_of(error: InvalidWorkflow) -> str:
    """The first finding of a definition with its place, and how many more there are."""
    first, others = error.findings[0], len(error.findings) - 1
    told = f"{first.file or 'workflow'}:{first.line}:{first.column}: {in_tongue(first.message) or first.message}"
    return told + (say("error.more", n=others) if others else "")


NAMED = ("case", "name")
LONGEST = 200
"""So long a key may be; of what is longer, and cannot be one, a sentence says no more than the beginning."""


def brief(told: str, data: Mapping[str, object]) -> str:
    """The sentence without the rest of a name that nothing can have."""
    for name in (value for key, value in data.items() if key in NAMED and isinstance(value, str) and len(value) > LONGEST):
        for written in (name, repr(name)[1:-1]):
            told = told.replace(written, f"{written[:LONGEST]}…")
    return told


def hint_of(error: BaseException) -> str | None:
    """What to do next."""
    if isinstance(error, SignoffError):
        if isinstance(error, Problem):
            return error.hint
        own = in_tongue(error.hint) or error.hint or ""
        return said(f"hint.{family(error.code, error.data)}", own, **facts(error.code, error.data)) or None
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return say("hint.usage", command=error.ctx.command_path)
    return None if isinstance(error, click.ClickException | OSError) else say("hint.unexpected")
