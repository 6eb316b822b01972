"""Bottlenecks as SVG, drawn by ourselves: no package of the system and no network is needed to look at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from unicodedata import east_asian_width

from signoff.engine.reports import Bottlenecks, Passage

from .heat import COLOURS, INK, Hot, Section, said, sections

WIDTH, LEFT, BOX = 780, 190, 410
"""Of the picture, of the margin with the ways back, and of a box."""
LINE, PAD, GAP, HEAD, END = 18, 12, 40, 46, 26
"""Height of a line, room around the lines, between two boxes, for a heading, and of an end."""
LETTERS = 58
"""So many narrow letters fit on a line of a box; wide ones count twice."""
FONT = "font-family=\"'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',system-ui,sans-serif\""


def heat_svg(report: Bottlenecks, lang: str = "en") -> str:
    """A picture from top to bottom: boxes are steps, arrows say how many cases went; ways back are dotted, on the left."""
    picture = _Picture(lang)
    for section in sections(report, lang):
        picture.draw(section)
    title, height = said("title", lang), picture.y + 40
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(title)}" {FONT} font-size="13">'
    )
    marker = '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    marker += '<path d="M0 0L8 4L0 8z" fill="#57606a"/></marker></defs>'
    ground = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", marker, ground, *picture.parts, *_key(picture.y, lang), "</svg>"]) + "\n"


def _key(y: int, lang: str) -> Iterator[str]:
    for level, fill in enumerate(COLOURS):
        yield f'<rect x="{LEFT + level * 22}" y="{y + 6}" width="22" height="14" fill="{fill}" stroke="#57606a" stroke-width="0.5"/>'
    yield _text(LEFT + len(COLOURS) * 22 + 10, y + 18, said("key", lang), size=11, fill="#57606a")


@dataclass(eq=False)
class _Picture:
    lang: str
    y: int = 12
    parts: list[str] = field(default_factory=list)

    def draw(self, section: Section) -> None:
        """A heading, the boxes one below the other, the ends, then the arrows."""
        self.parts.append(_text(LEFT, self.y + 20, section.title, size=16, weight="bold"))
        self.y += HEAD
        spans = {hot.step.step: self.box(hot) for hot in section.steps}
        for end in section.ends:
            spans[end] = self.end(end)
        order = list(spans)
        over: list[Passage] = []
        for one in section.passages:
            if not one.back and order.index(one.to) == order.index(one.step) + 1:
                self.down(spans[one.step][1], spans[one.to][0], one.count)
            elif one.step != one.to:
                over.append(one)
        self.around(over, spans)

    def box(self, hot: Hot) -> tuple[int, int]:
        """A step; where it begins and ends."""
        top, height = self.y, LINE * len(hot.lines) + PAD
        self.parts.append(
            f'<rect x="{LEFT}" y="{top}" width="{BOX}" height="{height}" rx="6" fill="{COLOURS[hot.level]}" stroke="#57606a"/>'
        )
        for number, line in enumerate(hot.lines):
            place = top + PAD // 2 + LINE * number + 13
            self.parts.append(_text(LEFT + 12, place, fitted(line), fill=INK[hot.level], weight="bold" if number == 0 else "normal"))
        self.y += height + GAP
        return top, top + height

    def end(self, end: str) -> tuple[int, int]:
        """An end."""
        top = self.y
        self.parts.append(f'<rect x="{LEFT}" y="{top}" width="{BOX // 2}" height="{END}" rx="{END // 2}" fill="#ffffff" stroke="#57606a"/>')
        self.parts.append(_text(LEFT + 16, top + 18, fitted(said(end, self.lang))))
        self.y += END + GAP // 2
        return top, top + END

    def down(self, start: int, to: int, count: int) -> None:
        """An arrow to the box below."""
        x = LEFT + 60
        self.parts.append(f'<path d="M{x} {start}V{to - 2}" stroke="#57606a" fill="none" marker-end="url(#a)"/>')
        self.parts.append(_text(x + 8, (start + to) // 2 + 5, str(count)))

    def around(self, passages: list[Passage], spans: Mapping[str, tuple[int, int]]) -> None:
        """Ways past other boxes: forth on the right, back on the left and dotted, the short ones inside."""
        for back in (False, True):
            mine = sorted((one for one in passages if one.back is back), key=lambda one: abs(spans[one.to][0] - spans[one.step][0]))
            for number, one in enumerate(mine):
                self.arc(one, spans, number)

    def arc(self, one: Passage, spans: Mapping[str, tuple[int, int]], number: int) -> None:
        """One of them, with its count where it is the farthest out."""
        side, edge = (-1, LEFT) if one.back else (1, LEFT + BOX)
        (top, bottom), (to_top, to_bottom) = spans[one.step], spans[one.to]
        to_an_end = not one.back and to_bottom - to_top == END
        edge_to = LEFT + BOX // 2 if to_an_end else edge
        shift = (number % 5) * 5 - 10
        start, to = (top + bottom) // 2 + shift, (to_top + to_bottom) // 2 - shift // 2
        out = edge + side * (36 + min(number, 5) * 24)
        dots = ' stroke-dasharray="4 3"' if one.back else ""
        path = f"M{edge} {start}C{out} {start} {out} {to} {edge_to - side * -2} {to}"
        self.parts.append(f'<path d="{path}" stroke="#57606a" fill="none" marker-end="url(#a)"{dots}/>')
        # a curve of this form comes three quarters of the way out to its two handles
        x, y = edge + (out - edge) * 3 // 4, (start + to) // 2 + 4
        self.parts.append(_text(x + (-4 if one.back else 4), y, str(one.count), anchor="end" if one.back else "start"))


def _text(x: int, y: int, text: str, *, size: int = 13, weight: str = "normal", fill: str = "#1f2328", anchor: str = "start") -> str:
    look = f'font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {look}>{escape(text)}</text>'


def fitted(text: str) -> str:
    """The text as far as it fits on a line of a box."""
    room = LETTERS
    for number, char in enumerate(text):
        room -= 2 if east_asian_width(char) in "WF" else 1
        if room < 0:
            return text[: number - 1] + "…"
    return text
