"""What the values of the ledger are called."""

from collections.abc import Mapping

from .tables import Label, both

WORDS: Mapping[str, Mapping[str, Label]] = {
    "kind": {"npc_suggestion": both("人大建议", "NPC suggestion"), "cppcc_proposal": both("政协提案", "CPPCC proposal")},
    "role": {"lead": both("主办", "Lead"), "co": both("会办", "Co-handled")},
    "level": {
        "national": both("全国", "National"),
        "province": both("省级", "Province"),
        "prefecture": both("地市级", "Prefecture"),
        "county": both("县级", "County"),
    },
    "satisfaction": {
        "satisfied": both("满意", "Satisfied"),
        "basically_satisfied": both("基本满意", "Basically satisfied"),
        "dissatisfied": both("不满意", "Dissatisfied"),
        "no_feedback": both("未反馈", "No feedback"),
    },
    "phase": {"pre": both("办前", "Before"), "mid": both("办中", "During"), "post": both("办后", "After")},
    "mode": {
        "phone": both("电话", "Phone"),
        "visit": both("上门", "Visit"),
        "symposium": both("座谈", "Symposium"),
        "site_visit": both("实地", "Site visit"),
        "letter": both("信函", "Letter"),
        "email": both("邮件", "E-mail"),
        "other": both("其他", "Other"),
    },
    "disclosure": {
        "full": both("全文公开", "Full text"),
        "summary": both("摘要公开", "Summary"),
        "on_request": both("依申请公开", "On request"),
        "none": both("不公开", "Not public"),
    },
    "order": {"open": both("未销号", "Open"), "resolved": both("已销号", "Resolved"), "cancelled": both("已撤销", "Cancelled")},
    "standing": {
        "open": both("办理中", "Under way"),
        "closed": both("已办结", "Closed"),
        "withdrawn": both("已撤回", "Withdrawn"),
        "rejected": both("不予立案", "Not accepted"),
        "terminated": both("已终止", "Terminated"),
        "unassigned": both("未交办", "Not yet assigned"),
    },
    "group": {"city_direct_units": both("市直机关单位", "Departments"), "towns": both("镇（街）", "Towns"), "": both("承办单位", "Units")},
    "yes": {"True": both("是", "Yes"), "False": both("否", "No")},
}
FACE_TO_FACE = frozenset({"visit", "symposium", "site_visit"})
"""Modes of contact in which people meet （面商）."""
LEVELS = ("blue", "yellow", "red")


def word(of: str, value: object) -> Label | str:
    """What a value is called; the value itself where it has no name."""
    return WORDS[of].get(str(value), "" if value is None else str(value))
