"""A workflow as Mermaid text: steps with their titles, arms with their labels, ends, and returns as dotted edges."""

from signoff.engine.definition import Arm, Label, Route, Step, StepKind, Workflow

from .graph import Graph

SHAPES = {StepKind.WORK: ('["', '"]'), StepKind.APPROVAL: ('("', '")'), StepKind.END: ('(["', '"])')}
LONGEST = 60


def diagram(workflow: Workflow, lang: str = "zh") -> str:
    """A Mermaid flowchart; the same workflow gives the same text. Ends that nothing leads to are left out."""
    graph = Graph.of(workflow)
    ids = {id: f"s{number}" for number, id in enumerate(workflow.steps)}
    reached = graph.reached_from(workflow.first.id) | ({"withdrawn"} if workflow.withdraw else set())
    steps = [step for step in workflow.steps.values() if step.human or step.id in reached]
    lines = ["flowchart TD", *(f"    {_node(ids, step, lang)}" for step in steps)]
    lines.append(f"    start(( )) --> {ids[workflow.first.id]}")
    for step in steps:
        lines += [f"    {line}" for line in _edges(ids, step, lang)]
        lines += [f"    {line}" for line in _returns(ids, workflow, graph, step)]
    if workflow.withdraw is not None:
        lines.append(f"    {ids[workflow.first.id]} -. {_quoted('withdraw')} .-> {ids['withdrawn']}")
    return "\n".join(lines) + "\n"


def _node(ids: dict[str, str], step: Step, lang: str) -> str:
    left, right = SHAPES[step.kind]
    return f"{ids[step.id]}{left}{escape(words(step.title, lang) or step.id)}{right}"


def _edges(ids: dict[str, str], step: Step, lang: str) -> list[str]:
    found = []
    for action in step.actions.values():
        for arm in action.arms:
            for route in arm.routes:
                to = step.id if route.to == "stay" else route.to
                label = _label(words(action.title, lang) or action.name, arm, route)
                if to in ids:
                    found.append(f"{ids[step.id]} -->|{_quoted(label)}| {ids[to]}")
    if step.when is not None and step.following in ids:
        found.append(f"{ids[step.id]} -->|{_quoted(f'not ({step.when.text})')}| {ids[step.following]}")
    return found


def _label(name: str, arm: Arm, route: Route) -> str:
    parts = [name]
    if arm.by is not None:
        parts.append(arm.by.text)
    parts += [f"[{when.text}]" for when in (arm.when, route.when) if when is not None]
    return " ".join(parts)


def _returns(ids: dict[str, str], workflow: Workflow, graph: Graph, step: Step) -> list[str]:
    if step.returns is None:
        return []
    return [f"{ids[step.id]} -. {_quoted('return')} .-> {ids[to]}" for to in _targets(workflow, graph, step)]


def _targets(workflow: Workflow, graph: Graph, step: Step) -> list[str]:
    assert step.returns is not None
    earlier = [s.id for s in workflow.steps.values() if s.human and s.id != step.id and step.id in graph.after(s.id)]
    wanted = set(step.returns.to)
    if "any_earlier" in wanted:
        return earlier
    previous = {s.id for s in workflow.steps.values() if step.id in graph.edges[s.id]} if "previous" in wanted else set()
    first = {workflow.first.id} if "initiator" in wanted else set()
    return [id for id in earlier if id in wanted | previous | first]


def words(label: Label, lang: str) -> str:
    """The label in a language, else in any other."""
    return label.get(lang) or next(iter(label.values()), "")


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def escape(text: str) -> str:
    """A text that cannot leave a quoted Mermaid label, however it was meant."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    flat = " ".join(short.split())
    return "".join(c if c.isalnum() or c in " _-./,:+=…()（）、，。《》" or ord(c) > 0x2E80 else f"#{ord(c)};" for c in flat)
