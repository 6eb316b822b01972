"""What a picture of bottlenecks shows: per workflow its steps in written order, how hot each is, and the figures in words."""

from collections.abc import Iterator, Mapping, Sequence

from signoff.engine.definition import Label
from signoff.engine.frozen import dataclass
from signoff.engine.reports import Bottlenecks, Passage, StepTime

from .diagram import words

COLOURS = ("#fff7ec", "#fee0b6", "#fdb863", "#e66101", "#993404")
"""From cool to hot."""
LEVELS = (5, 15, 30, 50)
"""From so many hundredths of the time that is spent at the steps drawn together a step is a level hotter."""
INK = ("#1f2328", "#1f2328", "#1f2328", "#ffffff", "#ffffff")
SAID: Mapping[str, Label] = {
    "title": {"zh": "时间花在哪里", "en": "Where the time goes"},
    "figures": {"zh": "中位数 {median}，九成在 {p90} 以内", "en": "median {median}, nine of ten within {p90}"},
    "working": {"zh": "（工作时间）", "en": " (working time)"},
    "visits": {"zh": "{n} 次，占全部时间 {share}%", "en": "{n} visits, {share} % of the time"},
    "none": {"zh": "本期没有办完的", "en": "no visit ended"},
    "back": {"zh": "由此退回 {returned} 次，退到此处 {received} 次", "en": "{returned} sent back from here, {received} to here"},
    "now": {"zh": "现有 {waiting} 件，超期 {overdue} 件", "en": "{waiting} there now, {overdue} overdue"},
    "key": {"zh": "颜色越深，占用时间越多；数字写在各环节上", "en": "the darker, the more of the time; the figures stand on the steps"},
    "minutes": {"zh": "{n} 分钟", "en": "{n} min"},
    "hours": {"zh": "{n} 小时", "en": "{n} h"},
    "days": {"zh": "{n} 天", "en": "{n} d"},
    "approved": {"zh": "通过", "en": "approved"},
    "rejected": {"zh": "否决", "en": "rejected"},
    "withdrawn": {"zh": "撤回", "en": "withdrawn"},
    "terminated": {"zh": "终止", "en": "terminated"},
    "done": {"zh": "办结", "en": "done"},
}
"""What is written beside titles and numbers."""


@dataclass(frozen=True, slots=True)
class Hot:
    """A step with its level (0 to 4) and the lines that stand on it, the title first."""

    step: StepTime
    level: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A workflow, or a branch of one: its steps in written order, and how cases went from one to another."""

    title: str
    steps: Sequence[Hot]
    passages: Sequence[Passage]

    @property
    def ends(self) -> list[str]:
        """Where cases went that is no step of it: ends."""
        known = {hot.step.step for hot in self.steps}
        return list(dict.fromkeys(one.to for one in self.passages if one.to not in known))


def sections(report: Bottlenecks, lang: str) -> Iterator[Section]:
    """Each workflow, with its branches behind it."""
    places = dict.fromkeys((one.workflow, one.branch) for one in sorted(report.steps, key=lambda one: (one.workflow, one.branch)))
    for workflow, branch in places:
        steps = sorted((one for one in report.steps if (one.workflow, one.branch) == (workflow, branch)), key=lambda one: one.position)
        passages = [one for one in report.passages if (one.workflow, one.branch) == (workflow, branch)]
        name = words(steps[0].title, lang) or workflow
        yield Section(f"{name} / {branch}" if branch else name, [hot(one, steps, lang) for one in steps], passages)


def hot(step: StepTime, among: Sequence[StepTime], lang: str) -> Hot:
    """A step among those drawn with it."""
    whole = sum(one.total for one in among)
    share = step.total * 100 // whole if whole else 0
    return Hot(step, sum(share >= level for level in LEVELS), tuple(lines(step, share, lang)))


def lines(step: StepTime, share: int, lang: str) -> Iterator[str]:
    """Title and figures."""
    yield words(step.step_title, lang) or step.step
    if step.median is None or step.p90 is None:
        yield said("none", lang)
    else:
        told = said("figures", lang, median=length(step.median, step.working, lang), p90=length(step.p90, step.working, lang))
        yield told + (said("working", lang) if step.working else "")
        yield said("visits", lang, n=step.visits, share=share)
    if step.returned or step.received:
        yield said("back", lang, returned=step.returned, received=step.received)
    if step.waiting:
        yield said("now", lang, waiting=step.waiting, overdue=step.overdue)


def length(minutes: int, working: bool, lang: str) -> str:
    """A length in its largest fitting unit, rounded down; working time never in days, which are no measure of it."""
    if minutes < 60:
        return said("minutes", lang, n=minutes)
    if working or minutes < 48 * 60:
        return said("hours", lang, n=minutes // 60)
    return said("days", lang, n=minutes // (24 * 60))


def said(word: str, lang: str, **facts: object) -> str:
    """A word in the language, or the word itself."""
    return words(SAID[word], lang).format_map(facts) if word in SAID else word
