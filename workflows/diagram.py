"""A workflow as Mermaid text: steps with their titles, arms with their labels, ends; returns as dotted edges."""

from collections.abc import Iterator, Mapping

from signoff.engine.anytime import OPEN
from signoff.engine.definition import Arm, Label, Route, Step, StepKind, Workflow

from .graph import Graph

SHAPES = {StepKind.WORK: ('["', '"]'), StepKind.APPROVAL: ('("', '")'), StepKind.CHAIN: ('[["', '"]]'), StepKind.END: ('(["', '"])')}
SHAPES |= {StepKind.PARALLEL: ('[["', '"]]'), StepKind.WORKFLOW: ('[["', '"]]'), StepKind.AUTOMATIC: ('{{"', '"}}')}
LONGEST = 60
SAID: Mapping[str, Label] = {
    "submit": {"zh": "提交", "en": "submit"},
    "approve": {"zh": "同意", "en": "approve"},
    "reject": {"zh": "不同意", "en": "reject"},
    "return": {"zh": "退回", "en": "return"},
    "earlier": {"zh": "退回任一前面环节", "en": "return to any earlier step"},
    "withdraw": {"zh": "撤回", "en": "withdraw"},
    "until": {"zh": "，至", "en": " until "},
    "joined": {"zh": "汇合", "en": "joined"},
    "failed": {"zh": "无法汇合", "en": "cannot join"},
    "at_once": {"zh": "随即", "en": "at once"},
    "anytime": {"zh": "随时", "en": "at any time"},
    "unless": {"zh": "跳过，除非 ", "en": "passed over unless "},
}
"""What is drawn and has no title of its own."""


def diagram(workflow: Workflow, lang: str = "zh") -> str:
    """A Mermaid flowchart; the same workflow gives the same text. Ends that nothing leads to are left out.

    Full lines are moves, dotted ones returns, steps that are passed over, and the way out by withdrawal.
    """
    return _Drawing(workflow, lang).text()


