"""Findings of `stuck` and `why` as words: the reason's name, its sentence in the language spoken, and how grave it is."""

import re
import shlex
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from .errors import told_by_code
from .lost import why_lost
from .messages import count, language, said, say
from .naming import Names
from .screen import BOLD, RED, YELLOW
from .times import age, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signoff.engine.inspect import RepairCommand, StuckFinding

    from .calling import Calling

MARKS = {"error": ("✗", RED), "warning": ("!", YELLOW), "info": ("·", "")}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
PERSONS = ("person",)
CODED = ("kept", "duties", "reasons")
"""Facts that are made of ids, each with the code of a refusal."""
PAIR = re.compile(r"([^\s,;:]+): ([a-z_]+)")


def name_of(finding: "StuckFinding") -> str:
    """What the reason is called."""
    return said(f"reason.{finding.code}", finding.code)


def short(finding: "StuckFinding", names: Names) -> str:
    """The reason in a few words: its name, and how much where that is said in a number."""
    facts = {**finding.params, **labels(finding.definition, finding.params, names)}
    return said(f"short.{finding.code}.{finding.variant}", name_of(finding), **facts)


def mark(finding: "StuckFinding") -> tuple[str, tuple[str, ...]]:
    """A sign and a tone for how grave it is."""
    sign, tone = MARKS.get(finding.severity.value, ("·", ""))
    return sign, (tone, BOLD) if tone else ()


def sentence(finding: "StuckFinding", names: Names, zone: tzinfo | None) -> str:
    """Why, with instants in the zone and persons by name; in English in the engine's own words."""
    if language() == "en":
        cause = finding.cause
        for key in CODED:
            if isinstance(raw := finding.params.get(key), str):
                cause = cause.replace(raw, str(shown(key, raw, names, zone)))
        return INSTANT.sub(lambda found: stamp(read(found.group()), zone), cause)
    return in_chinese(finding.definition, finding.code, finding.variant, finding.params, finding.cause, finding.evidence, names, zone)


def in_chinese(
    definition: str,
    code: str,
    variant: str,
    params: "Mapping[str, str | int]",
    cause: str,
    evidence: "Mapping[str, Any]",
    names: Names,
    zone: tzinfo | None,
) -> str:
    """The sentence of a reason; of a parent that waits for a child with what holds that one up."""
    facts = {key: shown(key, value, names, zone) for key, value in params.items()} | labels(definition, params, names)
    if "reasons" in params:
        facts["reasons"] = PAIR.sub(lambda pair: of_action(definition, params, pair, names), str(params["reasons"]))
    if code == "child_stuck" and "variant" in evidence:
        below = evidence["definition"], evidence["code"], evidence["variant"], evidence["params"], str(params["cause"]), evidence["within"]
        facts["cause"] = in_chinese(*below, names, zone)
    if "refusal" in params:
        facts["refusal"] = in_words(str(params["refusal"]))
    if code == "effect_dead":
        facts["error"] = why_lost(str(params["error"]), definition, names)
    return said(f"stuck.{code}.{variant}", cause, **facts)


def labels(definition: str, params: "Mapping[str, str | int]", names: Names) -> dict[str, str]:
    """What the facts name of the workflow, by its labels: a clock of the case, a branch, a step, an action."""
    known = {"clock": names.clock, "branch": names.branch, **dict.fromkeys(("step", "origin", "target"), names.step)}
    found = {key: known[key](definition, str(value)) for key, value in params.items() if key in known}
    if "action" in params:
        found["action"] = names.action(definition, str(params.get("step", "")), str(params["action"]))
    return found


def of_action(definition: str, params: "Mapping[str, str | int]", pair: re.Match[str], names: Names) -> str:
    """`ACTION: code` with the action by its button and the code in words."""
    return say("age.paren", text=names.action(definition, str(params.get("step", "")), pair[1]), age=kept(pair[2]))


def shown(key: str, value: str | int, names: Names, zone: tzinfo | None) -> str | int:
    """A fact for people."""
    if key in PERSONS:
        return names.person(str(value))
    if key in CODED:
        return PAIR.sub(lambda pair: told_pair(key, pair[1], pair[2], names), str(value))
    if key == "usual":
        return lasting(int(str(value)[:-1]) * (60 if str(value).endswith("h") else 1))
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return stamp(read(value), zone)
    return value


