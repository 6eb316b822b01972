"""Rules that could never come to an outcome, or of which a part could never matter (approval-semantics §2.1, §4 point 1)."""

from collections.abc import Iterator
from fractions import Fraction

from signoff.engine.definition import Rule, Seat, Step, StepKind, Workflow
from signoff.engine.rules import needed, refusals

from .context import Context

COUNTABLE = 400
"""Up to how many seats a slate of unknown size is tried."""


def lint_rules(ctx: Context, workflow: Workflow) -> None:
    """Check the rule of every decision."""
    for step in workflow.steps.values():
        if step.kind is not StepKind.APPROVAL:
            continue
        _main(ctx, step)
        _twice(ctx, step)
        if _makes_sense(ctx, step) and _offered(ctx, step) and _number(ctx, step):
            _reject(ctx, step)
            _abstain(ctx, step)


def fixed(seats: tuple[Seat, ...]) -> bool:
    """Whether the number of seats is known beforehand."""
    return not any("each(" in seat.who.text or seat.when is not None for seat in seats)


def _at(ctx: Context, step: Step, name: str, code: str, message: str, hint: str) -> None:
    ctx.at(f"{ctx.base}steps.{step.id}.rule.{name}", code, message, hint)


def _makes_sense(ctx: Context, step: Step) -> bool:
    """What is counted must be there to be counted."""
    rule, weighed, grouped = step.rule, [s for s in step.seats if s.weight is not None], any(s.group for s in step.seats)
    if weighed and rule.of != "weight" and rule.plugin is None:
        message = f"the seats of `{step.id}` have weights, and its rule counts {'groups' if rule.of == 'each_group' else 'seats'}"
        ctx.at(
            f"{ctx.base}steps.{step.id}.approvers",
            "weight_unused",
            message,
            "Write `rule: {need: …, of: weight}`, or take the weights out.",
        )
        return False
    if rule.of == "weight" and not weighed:
        _at(ctx, step, "of", "weight_missing", "`of: weight` counts weights, and no seat has one", "Write {who: …, weight: 40}.")
        return False
    if rule.of == "each_group" and not grouped:
        _at(ctx, step, "of", "group_missing", "`of: each_group` counts groups, and `approvers` names none", "Write `approvers` as a map.")
        return False
    if (rule.of != "seats" and rule.need in ("sequence", "any_approve")) or (rule.of == "weight" and rule.need == "any"):
        _at(ctx, step, "of", "rule_unclear", f"`need: {rule.need}` has nothing to do with `of: {rule.of}`", "Write a number or a share.")
        return False
    if rule.need == "any_approve" and (step.id, "rule.reject") in ctx.named:
        message = "under `any_approve` a rejection only takes out who gave it; `reject` says nothing"
        _at(ctx, step, "reject", "rule_unclear", message, "Take it out, or write `need: 1`.")
        return False
    return True


def _offered(ctx: Context, step: Step) -> bool:
    """An outcome needs an action that says where it leads."""
    rule, here = step.rule, step.actions
    if not here:
        return False
    if (
        (f"{ctx.base}steps.{step.id}", "rule") in ctx.named
        and f"{ctx.base}steps.{step.id}.rule" in ctx.places
        and not {"approve", "reject"} & set(here)
    ):
        message = f"`{step.id}` offers neither `approve` nor `reject`: its rule can never come to an outcome"
        ctx.at(f"{ctx.base}steps.{step.id}.rule", "rule_unreachable", message, "Offer `approve`, or take the rule out.")
        return False
    if "reject" not in here and (step.id, "rule.reject") in ctx.named:
        message = f"the rule says what rejections do, and `{step.id}` offers no `reject`"
        _at(ctx, step, "reject", "reject_not_offered", message, "Add `reject: rejected` to the actions.")
        return False
    wanted = [name for name in ("approve", "reject") if name not in here and _may_come(rule, name)]
    if wanted:
        message = f"the rule may come to `{wanted[0]}`, and `{step.id}` has no such action to say where that leads"
        ctx.at(f"{ctx.base}steps.{step.id}.rule", "outcome_nowhere", message, f"Add `{wanted[0]}` to the actions.")
    return not wanted


