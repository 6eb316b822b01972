"""Starting a case: who may, with which data, under which key."""

from dataclasses import replace
from datetime import datetime
from string import Formatter
from unicodedata import category

from .. import commands as c
from ..case import Case
from ..data import is_empty, required, starting, storable
from ..errors import Reason
from ..expressions import People, show
from ..model import Model
from ..scope import CaseScope
from ..watching import every_name
from ..world import World
from .definitions import retired
from .guards import broken
from .outcome import Verdict
from .said import comment_reasons

LONGEST_KEY = 200
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the order of what stands around them."""


def start(model: Model, command: c.Start, world: World) -> Verdict:
    """Whether this person may start this workflow with this data. `to` is the human key, None where the case's id has to do."""
    gone = retired(model, world)
    if gone is not None:
        return Verdict((gone,))
    data, reasons = starting(model.workflow, command.data, world)
    scope = CaseScope(model, embryo(model, command, world.now), world, data, command.by)
    rule = model.workflow.start
    refused = not_starter(model, scope, command.by)
    if refused is not None:
        # Who may start depends on what is not there yet: that is asked for first.
        asked = every_name(model.workflow, [rule.by]) if rule.by is not None else set()
        return Verdict(tuple(reason for reason in reasons if reason.data.get("field") in asked) or (refused,))
    known = {reason.code for reason in reasons}
    lacking = (name for name in rule.needs if is_empty(data.get(name)) and f"{name}_required" not in known)
    reasons += [required(name, model.workflow.data.get(name)) for name in lacking]
    # Guards would speak of values that are missing or wrong: those come first.
    reasons += [] if reasons else broken(rule.require, scope)
    reasons += comment_reasons(command.comment, rule.comment, world)
    key, wrong = _key(model, command, scope)
    complained = {reason.data["field"] for reason in reasons if "field" in reason.data}
    wrong = [reason for reason in wrong if reason.data.get("field") not in complained]
    return Verdict((*reasons, *wrong, *_subject(command.subject)), offered=True, to=key, changes=data)


def _subject(subject: object) -> list[Reason]:
    """What is wrong with the host's own object that the case is about."""
    if subject is None:
        return []
    if not isinstance(subject, tuple | list) or len(subject) != 2 or not all(isinstance(part, str | int) for part in subject):
        told = f"a subject is a pair (kind, id), not {show(subject)}"
        return [Reason("subject_invalid", told, "Give subject=('reply', 7), for example.")]
    if all(_kept(part) for part in subject):
        return []
    told = f"kind and id of a subject are texts of at most {LONGEST_KEY} characters, all of which can be stored"
    return [Reason("subject_invalid", told, "Give the id by which you find it again.")]


def _kept(part: str | int) -> bool:
    return storable(part) and len(part) <= LONGEST_KEY if isinstance(part, str) else abs(part) < 10**LONGEST_KEY


def not_starter(model: Model, scope: CaseScope, person: str) -> Reason | None:
    """Why this person may not start the workflow."""
    by = model.workflow.start.by
    if by is None:
        return None
    people = replace(scope, known=model.start_types, extra={"system": People()}).people_of(by).people
    if person in people.entries or scope.world.tokens_of(person) & set(people.tokens):
        return None
    who = ", ".join(people.entries) or "nobody now"
    facts = {"by": by.text, "who": list(people.entries), "person": person, "workflow": model.workflow.id}
    return Reason("start_not_allowed", f"`{person}` may not start `{model.workflow.id}`", f"It is for: {who}.", facts)


def embryo(model: Model, command: c.Start, now: datetime) -> Case:
    """A case that has not begun, for expressions to be asked about."""
    return Case(
        id="",
        root="",
        tenant="",
        workflow=model.workflow.id,
        definition="",
        key="",
        initiator=command.by,
        started=now,
        step=model.workflow.first.id,
        entered=now,
    )


def _steers(char: str) -> bool:
    """Whether a character is no letter to read: it ends a line, steers a terminal, or turns the order of what stands around it."""
    return category(char) in ("Cc", "Zl", "Zp") or char in TURNING


def _key(model: Model, command: c.Start, scope: CaseScope) -> tuple[str | None, list[Reason]]:
    key: object = command.key
    if key is None and model.workflow.key is not None:
        today = scope.world.now.astimezone(scope.zone).date()
        values = {"year": f"{today.year}", "month": f"{today.month:02}", **{name: str(value) for name, value in scope.data.items()}}
        missing = [name for _, name, _, _ in Formatter().parse(model.workflow.key) if name and name not in values]
        if missing:
            return None, [required(name, model.workflow.data.get(name)) for name in missing]
        key = "".join(text + values.get(name or "", "") for text, name, _, _ in Formatter().parse(model.workflow.key))
    if key is None:
        return None, []
    if not isinstance(key, str):
        return None, [Reason("key_invalid", f"a key is a text, not {show(key)}", "Give key='…'.")]
    odd = not storable(key) or "/" in key or any(map(_steers, key))
    if odd or not key.strip() or key != key.strip() or len(key) > LONGEST_KEY:
        told = f"a key is 1 to {LONGEST_KEY} characters without `/`, line breaks, control characters or spaces around it"
        return None, [Reason("key_invalid", told, f"Choose another key than {key[:40]!r}.")]
    return key, []
