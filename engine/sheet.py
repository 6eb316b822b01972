"""The sheet of a case (签批单): who signed which revision, when, for whom and in which words; what no longer stands is marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from . import events as e
from .attachment import Attachment
from .back_facts import VoteTakenBack
from .case import Decision
from .definition import Workflow

ACTIONS: Mapping[str, Mapping[str, str]] = {
    "submit": {"zh": "提交", "en": "submitted"},
    "approve": {"zh": "同意", "en": "approved"},
    "reject": {"zh": "否决", "en": "rejected"},
    "return": {"zh": "退回", "en": "sent back"},
    "abstain": {"zh": "弃权", "en": "abstained"},
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {"circled": "圈阅", "for": "（代{principal}）", "policy": "（依规则自动）", "superseded": "［已失效］", "revision": "第{n}稿"},
    "en": {
        "circled": "circled",
        "for": " for {principal}",
        "policy": " (by policy)",
        "superseded": " [superseded]",
        "revision": "revision {n}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line of the sheet. `actor` signed, for `principal`; `seal` is the hash of what was signed, `current` whether that is so still.

    `superseded`: it no longer stands, since what it signed has changed in substance or the vote was taken back.
    `circled`: consent without words (圈阅).
    """

    step: str
    title: Mapping[str, str]
    round: int
    action: str
    button: Mapping[str, str]
    principal: str
    actor: str
    at: datetime
    revision: int
    seal: str
    current: bool = True
    superseded: bool = False
    comment: str | None = None
    circled: bool = False
    automatic: str | None = None
    task: str | None = None
    attachments: tuple[Attachment, ...] = ()

    def text(self, names: Mapping[str, str] | None = None, *, language: str = "zh", zone: tzinfo | None = None) -> str:
        """The line as it stands on paper: words, name, for whom, revision, date; `names` are those of the persons by id."""
        names, words = names or {}, WORDS.get(language, WORDS["en"])
        said = words["circled"] if self.circled else self.comment or _label(self.button, language)
        who = names.get(self.actor, self.actor) if self.automatic is None else names.get(self.principal, self.principal)
        proxy = words["for"].format(principal=names.get(self.principal, self.principal)) if self.by_proxy else ""
        policy = words["policy"] if self.automatic is not None else ""
        stale = words["superseded"] if self.superseded else ""
        day = self.at.astimezone(zone).date().isoformat()
        return f"{said}  {who}{proxy}{policy}  {words['revision'].format(n=self.revision)}  {day}{stale}"

    @property
    def by_proxy(self) -> bool:
        """Whether somebody signed for another person (代)."""
        return self.automatic is None and self.actor != self.principal


def _label(label: Mapping[str, str], language: str) -> str:
    return label.get(language) or next(iter(label.values()), "")


def sheet(events: Iterable[e.Event], workflows: Mapping[str, Workflow]) -> tuple[Signature, ...]:
    """Every signature of a case in order, from its history; `workflows` are the definitions by hash."""
    lines: list[Signature] = []
    content = ""
    for event in events:
        match event.fact:
            case e.Started():
                content = event.fact.content
            case e.Edited():
                content = event.fact.content
            case e.Superseded():
                lines = [replace(line, superseded=True) if line.task in event.fact.tasks else line for line in lines]
            case VoteTakenBack():
                gone = (event.fact.task, *event.fact.tasks)
                lines = [replace(line, superseded=True) if line.task in gone else line for line in lines]
            case e.Decided():
                lines.append(_line(event, event.fact.decision, event.fact.task, workflows.get(event.definition)))
            case e.Acted():
                lines.append(_line(event, event.fact.decision, None, workflows.get(event.definition)))
    return tuple(replace(line, current=line.seal == content) for line in lines)


def _line(event: e.Event, decision: Decision, task: str | None, workflow: Workflow | None) -> Signature:
    step = workflow.steps.get(event.step) if workflow is not None else None
    named = {**workflow.anytime, **(step.actions if step is not None else {})} if workflow is not None else {}
    action = named.get(decision.action)
    button = action.title if action is not None else {}
    usual = ACTIONS.get(decision.action, {"en": decision.action})
    return Signature(
        step=event.step,
        title=step.title if step is not None else {"en": event.step},
        round=event.round,
        action=decision.action,
        button=button if button and set(button.values()) != {decision.action} else usual,
        principal=decision.authority.principal if decision.authority is not None else decision.principal,
        actor=decision.actor,
        at=decision.at,
        revision=decision.revision,
        seal=decision.content,
        comment=decision.comment,
        circled=decision.kind == "circled",
        automatic=decision.automatic,
        task=task,
        attachments=decision.attachments,
    )
