"""Where a case waits for its children: which of them hold it up, and why they do."""

from collections.abc import Iterator

from ..case import Child, Unopened
from ..errors import SignoffError
from ..expressions import ExpressionFailed
from ..joining import Together, together
from ..reasons import REASONS, Family, Severity
from ..scope import CaseScope
from ..verdict.ways import earlier_steps
from .look import Look
from .movers import movers, waited_for
from .repairs import jump, retry, why
from .values import StuckFinding


def of_children(look: Look) -> Iterator[StuckFinding]:
    """Children that cannot move; a join that nobody will meet any more."""
    if look.case.unopened is not None:
        yield _unopened(look, look.case.unopened)
        return
    waiting = waited_for(look.step, look.case)
    if not waiting:
        yield from _open(look)
        return
    stuck = {child.id: finding for child in waiting if (finding := _root(look, child)) is not None}
    hopeless = len(stuck) == len(waiting) or look.step.join.need == "all"
    for child in waiting:
        finding = stuck.get(child.id)
        if finding is not None:
            yield look.finding(
                "child_stuck",
                "stuck",
                finding.since,
                {"child": child.key, "cause": finding.cause},
                severity=Severity.ERROR if hopeless else Severity.WARNING,
                evidence={
                    "child": child.id,
                    "branch": child.branch,
                    "definition": finding.definition,
                    "code": finding.code,
                    "variant": finding.variant,
                    "params": finding.params,
                    "within": finding.evidence if finding.code == "child_stuck" else {},
                },
                commands=finding.commands or [why(look.case)],
                root=finding.root if finding.code == "child_stuck" else None,
            )


def _unopened(look: Look, told: Unopened) -> StuckFinding:
    """The step could not open its children: what mends that, and where the data can be mended."""
    variant = UNOPENED[told.code]
    params = {name: told.data[name] for name in REASONS["not_opened"].params(variant)}
    before = editing_before(look)
    commands = [retry(look), *([jump(look, before)] if before is not None else [])]
    evidence = {"code": told.code, "message": told.message}
    return look.finding("not_opened", variant, told.at, params, evidence=evidence, commands=commands)  # type: ignore[arg-type]


def editing_before(look: Look) -> str | None:
    """The last step on the way here at which data may be mended."""
    return next((id for id in reversed(list(earlier_steps(look.model, look.case))) if look.model.step(id).may_edit), None)


UNOPENED = {
    "expression_failed": "loop",
    "unknown_workflow": "unknown_workflow",
    "too_many_children": "too_many",
    "children_too_deep": "too_deep",
}
"""What a refusal to open children is called among the variants of `not_opened`."""


def _root(look: Look, child: Child) -> StuckFinding | None:
    """What holds a child up, where it cannot move."""
    from .findings import findings_of

    kid = look.world.family(look.case).kid(child.id)
    if kid is None or movers(kid.model, kid.case, look.world, look.standings):
        return None
    facts = look.facts.of(kid.case) if look.facts.of is not None else None
    found = findings_of(kid.model, kid.case, look.world, facts, patience=look.patience, standings=look.standings)
    return next((one for one in found if one.family in (Family.OWNER, Family.LOGIC)), found[0] if found else None)


def _open(look: Look) -> Iterator[StuckFinding]:
    """Nobody is waited for any more, and the case rests here all the same."""
    params: dict[str, str | int] = {"step": look.case.step}
    try:
        together(look.case, look.step, CaseScope.of(look.model, look.case, look.world))
    except ExpressionFailed as error:
        yield look.finding("join_open", "failed", look.case.entered, {**params, "error": str(error)}, commands=[why(look.case)])
        return
    yield look.finding("join_open", "nowhere", look.case.entered, params, commands=[why(look.case)])


def standing(look: Look) -> Together | None:
    """How the branches stand at a step that waits for them."""
    if not look.step.splits:
        return None
    try:
        return together(look.case, look.step, CaseScope.of(look.model, look.case, look.world))
    except SignoffError:
        return None
