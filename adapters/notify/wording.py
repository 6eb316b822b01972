"""A notice in words: what stands in the subject and in the text, in Chinese or in English."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, TypeAlias, cast, get_args

from signoff.engine.errors import Misconfigured
from signoff.engine.ports import Notice

Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: Final = get_args(Language)

KINDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "remind": {"zh": "催办", "en": "Reminder"},
    "opened": {"zh": "待办", "en": "To do"},
    "overdue": {"zh": "超期", "en": "Overdue"},
    "copy_to": {"zh": "抄送", "en": "Copy"},
    "ended": {"zh": "办结", "en": "Closed"},
}
OTHER: Final[Mapping[Language, str]] = {"zh": "通知", "en": "Notice"}

FACTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "key": {"zh": "编号", "en": "Case"},
    "title": {"zh": "标题", "en": "Title"},
    "workflow": {"zh": "流程", "en": "Workflow"},
    "step": {"zh": "环节", "en": "Step"},
    "round": {"zh": "轮次", "en": "Round"},
    "due": {"zh": "办理期限", "en": "Due"},
    "due_at": {"zh": "办理期限", "en": "Due"},
    "url": {"zh": "链接", "en": "Link"},
}
"""What of a case is told to people; anything else it carries is for machines."""

LONGEST_LINE = 200
LONGEST_FACT = 2000
# A text that turns its neighbours round can make one address or case look like another.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def language_of(value: object) -> Language:
    """The setting `language`; Misconfigured for any but `zh` and `en`."""
    if value not in LANGUAGES:
        raise Misconfigured(f"there are no notices in the language {value!r}", hint="Set `language` to zh or en.")
    return cast(Language, value)


def said(label: object, language: Language) -> str:
    """A label in this language, else in whichever it has; plain values as they are, nothing for none."""
    if isinstance(label, Mapping):
        return said(label.get(language) or next(iter(label.values()), None), language)
    if isinstance(label, datetime):
        return label.isoformat(sep=" ", timespec="minutes")
    return "" if label is None else str(label)


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """The text without line breaks, control characters and marks that turn its direction; cut where it is too long."""
    spaced = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") else sign for sign in TURNING.sub("", text))
    line = " ".join(spaced.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def subject(notice: Notice, language: Language) -> str:
    """One line: `催办：2026-6115 请尽快审核`."""
    what = KINDS.get(notice.kind, OTHER)[language]
    rest = " ".join(part for part in (said(notice.case.get("key"), language), said(notice.text, language)) if part)
    return one_line(what + ("：" if language == "zh" else ": ") + rest if rest else what)


def body(notice: Notice, language: Language) -> str:
    """The whole text: what is said, and which case it is about."""
    text = said(notice.text, language) or subject(notice, language)
    lines = [*(one_line(line, LONGEST_FACT) for line in text.splitlines()), ""]
    colon = "：" if language == "zh" else ": "
    lines += [
        FACTS[name][language] + colon + one_line(fact, LONGEST_FACT)
        for name in FACTS
        if name in notice.case and (fact := said(notice.case[name], language))
    ]
    return "\n".join(lines).rstrip() + "\n"
