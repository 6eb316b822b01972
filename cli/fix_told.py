"""A plan of repairs and its outcome in words: what is wrong, what would be done, before → after, and what is true then."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from signoff.engine.fix import ADVICE

from .errors import reason_sentence
from .messages import quoted, said, say
from .output import Answer, plain, shallow
from .reasons import mark, name_of, seen_to, sentence
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .tables import Cell, pairs
from .times import age, localised, stamp
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.errors import Reason
    from signoff.engine.fix import CaseFix, CaseFixed, FixPlan, FixReport, Found, Measure, Stand
    from signoff.engine.inspect import Candidate

    from .naming import Names

CASE = ("case", "key", "workflow", "before", "after", "left", "seen")
MEASURE = ("verb", "codes", "line", "task", "to", "candidates", "reasons", "instead_of", "possible", "wants_person")
PLANNED = ("key", "workflow", "codes", "verb", "line", "task", "to", "possible", "reasons", "case")
FIXED = ("key", "workflow", "code", "task", "state", "reasons", "case")
"""The columns of CSV; JSON has the findings whole."""
TONES = {
    "mended": GREEN,
    "gone": GREEN,
    "acknowledged": GREEN,
    "unchanged": DIM,
    "stuck": YELLOW,
    "recurred": YELLOW,
    "refused": RED,
    "seen": DIM,
}


def planned(plan: "FixPlan", names: "Names") -> Answer:
    """What would be done, case by case."""

    def text(screen: Screen) -> Iterator[str]:
        for one in plan.cases:
            yield from of_case(one, names, screen)

    body = {"examined": plan.examined, "notes": plan.notes, "spared": plan.spared, "beyond": plan.beyond}
    items, rows = [plan_json(one) for one in plan.cases], [row for one in plan.cases for row in plan_rows(one)]
    return Answer("fix-plan", body, text, items, "case-fix", PLANNED, rows)


def plan_rows(one: "CaseFix") -> Iterator[dict[str, object]]:
    """One case of a plan as rows of CSV: one for each measure, or one that says for which reasons there is none."""
    head = {"case": one.case, "key": one.key, "workflow": one.workflow}
    for measure in one.measures:
        made = {name: getattr(measure, name) for name in ("codes", "verb", "line", "task", "to", "possible")}
        yield {**head, **made, "reasons": [reason.code for reason in measure.reasons]}
    if not one.measures:
        yield {**head, "codes": [finding.code for finding in one.findings]}


def plan_json(one: "CaseFix") -> dict[str, object]:
    """One case of a plan."""
    made = {name: getattr(one, name) for name in CASE}
    measures = [{name: getattr(measure, name) for name in MEASURE} for measure in one.measures]
    advice = {code: ADVICE[code] for code in one.left if code in ADVICE}
    return {**made, "findings": [shallow(found) for found in one.findings], "measures": measures, "advice": advice}


def of_case(one: "CaseFix", names: "Names", screen: Screen) -> Iterator[str]:
    """One case: what is wrong, what would be done about it, and what would be different."""
    step = names.step(one.definition, one.findings[0].step)
    yield f"{screen.paint(one.key, BOLD)}  {step}"
    for finding in one.findings:
        sign, tones = mark(finding)
        told = f"{name_of(finding)} [{finding.code}] {sentence(finding, names, screen.zone)}{seen_to(finding, names, screen.now)}"
        yield from indented(told, sign, screen, *tones)
    for measure in one.measures:
        yield from of_measure(one.definition, measure, names, screen)
    if one.possible and one.before is not None and one.after is not None:
        yield from pairs(different(one, one.before, one.after, names, screen), screen, "    ")
    if one.left and one.possible:
        codes = say("list.comma").join(f"{said(f'reason.{code}', code)} [{code}]" for code in one.left)
        yield from indented(say("fix.left", what=codes), "!", screen, YELLOW)
    yield from advice(one, screen)


def indented(text: str, sign: str, screen: Screen, *tones: str) -> Iterator[str]:
    """`  ✗ …`, wrapped below itself."""
    first, *rest = wrap(text, (screen.columns or 10_000) - 4)
    yield f"  {screen.paint(sign, *tones)} {first}"
    yield from (f"    {line}" for line in rest)


def of_measure(definition: str, measure: "Measure", names: "Names", screen: Screen) -> Iterator[str]:
    """What would be done; or why it cannot, or whom to name."""
    for reason in measure.instead_of:
        yield from indented(say("fix.instead_of", why=because(reason, screen)), "·", screen, DIM)
    if measure.reasons:
        why = say("list.clause").join(because(reason, screen) for reason in measure.reasons)
        yield from indented(say("fix.cannot", what=deed(definition, measure, names), why=why), "✗", screen, RED)
    elif measure.wants_person:
        who = say("list.comma").join(candidate(one, names) for one in measure.candidates)
        yield from indented(say("fix.whom", who=who) if who else say("fix.whom_none"), "?", screen, YELLOW)
    else:
        yield from indented(deed(definition, measure, names), "→", screen, GREEN)


def deed(definition: str, measure: "Measure", names: "Names") -> str:
    """What a measure does, in words."""
    if measure.verb == "reassign":
        chosen = next((one for one in measure.candidates if one.person == measure.to), None)
        return say("fix.reassign", who=candidate(chosen, names) if chosen is not None else names.person(measure.to or "PERSON"))
    if measure.verb == "resume" and measure.to is not None:
        return say("fix.resume_above", key=measure.to)
    to = names.person(measure.to or "PERSON") if measure.verb == "proxy" else measure.to or ""
    return say(f"fix.{measure.verb}", to=to, what=what(definition, measure, names))


def what(definition: str, measure: "Measure", names: "Names") -> str:
    """What the measure is for, by name: reasons, and the clock of the case that is meant."""
    told = say("list.comma").join(said(f"reason.{code}", code) for code in measure.codes)
    if measure.clock is None:
        return told
    return say("fix.of_clock", what=told, clock=names.clock(definition, measure.clock))


def candidate(one: "Candidate", names: "Names") -> str:
    """Somebody who may have a seat, and why."""
    return say("fix.person", person=names.person(one.person), why=say(f"source.{one.source.value}"))


def because(reason: "Reason", screen: Screen) -> str:
    """Why something is not possible."""
    return f"{localised(reason_sentence(reason), screen.zone)} [{reason.code}]"


def different(one: "CaseFix", was: "Stand", now: "Stand", names: "Names", screen: Screen) -> list[tuple[str, str | Cell]]:
    """What a repair changes, before → after; nothing that stays as it is."""

    def instant(at: object) -> str:
        return stamp(at, screen.zone) if at is not None else say("fix.none")  # type: ignore[arg-type]

    def timers(stand: "Stand") -> str:
        return say("list.comma").join(f"{armed.rung} {stamp(armed.due, screen.zone)}" for armed in stand.timers) or say("fix.none")

    rows = [
        ("col.step", names.step(one.definition, was.step), names.step(one.definition, now.step)),
        ("col.status", said(f"status.{was.status}", was.status), said(f"status.{now.status}", now.status)),
        ("fix.who", names.people(was.who) or say("show.none"), names.people(now.who) or say("show.none")),
        ("fix.due", instant(was.due_at), instant(now.due_at)),
        ("fix.timers", timers(was), timers(now)),
    ]
    return [(say(key), f"{before} → {after}") for key, before, after in rows if before != after]


def advice(one: "CaseFix", screen: Screen) -> Iterator[str]:
    """What is left, and what to do about it elsewhere."""
    for code in one.left:
        told = said(f"elsewhere.{code}", ADVICE.get(code, ""))
        if told and not any(code in measure.codes for measure in one.measures):
            yield from indented(f"[{code}] {told}", "·", screen, DIM)


def reported(report: "FixReport", names: "Names") -> Answer:
    """What is true of each case now."""

    def text(screen: Screen) -> Iterator[str]:
        for one in report.cases:
            yield from of_fixed(one, names, screen)

    items, rows = [report_json(one) for one in report.cases], [row for one in report.cases for row in fixed_rows(one)]
    return Answer("fix", {"beyond": report.beyond}, text, items, "case-fixed", FIXED, rows)


def fixed_rows(one: "CaseFixed") -> Iterator[dict[str, object]]:
    """One case of a report as rows of CSV: one for each reason, and for each that has come up since."""
    head = {"case": one.fix.case, "key": one.fix.key, "workflow": one.fix.workflow}
    for found in one.found:
        reasons = [reason.code for reason in found.reasons]
        yield {**head, "code": found.finding.code, "task": found.finding.task, "state": found.state, "reasons": reasons}
    for finding in one.more:
        yield {**head, "code": finding.code, "task": finding.task, "state": "new"}


def report_json(one: "CaseFixed") -> dict[str, object]:
    """One case of a report."""
    found = [
        {"code": found.finding.code, "task": found.finding.task, "state": found.state, "reasons": found.reasons, "now": now(found.now)}
        for found in one.found
    ]
    head = {"case": one.fix.case, "key": one.fix.key, "workflow": one.fix.workflow, "state": one.state}
    return {**head, "findings": found, "more": [now(finding) for finding in one.more]}


def now(finding: object) -> object:
    """A finding as it is today, None where it is gone."""
    return plain(finding) if finding is not None else None


def of_fixed(one: "CaseFixed", names: "Names", screen: Screen) -> Iterator[str]:
    """A case with its state, and each finding with what became of it."""
    state = one.state.value
    yield f"{screen.paint(one.fix.key, BOLD)}  {screen.paint(say(f'fixed.{state}'), TONES[state])}"
    for found in one.found:
        told = f"{name_of(found.finding)} [{found.finding.code}]"
        why = say("list.clause").join(because(reason, screen) for reason in found.reasons)
        still = sentence(found.now, names, screen.zone) if found.now is not None and not found.state.well else ""
        line = say("list.clause").join(part for part in (state_of(found, names, screen), why or still) if part)
        yield from indented(f"{told} {line}", "✓" if found.state.well else "✗", screen, TONES[found.state.value])
    for finding in one.more:
        told = f"{name_of(finding)} [{finding.code}] {sentence(finding, names, screen.zone)}"
        yield from indented(say("fix.more", what=told), "!", screen, YELLOW)


def state_of(found: "Found", names: "Names", screen: Screen) -> str:
    """What is true of a finding; of one that somebody had acknowledged before, who and when."""
    seen = found.now.acknowledged if found.now is not None and found.state.value == "seen" else None
    if seen is None:
        return say(f"fixed.{found.state.value}")
    return quoted(say("fix.seen", person=names.person(seen.by), age=age(seen.at, screen.now)), seen.reason)
