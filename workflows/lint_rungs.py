"""Rungs of one clock at the same instant: of what has passed together only the highest one's notice goes out."""

from collections.abc import Iterator, Sequence

from signoff.engine.definition import Rung, Workflow

from .context import Context

NOTICES = ("notify", "copy_to")


def lint_rungs(ctx: Context, workflow: Workflow) -> None:
    """Warn of each rung whose notice never goes out, once however many steps share the ladder."""
    ladders = {f"steps.{step.id}": step.rungs for step in workflow.steps.values()}
    ladders |= {f"deadlines.{deadline.id}": deadline.rungs for deadline in workflow.deadlines.values()}
    seen: list[tuple[Rung, ...]] = []
    for path, rungs in ladders.items():
        if rungs and rungs not in seen:
            seen.append(rungs)
            for lower, higher in silenced(rungs):
                message = (
                    f"rungs {lower + 1} and {higher + 1} both happen at `{rungs[lower].at}`: the notice of the lower one never goes out"
                )
                hint = "Write one rung that does both (`remind:` beside `notify:`), or give them different times."
                ctx.at(f"{ctx.base}{path}.escalate.{lower}", "rung_silenced", message, hint, "warning")


def silenced(rungs: Sequence[Rung]) -> Iterator[tuple[int, int]]:
    """Each rung that tells somebody, with the next one at its instant that has its say whenever it does."""
    for lower, rung in enumerate(rungs):
        loud = (place for place in range(lower + 1, len(rungs)) if rungs[place].tells and not rungs[place].apart)
        above = (place for place in loud if _together(rung, rungs[place]))
        if not rung.apart and _tells(rung) and (higher := next(above, None)) is not None:
            yield lower, higher


def _tells(rung: Rung) -> bool:
    return rung.remind is not None or any(effect.verb in NOTICES for effect in rung.effects)


def _together(lower: Rung, higher: Rung) -> bool:
    """Whether both have one time, and the higher one happens if the lower one does: else each may have its own occasion."""
    return _said(lower.at.text) == _said(higher.at.text) and higher.when in (None, lower.when)


def _said(text: str) -> str:
    return "".join(text.split())
