"""The columns of a ledger of suggestions and proposals: what they are called in Chinese and English, and which field each one fills.

The glossary names the fields; the headings are those of ledgers as they are kept. What kind of value a cell holds is said by the
field of the workflow that the row becomes a case of.
"""

from functools import lru_cache

from signoff.engine.frozen import dataclass

from .plain_text import heading

LEAD, CO = "lead_units", "co_units"
"""Columns that fill `units` together, each with its role."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the `field` it fills, and its headings, the usual one in Chinese first, then that in English."""

    field: str
    headings: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is usually called."""
        return self.headings[0]


COLUMNS: tuple[Column, ...] = (
    Column("kind", ("类别", "Kind", "件类", "类型", "建议提案类别")),
    Column("year", ("年度", "Year", "年份", "交办年度")),
    Column("case_no", ("编号", "No.", "案号", "建议编号", "提案编号", "建议号", "提案号", "编码", "number", "case no", "case number")),
    Column("title", ("案由", "Title", "标题", "题目", "名称", "subject")),
    Column("session", ("届次", "Session", "会次")),
    Column("sector", ("界别", "Sector")),
    Column("level", ("级别", "Level", "层级")),
    Column("assigning_body", ("交办机关", "Assigned by", "交办单位", "assigning body")),
    Column("received_at", ("收件日期", "Received", "收到日期", "received at")),
    Column("upstream_role", ("主办/会办", "Role", "上级分工", "分工", "办理类型", "upstream role")),
    Column("upstream_due", ("上级期限", "Upstream due", "上级答复期限")),
    Column("lead_proposer", ("领衔人", "Lead proposer", "领衔代表", "第一提案人", "提案人", "提出人")),
    Column("co_signers", ("附议人", "Co-signers", "联名人", "附议", "联名", "co-signer")),
    Column("follow_up_officer", ("跟办人", "Follow-up", "专人跟办", "follow-up officer")),
    Column("leading_leader", ("领办领导", "Leading leader")),
    Column("supervising_leader", ("督办领导", "Supervising leader")),
    Column("mode", ("办理方式", "Mode")),
    Column(LEAD, ("主办单位", "Lead unit", "承办单位", "独办单位", "lead units")),
    Column(CO, ("会办单位", "Co-units", "协办单位", "co-unit", "co-handling units")),
    Column("urgency", ("缓急", "Urgency", "紧急程度")),
    Column("key_case", ("重点", "Key", "重点件", "重点建议提案", "key case")),
    Column("leader_led", ("领导领办", "Leader-led", "领办件")),
    Column("key_supervised", ("重点督办", "Key supervision", "重点督办件")),
    Column("money_case", ("涉及资金", "Money", "资金件")),
    Column("assigned_at", ("交办日期", "Assigned", "交办时间", "assigned at")),
    Column("reply_due_at", ("答复期限", "Reply due", "办理期限", "办结期限")),
    Column("extended_to", ("延期至", "Extended to")),
    Column("doc_no", ("答复文号", "Reply No.", "文号", "复文号")),
    Column("reply_issued_at", ("答复日期", "Reply issued", "复文日期", "答复时间", "办结日期")),
    Column("class_at_first_reply", ("首次结果类别", "First class")),
    Column("result_class", ("结果类别", "Class", "办理结果", "办理类别", "result class")),
    Column("satisfaction_first", ("首次满意度", "First satisfaction")),
    Column("satisfaction_final", ("满意度", "Satisfaction", "满意情况", "最终满意度", "反馈意见")),
    Column("uploaded_at", ("上传日期", "Uploaded", "上传时间")),
    Column("upload_receipt_no", ("上传回执号", "Upload receipt", "回执号")),
    Column("disclosure", ("公开方式", "Publication", "公开情况", "公开属性", "disclosure")),
    Column("published_at", ("公开日期", "Published", "公开时间")),
    Column("remarks", ("备注", "Remarks", "说明", "note", "notes")),
)
WORKED_OUT = (
    *"序号 附议人数 承办股室 经办人 分管领导 当前状态 状态 当前环节 处理人 当前环节/处理人 剩余工作日 联系次数 会办意见齐否".split(),
    *"是否按时 督办级别 回头看状态 逾期工作日 # Status Step Section Officer".split(),
    "Working days left",
    "On time",
)
"""Columns of a ledger that the system works out itself, or that belong to work not begun yet; they are not read."""
NEEDED = ("kind", "case_no", "title")
"""Columns without which a table is no ledger."""

SAME = (
    ("npc_suggestion", "人大建议", "人大代表建议", "代表建议", "建议", "人大", "npc", "npcsuggestion"),
    ("cppcc_proposal", "政协提案", "委员提案", "提案", "政协", "cppcc", "cppccproposal"),
    ("lead", "主办", "主办件", "独办", "单独办理"),
    ("co", "会办", "会办件", "协办", "协办件", "co-handling"),
    ("sole", "单办", "独办", "单独办理"),
    ("split", "分办", "分别办理"),
    ("joint", "主会办", "主办会办", "主办/会办", "联合办理"),
    ("merged", "并案", "合并办理"),
    ("national", "国家级", "全国", "国家"),
    ("province", "省级", "省"),
    ("prefecture", "地市级", "地级市", "市级"),
    ("county", "县级", "县", "县市级", "本级"),
    ("normal", "平件", "普通", "一般"),
    ("urgent", "加急", "急件", "急"),
    ("urgent_top", "特急"),
    ("satisfied", "满意", "很满意", "非常满意"),
    ("basically_satisfied", "基本满意", "较满意"),
    ("dissatisfied", "不满意"),
    ("no_feedback", "未反馈"),
    ("full", "全文公开", "全文", "主动公开"),
    ("summary", "摘要公开", "摘要"),
    ("on_request", "依申请公开"),
    ("none", "不公开"),
)
"""Words that mean one option: its id first, then how ledgers write it."""
CLASSES = {"A": ("已解决", "解决或基本解决"), "B": ("正在解决", "列入计划"), "C": ("暂不能解决",), "D": ("留作参考",)}
"""What the letters of result classes mean in the national scheme; another scheme may mean something else by them."""


@lru_cache(1)
def by_heading() -> dict[str, Column]:
    """The columns by their headings, as these are compared."""
    return {heading(name): column for column in COLUMNS for name in (*column.headings, column.field)}


@lru_cache(1)
def worked_out() -> frozenset[str]:
    """Headings of columns that are not read, as they are compared."""
    return frozenset(heading(name) for name in WORKED_OUT)
