"""The picture of the README: the five steps of `reply-approval`, with return, straight back, withdrawal and escalation."""

from html import escape
from typing import NamedTuple


class Box(NamedTuple):
    """A step of the path: its name, who acts, how long they have."""

    name: str
    who: str
    due: str


class Words(NamedTuple):
    """Everything the picture says, in one language."""

    title: str
    boxes: tuple[Box, ...]
    submit: str
    approve: str
    approved: str
    withdraw: str
    withdrawn: str
    back: str
    straight: str
    ladder: tuple[str, ...]


WORDS = {
    "en": Words(
        "Five steps from draft to approval, with return, straight back, withdrawal and escalation",
        (
            Box("Draft", "its author", "5 working days"),
            Box("Section", "anyone of it", "2 working days"),
            Box("Deputy director", "of the portfolio", "1 working day"),
            Box("Director", "of the office", "1 working day"),
            Box("City leader", "of the portfolio", "2 working days"),
        ),
        "submit",
        "approve",
        "approved",
        "withdraw",
        "withdrawn",
        "return to any earlier step, with a reason",
        "straight back, while the approvals given so far still stand",
        ("due: remind the holder", "+ 1 working day: tell the manager", "+ 3 working days: tell the director"),
    ),
    "zh": Words(
        "从拟稿到批准的五个环节，可退回、直送、撤回，逾期逐级提醒",
        (
            Box("拟稿", "拟稿人", "5 个工作日"),
            Box("股室修改", "股室任一人", "2 个工作日"),
            Box("分管副主任审核", "按分管单位", "1 个工作日"),
            Box("主任把关", "办公室主任", "1 个工作日"),
            Box("市领导审批", "按分管单位", "2 个工作日"),
        ),
        "提交",
        "同意",
        "批准",
        "撤回",
        "已撤回",
        "退回前面任一环节，须写明理由",
        "直送退回人：已有的签批仍然有效时",
        ("到期：催办", "逾期 1 个工作日：告知上级", "逾期 3 个工作日：告知主任"),
    ),
}
LEFT, TOP, WIDE, HIGH, GAP = 24, 132, 136, 78, 52
INK, SOFT, BLUE, PALE, ORANGE, GREEN, PURPLE = "#1f2328", "#59636e", "#4a6fae", "#eef4ff", "#b4540a", "#0a7d6b", "#7d4ec9"
FONTS = 'system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
STYLE = f"""text {{ font-family: {FONTS}; fill: {INK} }}
.name {{ font-size: 14px; font-weight: 600 }} .note {{ font-size: 13px }}
.small {{ font-size: 12px; fill: {SOFT} }} .tiny {{ font-size: 11px; fill: {SOFT} }}"""


def path_picture(lang: str) -> str:
    """The picture as SVG."""
    words = WORDS[lang]
    parts = [
        *(_step(number, box) for number, box in enumerate(words.boxes)),
        *(_arrow(number, words.submit if number == 0 else words.approve) for number in range(len(words.boxes))),
        _pill(_x(5), TOP + HIGH / 2, 88, words.approved, GREEN),
        _withdrawal(words),
        _returns(words),
        _ladder(words),
    ]
    heads = "".join(_head(id, colour) for id, colour in {"b": BLUE, "o": ORANGE, "g": GREEN, "s": SOFT}.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1076 300" role="img" aria-label="{escape(words.title)}">\n'
        f"<style>{STYLE}</style>\n<defs>{heads}</defs>\n"
        '<rect x=".5" y=".5" width="1075" height="299" rx="10" fill="#fff" stroke="#d0d7de"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _x(number: int) -> int:
    return LEFT + number * (WIDE + GAP)


def _middle(number: int) -> float:
    return _x(number) + WIDE / 2


def _head(id: str, colour: str) -> str:
    return (
        f'<marker id="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{colour}"/></marker>'
    )


def _text(x: float, y: float, text: str, kind: str, anchor: str = "middle", colour: str = "") -> str:
    fill = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}"{fill}>{escape(text)}</text>'


def _step(number: int, box: Box) -> str:
    middle = _middle(number)
    return (
        f'<rect x="{_x(number)}" y="{TOP}" width="{WIDE}" height="{HIGH}" rx="8" fill="{PALE}" stroke="{BLUE}" stroke-width="1.5"/>'
        + _text(middle, TOP + 27, box.name, "name")
        + _text(middle, TOP + 47, box.who, "small")
        + _text(middle, TOP + 64, box.due, "small")
    )


def _arrow(number: int, label: str) -> str:
    begin, end, y = _x(number) + WIDE + 2, _x(number + 1) - 3, TOP + HIGH / 2
    line = f'<path d="M{begin} {y:g}H{end}" stroke="{BLUE}" stroke-width="1.5" fill="none" marker-end="url(#b)"/>'
    return line + _text((begin + end) / 2, y - 7, label, "tiny")


def _pill(x: float, y: float, wide: float, label: str, colour: str) -> str:
    shape = f'<rect x="{x:g}" y="{y - 16:g}" width="{wide:g}" height="32" rx="16" fill="#fff" stroke="{colour}" stroke-width="1.5"/>'
    return shape + _text(x + wide / 2, y + 5, label, "note", colour=colour)


def _withdrawal(words: Words) -> str:
    x = _middle(0)
    line = f'<path d="M{x:g} {TOP - 2}V64" stroke="{SOFT}" stroke-width="1.5" fill="none" marker-end="url(#s)"/>'
    return _pill(x - 46, 46, 92, words.withdrawn, SOFT) + line + _text(x + 8, 102, words.withdraw, "small", "start")


def _returns(words: Words) -> str:
    """From the director back to the section, and straight back again."""
    low, y = TOP + HIGH, 258
    here, there = _middle(3), _middle(1)
    right, left = here + 14, there - 14
    down = f"M{right:g} {low + 2}V{y - 14}Q{right:g} {y} {here:g} {y}"
    back = f'<path d="{down}H{there:g}Q{left:g} {y} {left:g} {y - 14}V{low + 4}"'
    forth = f'<path d="M{there + 14:g} {low + 2}V{low + 18}H{here - 14:g}V{low + 4}"'
    return (
        f'{back} stroke="{ORANGE}" stroke-width="1.5" fill="none" marker-end="url(#o)"/>'
        f'{forth} stroke="{GREEN}" stroke-width="1.5" fill="none" stroke-dasharray="5 4" marker-end="url(#g)"/>'
        + _text((here + there) / 2, y + 20, words.back, "note", colour=ORANGE)
        + _text((here + there) / 2, low + 34, words.straight, "small", colour=GREEN)
    )


def _ladder(words: Words) -> str:
    """Rungs over the deputy director's step; they hold at every step with a clock."""
    x, y = _middle(2), TOP - 8
    rungs = [y - 22 - number * 28 for number in range(len(words.ladder))]
    rails = "".join(f'<path d="M{x + side:g} {y}V{rungs[-1] - 14}" stroke="{PURPLE}" stroke-width="1.5"/>' for side in (-11, 11))
    steps = "".join(
        f'<path d="M{x - 11:g} {rung}H{x + 11:g}" stroke="{PURPLE}" stroke-width="2.5"/>'
        + _text(x + 24, rung + 4, text, "note", "start", PURPLE)
        for rung, text in zip(rungs, words.ladder, strict=True)
    )
    return rails + steps