def told_pair(key: str, who: str, code: str, names: Names) -> str:
    """`ID: code` with the code in words."""
    return say("age.paren", text=who if key == "reasons" else names.person(who), age=kept(code))


def read(text: str) -> datetime:
    """An instant as the engine writes it."""
    return datetime.fromisoformat(text)


def working(minutes: int | None) -> str:
    """Working time in words; nothing where no calendar counts, or hardly any has passed."""
    return count("working.hours", minutes // 60) if minutes is not None and minutes >= 60 else ""


def lasted(age: str, minutes: int | None) -> str:
    """How long, and how much of it was working time."""
    spent = working(minutes)
    return say("stuck.first", age=age, working=spent) if spent else age


def where_first(finding: "StuckFinding", names: Names) -> str:
    """Where to look first; nothing where the sentence says it, or it is not known."""
    root = finding.root
    if root is None or not root.ids or root.kind.value in TOLD_ALREADY.get(finding.code, ()):
        return ""
    people = root.kind.value == "person"
    ids = names.people(root.ids) if people else say("list.comma").join(root.ids)
    if root.code is None or not (people or root.kind.value == "case"):
        return say(f"root.{root.kind.value}", ids=ids)
    if root.kind.value == "case":
        return say("root.case", ids=ids, code=said(f"reason.{root.code}", root.code))
    return say("root.person_code", ids=ids, code=kept(root.code))


def in_words(code: str) -> str:
    """A refusal in words, its code behind it; the code alone where there are none."""
    told = told_by_code(code, code)
    return say("age.paren", text=told, age=code) if told != code else code


def kept(code: str) -> str:
    """What keeps somebody from acting, in a few words."""
    return said(f"kept.{code}", said(f"refused.{code}", code))


def usual(finding: "StuckFinding") -> str:
    """How long the step usually takes; nothing where too few have finished."""
    peers = finding.peers
    if peers is None or peers.count < FEW:
        return ""
    key = "peers.working" if peers.working else "peers.elapsed"
    return say(key, median=lasting(peers.median), p95=lasting(peers.p95), count=peers.count)


def lasting(minutes: int) -> str:
    """Minutes in words."""
    hours = -(-minutes // 60)
    return say("span.minute", n=minutes) if minutes < 120 else say("span.hour", n=hours)


FEW = 5
"""Of fewer visits nobody says what is usual."""
TOLD_ALREADY = {
    "nobody_assigned": ("expression", "step"),
    "holder_inactive": ("person",),
    "holder_unknown": ("person",),
    "holder_away": ("person",),
    "delegation_loop": ("person",),
    "duties_leave_nobody": ("person", "step"),
    "child_stuck": ("case",),
    "not_opened": ("expression", "definition"),
    "join_open": ("step",),
    "other_case_over": ("case",),
    "effect_dead": ("effect",),
    "effect_waiting": ("effect",),
    "plugin_missing": ("plugin",),
    "definition_missing": ("definition",),
    "definition_unreadable": ("definition",),
    "calendar_missing": ("calendar",),
    "commands_failing": ("person",),
    "ping_pong": ("person",),
    "overdue": ("person", "step"),
    "ladder_exhausted": ("person", "step"),
    "silent": ("person", "step"),
    "suspended": ("person",),
}
"""Kinds of root causes that the sentence of a reason names itself."""


def seen_to(finding: "StuckFinding", names: Names, now: datetime) -> str:
    """Who has acknowledged it, and how long ago; nothing where nobody has."""
    seen = finding.acknowledged
    if seen is None:
        return ""
    return say("list.clause") + say("stuck.acknowledged", person=names.person(seen.by), age=age(seen.at, now))


def command_line(command: "RepairCommand", calling: "Calling | None" = None) -> str:
    """The command to be copied, with its reason in the language spoken: it goes into the history. `calling`: as it has to be typed here."""
    line = command.line
    if command.because is not None:
        told = said(f"because.{command.because.code}", command.because.text, **command.because.params)
        line = line.removesuffix(shlex.quote(command.because.text)) + shlex.quote(told)
    return line if calling is None else calling.line(line, command.verb)
