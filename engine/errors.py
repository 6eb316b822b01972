"""Every error a host can meet: one tree, each with a stable code, a sentence and a hint."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from .frozen import dataclass


class SignoffError(Exception):
    """The root of the tree: `code` is stable, `hint` says what to do next, `data` carries the facts."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, hint: str | None = None, data: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.hint = hint
        self.data: Mapping[str, object] = dict(data or {})

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled, it comes out in another process as it went in, whatever it was made of."""
        return _again, (type(self), self.args, self.__dict__)


def _again(cls: type[SignoffError], args: tuple[object, ...], held: Mapping[str, object]) -> SignoffError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(held)
    return error


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not allowed: a stable code (also `contact_missing:[mid]`), a sentence, and what it was worked out from."""

    code: str
    message: str
    hint: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


class Refused(SignoffError):
    """The command is understood and not allowed: nothing has changed. `reasons` holds all of them, the first one names the error."""

    code = "refused"

    def __init__(self, reasons: Sequence[Reason], *, who_could: Sequence[str] = ()) -> None:
        first = reasons[0]
        super().__init__(
            "; ".join(reason.message for reason in reasons),
            code=first.code,
            hint=first.hint,
            data={**first.data, **({"who_could": list(who_could)} if who_could else {})},
        )
        self.reasons = tuple(reasons)
        self.who_could = tuple(who_could)


class Stale(SignoffError):
    """The revision given is old, or the database reported a conflict inside the host's transaction: read again and run it again."""

    code = "stale_revision"


class NotFound(SignoffError):
    """There is no such case, task, person, unit or workflow."""

    code = "not_found"


class DirectoryUnavailable(SignoffError):
    """The source of people, units or functions failed; nothing has changed, the same command may be given again."""

    code = "directory_unavailable"


class StoreUnavailable(SignoffError):
    """The database cannot be reached, or its tables are missing or of another version."""

    code = "database_unavailable"


class DeliveryFailed(SignoffError):
    """An outgoing effect did not arrive; it is tried again. Data: `retry_after` (seconds), `persons` who are still to be reached."""

    code = "delivery_failed"


class Undeliverable(DeliveryFailed):
    """An outgoing effect will never arrive as it is: there is no address, or the receiver refuses it for good."""

    code = "undeliverable"


class Misconfigured(SignoffError):
    """A setting or an argument of the host is wrong: an unknown calendar, a plug-in that is not there, a number for a name."""

    code = "misconfigured"


class PluginMissing(Misconfigured):
    """A case needs a plug-in that is not there, or not in the version that its definition is pinned to; nothing has changed."""

    code = "plugin_missing"


class ArchiveUnavailable(SignoffError):
    """A file of archived cases cannot be read or written (`archive_unavailable`), or is none that fits (`archive_invalid`)."""

    code = "archive_unavailable"


class Corrupt(SignoffError):
    """What was read back does not agree with itself: a bug or a hand in the tables. Nothing has been changed."""

    code = "corrupt"


class UnreadableCase(Corrupt, ValueError):
    """The state of a case, as it stands in the tables, does not read: a hand in them. `case` in its data is its id, `error` says why."""

    code = "case_unreadable"

    def __init__(self, case: str, error: Exception) -> None:
        why = f"it lacks `{error.args[0]}`" if isinstance(error, KeyError) else str(error) or type(error).__name__
        self.case = case
        told = f"the state of the case {case} in the tables cannot be read: {why}"
        hint = "Bring its row in signoff_case back from a backup; `signoff verify` names every row that is wrong."
        super().__init__(told, hint=hint, data={"case": case, "error": why})


class UnreadableDefinition(Corrupt, ValueError):
    """A stored definition that this release cannot read, or that is not what its hash says; `error` in its data says why."""

    code = "definition_unreadable"

    def __init__(self, definition: str, error: str) -> None:
        told = f"the definition {definition[:12]} cannot be used: {error}"
        hint = "Bring its row back from a backup, or run a release that can read it; `signoff verify` and `signoff doctor` tell more."
        super().__init__(told, hint=hint, data={"definition": definition[:12], "error": error})


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake of a definition: code, sentence, place (1-based line and column, in characters) and suggestion.

    `example` is a way in which it shows itself: `kind = c: draft —submit→ review`.
    """

    code: str
    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    length: int = 1
    suggestion: str | None = None
    severity: str = "error"
    example: str | None = None


class InvalidWorkflow(SignoffError):
    """A definition with mistakes, all of them in `findings`."""

    code = "invalid_workflow"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(f"{first.file or 'workflow'}:{first.line}:{first.column}: {first.message}{more}", hint=first.suggestion)
        self.findings = tuple(findings)


def told_by(error: BaseException) -> str:
    """What an error of foreign code says (`OSError: the disk is full`), as a text that every database takes."""
    try:
        return kept(f"{type(error).__name__}: {error}")
    except Exception:  # its own text is foreign code, too
        return type(error).__name__


def kept(text: str) -> str:
    """A foreign text without what no database takes: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode(errors="backslashreplace").decode()


def unstorable() -> Refused:
    """A text that no database can keep."""
    hint = "Remove NUL characters and halves of surrogate pairs."
    return Refused([Reason("unstorable_text", "a text holds characters that the database cannot store", hint)])
