"""A frozen chain becomes steps of the case's own definition: each is as the step with the `chain` says, and leads on to the next one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .chain_values import ChainStep, FrozenChain
from .definition import Action, Arm, Label, Return, Route, Rule, Rung, Seat, Step, StepKind, Workflow
from .expressions import Expression


def with_chains(workflow: Workflow, chains: Mapping[str, FrozenChain]) -> Workflow:
    """The workflow with the steps of these chains behind the steps that they belong to."""
    steps: dict[str, Step] = {}
    main = workflow.main
    for number, (id, step) in enumerate(workflow.steps.items()):
        steps[id] = step
        if id in chains and step.kind is StepKind.CHAIN:
            more = laid(step, chains[id])
            steps |= {one.id: one for one in more}
            main += len(more) if number < workflow.main else 0
    return replace(workflow, steps=steps, main=main)


def chain_step(workflow: Workflow, id: str) -> str | None:
    """The step with a chain that a step would belong to by its id, laid out or not: `line` for `line_2`."""
    head, _, number = id.rpartition("_")
    step = workflow.steps.get(head)
    numbered = number.isascii() and number.isdecimal() and not number.startswith("0")
    return head if step is not None and step.kind is StepKind.CHAIN and numbered else None


def laid(template: Step, chain: FrozenChain) -> tuple[Step, ...]:
    """The steps of a chain, in order; one without seats where the plug-in found nobody to ask."""
    ids = chain.ids(template.id)
    after = (*ids[1:], template.following)
    given = chain.steps or (ChainStep(),)
    return tuple(
        _step(template, chain, one, id, following, number)
        for number, (one, id, following) in enumerate(zip(given, ids, after, strict=True), 1)
    )


def _step(template: Step, chain: FrozenChain, one: ChainStep, id: str, following: str | None, number: int) -> Step:
    return replace(
        template,
        id=id,
        kind=StepKind.APPROVAL,
        title=one.title or _numbered(template.title, number, chain.length),
        following=following,
        when=None,
        effects=(),
        seats=tuple(Seat(Expression(who)) for who in one.approvers),
        rule=Rule(one.rule) if one.rule is not None else template.rule,
        actions={name: _action(action, template, id, following) for name, action in template.actions.items()},
        due=Expression(one.due) if one.due is not None else template.due,
        rungs=tuple(_rung(rung, following) for rung in template.rungs),
        not_same_as=tuple(dict.fromkeys((*template.not_same_as, *one.not_same_as))),
        human_required=template.human_required or one.human_required,
        returns=_returns(template.returns, following),
        chain=None,
        of=template.id,
        lost=chain.error,
    )


def _numbered(title: Label, number: int, of: int) -> Label:
    return {language: f"{text} {number}/{of}" for language, text in title.items()}


def _action(action: Action, template: Step, id: str, following: str | None) -> Action:
    return replace(action, arms=tuple(_arm(arm, template, id, following) for arm in action.arms))


def _arm(arm: Arm, template: Step, id: str, following: str | None) -> Arm:
    return replace(arm, id=f"{id}{arm.id.removeprefix(template.id)}", routes=_routes(arm.routes, following))


def _rung(rung: Rung, following: str | None) -> Rung:
    return replace(rung, to=_routes(rung.to, following))


def _returns(returns: Return | None, following: str | None) -> Return | None:
    return replace(returns, then=_routes(returns.then, following)) if returns is not None else None


def _routes(routes: tuple[Route, ...], following: str | None) -> tuple[Route, ...]:
    return tuple(_leading(routes, following))


def _leading(routes: tuple[Route, ...], following: str | None) -> Iterator[Route]:
    """`next` leads to the next step of the chain, and from the last one to what follows the chain."""
    for route in routes:
        yield replace(route, to=following) if route.is_next and following is not None else route
