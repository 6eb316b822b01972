"""The sheet of a case (签批单): who signed which revision, when, for whom and in which words; what no longer stands is marked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo

from . import events as e
from .attachment import Attachment
from .back_facts import VoteTakenBack
from .case import Decision
from .definition import Workflow
from .frozen import dataclass
from .people_data import SUBSTITUTE_POST
from .rules import APPROVE

ACTIONS: Mapping[str, Mapping[str, str]] = {
    "submit": {"zh": "提交", "en": "submitted"},
    "approve": {"zh": "同意", "en": "approved"},
    "reject": {"zh": "否决", "en": "rejected"},
    "return": {"zh": "退回", "en": "sent back"},
    "abstain": {"zh": "弃权", "en": "abstained"},
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "circled": "圈阅",
        "for": "{principal}（{actor}代）",
        "policy": "（依规则自动）",
        "superseded": "［已失效］",
        "kept": "［沿用：其后仅作形式修改］",
        "revision": "第{n}稿",
        "day": "{0.year}年{0.month}月{0.day}日",
    },
    "en": {
        "circled": "circled",
        "for": "{actor} for {principal}",
        "policy": " (by policy)",
        "superseded": " [superseded]",
        "kept": " [still stands: only the form was changed since]",
        "revision": "revision {n}",
        "day": "{0:%Y-%m-%d}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line of the sheet. `actor` signed, for `principal`; `seal` is the hash of what was signed, `current` whether that is so still.

    `superseded`: it no longer stands, since what it signed has changed in substance or the vote was taken back.
    `kept`: an approval that stands although what it signed reads otherwise by now, since only the form was changed (沿用).
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
    kept: bool = False
    comment: str | None = None
    circled: bool = False
    automatic: str | None = None
    task: str | None = None
    attachments: tuple[Attachment, ...] = ()

    def text(self, names: Mapping[str, str] | None = None, *, language: str = "zh", zone: tzinfo | None = None) -> str:
        """The line as it stands on paper: words, name, for whom, revision, date; `names` are those of the persons by id."""
        names, words = names or {}, WORDS.get(language, WORDS["en"])
        said = words["circled"] if self.circled else self.comment or _label(self.button, language)
        principal, actor = names.get(self.principal, self.principal), names.get(self.actor, self.actor)
        who = words["for"].format(principal=principal, actor=actor) if self.by_proxy else principal if self.automatic else actor
        policy = words["policy"] if self.automatic is not None else ""
        mark = words["superseded"] if self.superseded else words["kept"] if self.kept else ""
        day = words["day"].format(self.at.astimezone(zone).date())
        return f"{said}  {who}{policy}  {words['revision'].format(n=self.revision)}  {day}{mark}"

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
                lines = [replace(line, kept=_kept(line, event.fact, content)) for line in lines]
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


def _kept(line: Signature, fact: e.Edited, content: str) -> bool:
    """Whether an approval stands by an edit of form: of what it signed, or of what it stood for already."""
    if not fact.formal:
        return line.kept and not fact.substantive
    return line.kept or (line.action == APPROVE and not line.superseded and line.seal == content)


def _principal(decision: Decision) -> str:
    """For whom it was signed; whoever is in charge of a post signs for nobody but himself."""
    authority = decision.authority
    return decision.principal if authority is None or authority.kind == SUBSTITUTE_POST else authority.principal


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
        principal=_principal(decision),
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