class _Drawing:
    def __init__(self, workflow: Workflow, lang: str) -> None:
        self.workflow, self.lang = workflow, lang
        self.graph = Graph.of(workflow)
        self.ids = {id: f"s{number}" for number, id in enumerate(workflow.steps)}

    def text(self) -> str:
        first, withdraw = self.workflow.first.id, self.workflow.withdraw
        reached = self.graph.reached_from(first) | ({"withdrawn"} if withdraw else set())
        steps = [step for step in self.workflow.steps.values() if step.end is None or step.id in reached]
        lines = ["flowchart TD", *(f"    {self.node(step)}" for step in steps), f"    start(( )) --> {self.ids[first]}"]
        for step in steps:
            lines += [
                f"    {line}"
                for line in (*self.branches(step), *self.moves(step), *self.alone(step), *self.passed_over(step), *self.returns(step))
            ]
        lines += [f"    {line}" for line in self.anytime()]
        if withdraw is not None:
            until = self.workflow.steps.get(withdraw.until)
            label = self.said("withdraw") + (self.said("until") + self.title(until) if until else "")
            lines.append(f"    {self.dotted(first, label, 'withdrawn')}")
        return "\n".join(lines) + "\n"

    def said(self, word: str) -> str:
        return words(SAID[word], self.lang)

    def title(self, step: Step) -> str:
        return words(step.title, self.lang) or step.id

    def node(self, step: Step) -> str:
        left, right = SHAPES[step.kind]
        return f"{self.ids[step.id]}{left}{escape(self.title(step))}{right}"

    def moves(self, step: Step) -> Iterator[str]:
        for action in step.actions.values():
            if action.name == "abstain":
                continue  # a vote that leads nowhere by itself
            plain = action.name in SAID and action.title == {"en": action.name}
            name = self.said(action.name) if plain else words(action.title, self.lang) or action.name
            for arm in action.arms:
                for route in arm.routes:
                    for to in self.leads(step, route):
                        yield f"{self.ids[step.id]} -->|{_quoted(_label(name, arm, route))}| {self.ids[to]}"

    def anytime(self) -> Iterator[str]:
        """What is possible at every open step, out of a circle of its own; what wakes an end or names its steps, from there."""
        drawn = False
        for action in self.workflow.anytime.values():
            name = words(action.title, self.lang) or action.name
            for arm in action.arms:
                for route in (route for route in arm.routes if route.to in self.ids):
                    wide = OPEN in arm.within
                    if wide and not drawn:
                        yield f'anytime(("{self.said("anytime")}"))'
                        drawn = True
                    starts = [*(["anytime"] if wide else []), *(self.ids[id] for id in arm.within if id in self.ids)]
                    for start in starts:
                        yield f"{start} -. {_quoted(_label(name, arm, route))} .-> {self.ids[route.to]}"

    def alone(self, step: Step) -> Iterator[str]:
        """Where a step leads by itself: an automatic one, or one whose branches have come together."""
        word = "joined" if step.splits else "at_once"
        for said, routes in ((word, step.then), ("failed", step.otherwise)):
            for route in routes:
                if route.to in self.ids:
                    label = self.said(said) + (f" [{route.when.text}]" if route.when is not None else "")
                    yield f"{self.ids[step.id]} -->|{_quoted(label)}| {self.ids[route.to]}"

    def branches(self, step: Step) -> Iterator[str]:
        """The branches of a parallel step, each as a box of its own behind it."""
        for number, id in enumerate(step.parallel if step.kind is StepKind.PARALLEL else ()):
            branch = self.workflow.branches.get(id)
            title = words(branch.title, self.lang) if branch is not None else id
            box = f"{self.ids[step.id]}b{number}"
            yield f'{box}[/"{escape(title + (" *" if branch is not None and branch.loop else ""))}"/]'
            yield f"{self.ids[step.id]} --- {box}"

    def leads(self, step: Step, route: Route) -> list[str]:
        """Where a route leads: itself for `stay`, each step just before for `previous`."""
        if route.to == "previous":
            return [id for id in self.earlier(step) if step.id in self.graph.edges[id]]
        return [id for id in (step.id if route.to == "stay" else route.to,) if id in self.ids]

    def passed_over(self, step: Step) -> Iterator[str]:
        if step.when is not None and step.following in self.ids:
            yield self.dotted(step.id, self.said("unless") + step.when.text, step.following or "")

    def returns(self, step: Step) -> Iterator[str]:
        if step.returns is None:
            return
        earlier = self.earlier(step)
        if "any_earlier" in step.returns.to and len(earlier) > 1:
            yield self.dotted(step.id, self.said("earlier"), earlier[0])
            return
        for to in self.targets(step, set(step.returns.to)):
            yield self.dotted(step.id, self.said("return"), to)

    def earlier(self, step: Step) -> list[str]:
        """The steps with people that may come before this one, in written order."""
        return [s.id for s in self.workflow.steps.values() if s.staffed and s.id != step.id and step.id in self.graph.after(s.id)]

    def targets(self, step: Step, wanted: set[str]) -> list[str]:
        earlier = self.earlier(step)
        if "any_earlier" in wanted:
            return earlier
        previous = {id for id in earlier if step.id in self.graph.edges[id]} if "previous" in wanted else set()
        first = {self.workflow.first.id} if "initiator" in wanted else set()
        return [id for id in earlier if id in wanted | previous | first]

    def dotted(self, start: str, label: str, to: str) -> str:
        return f"{self.ids[start]} -. {_quoted(label)} .-> {self.ids[to]}"


def _label(name: str, arm: Arm, route: Route) -> str:
    parts = [name]
    if arm.by_text is not None:
        parts.append(arm.by_text)
    parts += [f"[{when.text}]" for when in (arm.when, route.when) if when is not None]
    return " ".join(parts)


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
