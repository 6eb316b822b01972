"""The words of a city: its result classes (结果类别), which of them say that something is solved, its cards (督办单) and what they cost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal

from signoff.engine.frozen import dataclass

from .tables import EMPTY, Label, both, spoken

CARDS: Mapping[str, Label] = {
    "blue": both("蓝色督办单", "Blue order"),
    "yellow": both("黄牌", "Yellow card"),
    "red": both("红牌", "Red card"),
}
"""What the levels of supervision are called where no policy says otherwise."""
SCORES: Mapping[str, Decimal] = {"yellow": Decimal(1), "red": Decimal(3)}
"""What a card costs in a scorecard where no policy says otherwise."""
LETTER = re.compile(r"[A-Za-z]\Z")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The classes, best first, with what they are called; those of what is solved, and of what is under way or planned; the cards.

    `scores` are the points that cards cost.
    """

    classes: Mapping[str, Label]
    resolved: tuple[str, ...]
    planned: tuple[str, ...]
    cards: Mapping[str, Label] = field(default_factory=lambda: CARDS)
    scores: Mapping[str, Decimal] = field(default_factory=lambda: SCORES)

    def card(self, level: str) -> Label | str:
        """What a level of supervision is called; nothing where there is none."""
        return self.cards.get(level, level)

    def covering(self, found: Iterable[str]) -> tuple[str, ...]:
        """The classes of the scheme, and behind them those that rows have besides: of another year, or of another body's scheme."""
        return tuple(dict.fromkeys((*self.classes, *sorted(set(found) - {""}))))

    def heading(self, id: str) -> Label:
        """A class at the head of a column or in a sentence: a letter as `A类`, any other word by what it is called."""
        return both(f"{id}类", f"Class {id}") if LETTER.match(id) else self._called(id)

    def cell(self, id: str) -> Label | str:
        """A class in a cell: a letter alone, any other word by what it is called."""
        return id if not id or LETTER.match(id) else self._called(id)

    def label(self, id: str) -> Label:
        """What a class is called in full; of one that the scheme does not know, or does not explain, its heading."""
        label = self.classes.get(id, {})
        return label if any(text != id for text in label.values()) else self.heading(id)

    def said(self, label: Label) -> Label:
        """A text in which `{resolved}` and `{planned}` stand for classes, `{blue}`, `{yellow}` and `{red}` for cards."""
        return {language: self._filled(text, language) for language, text in label.items()}

    def note(self) -> Label:
        """What each class is called."""
        labels = [self.label(id) for id in self.classes]
        chinese, english = (joint.join(spoken(one, language) for one in labels) for language, joint in (("zh", "、"), ("en", ", ")))
        return both(f"结果类别：{chinese}。", f"Classes: {english}.")

    def _called(self, id: str) -> Label:
        label = self.classes.get(id) or {"zh": id}
        return both(spoken(label, "zh"), spoken(label, "en"))

    def _filled(self, text: str, language: str) -> str:
        for name, ids in (("{resolved}", self.resolved), ("{planned}", self.planned)):
            text = text.replace(name, self._joined(ids, language))
        for level, label in self.cards.items():
            text = text.replace(f"{{{level}}}", spoken(label, language))
        return text

    def _joined(self, ids: tuple[str, ...], language: str) -> str:
        joint, shown = ("＋", self.heading) if language == "zh" else ("+", self.cell)
        return joint.join(spoken(shown(id), language) for id in ids) or EMPTY


NATIONAL = Scheme(
    classes={
        "A": both("A(已解决或基本解决)", "A (solved)"),
        "B": both("B(正在解决或列入计划)", "B (under way or planned)"),
        "C": both("C(因条件限制暂不能解决)", "C (not for now)"),
        "D": both("D(留作参考)", "D (for reference)"),
    },
    resolved=("A",),
    planned=("B",),
)
"""That of the National People's Congress: of ledgers that were kept before schemes were, and where no policy names another."""
