"""A notice in words: what stands in the subject and in the text, in Chinese or in English."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal, TypeAlias, cast, get_args
from zoneinfo import ZoneInfo

from signoff.engine.errors import Misconfigured
from signoff.engine.ports import Notice

from .options import Options

Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: Final = get_args(Language)

KINDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "remind": {"zh": "催办", "en": "Reminder"},
    "opened": {"zh": "待办", "en": "To do"},
    "overdue": {"zh": "超期", "en": "Overdue"},
    "extended": {"zh": "延期", "en": "More time"},
    "recounted": {"zh": "期限变动", "en": "Deadline moved"},
    "reassigned": {"zh": "改派", "en": "Reassigned"},
    "copy_to": {"zh": "抄送", "en": "Copy"},
    "bypassed": {"zh": "知悉", "en": "For your information"},
    "digest": {"zh": "汇总", "en": "Digest"},
    "ended": {"zh": "办结", "en": "Closed"},
    "asked": {"zh": "征询", "en": "Question"},
    "answered": {"zh": "答复", "en": "Answer"},
    "returned": {"zh": "退回", "en": "Sent back"},
    "approved": {"zh": "同意", "en": "Approved"},
    "rejected": {"zh": "否决", "en": "Rejected"},
    "withdrawn": {"zh": "撤回", "en": "Withdrawn"},
    "back_asked": {"zh": "请求取回", "en": "Request to take back"},
    "back_consented": {"zh": "取回", "en": "Taken back"},
    "back_declined": {"zh": "取回", "en": "Not taken back"},
    "back_closed": {"zh": "取回", "en": "Not taken back"},
}
OTHER: Final[Mapping[Language, str]] = {"zh": "通知", "en": "Notice"}

FACTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "key": {"zh": "编号", "en": "Case"},
    "title": {"zh": "流程", "en": "Workflow"},
    "step": {"zh": "环节", "en": "Step"},
    "round": {"zh": "轮次", "en": "Round"},
    "due_at": {"zh": "办理期限", "en": "Due"},
    "url": {"zh": "链接", "en": "Link"},
}
"""What of a case is told to people; anything else it carries is for machines."""
INSTANTS: Final = frozenset({"due_at"})
PROVISIONAL: Final[Mapping[str, str]] = {"zh": "（暂定）", "en": " (provisional)"}
"""Behind a deadline that counts days which are not official yet."""

LONGEST_LINE = 200
LONGEST_FACT = 2000
# A text that turns its neighbours round can make one address or case look like another.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Tongue:
    """The language people are told in, and the time zone of the times they are told."""

    language: Language = "en"
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise Misconfigured(f"there are no notices in the language {self.language!r}", hint="Set `language` to zh or en.")
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError):
            raise Misconfigured(f"there is no time zone {self.timezone!r}", hint="Use a name such as Asia/Shanghai.") from None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    @property
    def colon(self) -> str:
        """What stands behind the name of a fact."""
        return "：" if self.language == "zh" else ": "

    def time(self, instant: object) -> str:
        """An instant (or its ISO 8601 text) as a person reads it: in their own zone, with its offset."""
        try:
            at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        except ValueError:
            at = None
        if not isinstance(at, datetime) or at.tzinfo is None:
            return self.said(instant)
        return at.astimezone(self.zone).isoformat(sep=" ", timespec="minutes")

    def said(self, label: object) -> str:
        """A label in this language, else in whichever it has; plain values as they are, nothing for none."""
        if isinstance(label, Mapping):
            return self.said(label.get(self.language) or next(iter(label.values()), None))
        return "" if label is None else str(label)


def tongue_of(options: Options) -> Tongue:
    """The settings `language` and `timezone`; Misconfigured for what there is not."""
    return Tongue(cast(Language, options.text("language", "en")), options.text("timezone", "UTC"))


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """The text without line breaks, control characters and marks that turn its direction; cut where it is too long."""
    spaced = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") else sign for sign in TURNING.sub("", text))
    line = " ".join(spaced.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def subject(notice: Notice, tongue: Tongue) -> str:
    """One line: `催办：2026-6115 请尽快审核`."""
    what = KINDS.get(notice.kind, OTHER)[tongue.language]
    text = tongue.said(notice.text)
    if notice.items:
        # Of many lines the first says how many there are.
        text = text.partition("\n")[0]
    key = tongue.said(notice.case.get("key"))
    rest = text if key and re.match(rf"{re.escape(key)}(?!\w)", text) else " ".join(part for part in (key, text) if part)
    return one_line(what + tongue.colon + rest if rest else what)


def body(notice: Notice, tongue: Tongue) -> str:
    """The whole text: what is said, and which case it is about."""
    text = tongue.said(notice.text) or subject(notice, tongue)
    lines = [*(one_line(line, LONGEST_FACT) for line in text.splitlines()), ""]
    for name, label in FACTS.items():
        value = notice.case.get(name)
        fact = tongue.time(value) if name in INSTANTS else tongue.said(value)
        fact += PROVISIONAL[tongue.language] if fact and name in INSTANTS and notice.case.get("provisional") else ""
        if fact:
            lines.append(label[tongue.language] + tongue.colon + one_line(fact, LONGEST_FACT))
    return "\n".join(lines).rstrip() + "\n"