def _may_come(rule: Rule, outcome: str) -> bool:
    """Whether an outcome may come about although nobody takes the action of its name."""
    return rule.plugin is not None or rule.reject == "collect" or (rule.abstain and outcome == "reject")


def _number(ctx: Context, step: Step) -> bool:
    """Enough seats for the number that is needed."""
    need, rule = step.rule.need, step.rule
    if not isinstance(need, int) or not fixed(step.seats):
        return True
    for name, total in _totals(step):
        if 0 < total < need:
            if rule.of == "weight":
                message = f"the rule needs a weight of {need}; all seats together have {total}"
            else:
                where = f" in the group `{name}`" if name else ""
                message = f"the rule needs {need} approvals{where}; there {'is one seat' if total == 1 else f'are {total} seats'}"
            ctx.at(f"{ctx.base}steps.{step.id}.rule", "rule_unreachable", message, "Lower the number or add seats.")
            return False
    return True


def _totals(step: Step) -> Iterator[tuple[str | None, int]]:
    """How much there is to count, by group where groups are counted apart."""
    names = dict.fromkeys(seat.group for seat in step.seats) if step.rule.of == "each_group" else (None,)
    for name in names:
        seats = [seat for seat in step.seats if name is None or seat.group == name]
        yield name, sum(seat.weight or 1 for seat in seats) if step.rule.of == "weight" else len(seats)


def _spans(step: Step) -> Iterator[tuple[int, int]]:
    """Every size the slate may have (seats or weight), each with what approval needs of it."""
    rule = step.rule
    if fixed(step.seats):
        totals = [total for _, total in _totals(step)]
        yield sum(totals), sum(needed(rule, total) for total in totals)
        return
    largest = COUNTABLE + 4 * sum(part for part in (rule.need, rule.reject) if isinstance(part, int))
    for total in range(3, largest):  # of one or two anything is half
        if needed(rule, total) <= total:
            yield total, needed(rule, total)


def _twice(ctx: Context, step: Step) -> None:
    """One person at two seats of a slate has two votes, which is seldom what was meant."""
    always = [(seat.group, seat.who.text) for seat in step.seats if seat.when is None and seat.who.text.startswith("person(")]
    for _, who in dict.fromkeys(seat for seat in always if always.count(seat) > 1):
        message = f"`{who}` stands twice among the approvers of `{step.id}`: one person would hold two seats and count twice"
        hint = "Take one of them out; for a vote that counts more write {who: …, weight: 2} and `of: weight`."
        ctx.at(f"{ctx.base}steps.{step.id}.approvers", "seat_twice", message, hint, "warning")


def _reject(ctx: Context, step: Step) -> None:
    """A number of rejections matters if so many are possible before approval is out of reach anyway."""
    rule = step.rule
    if not isinstance(rule.reject, int | Fraction) or rule.plugin is not None:
        return
    if not any((refusals(rule, total) or 0) <= total - need + 1 for total, need in _spans(step)):
        message = f"`reject: {rule.reject}` can never matter: with fewer rejections approval is out of reach already"
        _at(ctx, step, "reject", "reject_idle", message, "Lower it, or take it out: the first rejection ends the step then.")


def _abstain(ctx: Context, step: Step) -> None:
    """To abstain must be something else than to reject."""
    rule = step.rule
    if not rule.abstain or rule.plugin is not None:
        return
    least = min((seat.weight or 1 for seat in step.seats), default=1) if rule.of == "weight" else 1
    if not any(total - need >= least for total, need in _spans(step)):
        message = "whoever abstains makes approval impossible: under this rule that is a rejection by another name"
        _at(ctx, step, "abstain", "abstain_rejects", message, "Take `abstain` out, or need fewer approvals than there are seats.")


def _main(ctx: Context, step: Step) -> None:
    """The main seat approves in words, so `approve` must take some."""
    arms = step.actions["approve"].arms if "approve" in step.actions else ()
    if step.main is not None and (not arms or any(arm.comment == "none" for arm in arms)):
        told = "takes no comment" if arms else "is not offered"
        message = f"the main seat of `{step.id}` has to approve in words, and `approve` {told}"
        ctx.at(f"{ctx.base}steps.{step.id}.main", "out_of_place", message, "Take `main` out, or let `approve` take a comment.")
