"""Every rate by its id: what it is called, its formula in words, and how it is counted."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace

from signoff.engine.frozen import dataclass

from . import measures as count
from .measures import Tally
from .rows import Ledger
from .schemes import Scheme
from .tables import REPLIES, Label, both

FORMS: Label = both("份", "forms")
SHARES: Label = both("件次", "duties")
PROMISES: Label = both("项", "commitments")


@dataclass(frozen=True, slots=True)
class Measure:
    """A named rate: its formula in words, how it is counted, and what is counted (`counts`).

    `left_out` are the keys of what is done and yet in neither part, for it had no limit.

    `{resolved}` and `{planned}` stand for classes, which the scheme of a ledger names.
    """

    title: Label
    formula: Label
    count: Callable[[Ledger], Tally]
    counts: Label = field(default_factory=lambda: REPLIES)
    left_out: Callable[[Ledger], tuple[str, ...]] = lambda ledger: ()

    def under(self, scheme: Scheme) -> "Measure":
        """The rate in the words of a scheme."""
        return replace(self, title=scheme.said(self.title), formula=scheme.said(self.formula))

    def note(self, ledger: Ledger) -> Label | None:
        """How much is left out of the rate, and why; None where nothing is."""
        left, title = len(self.left_out(ledger)), ledger.scheme.said(self.title)
        if not left:
            return None
        return both(
            f"{title['zh']}：另有{left}{self.counts['zh']}无期限，未计。",
            f"{title['en']}: {left} {self.counts['en']} without a limit are not counted.",
        )


MEASURES: Mapping[str, Measure] = {
    "on_time": Measure(
        both("按时办结率", "On time"),
        both("在现行期限内答复 ÷（已到现行期限的＋已答复的）", "issued by the effective limit ÷ (effective limit passed, or issued)"),
        count.on_time,
        left_out=count.without_limit,
    ),
    "statutory_on_time": Measure(
        both("原期限内办结率", "Within the original limit"),
        both("在原期限内答复 ÷（已到原期限的＋已答复的）", "issued by the original limit ÷ (original limit passed, or issued)"),
        count.statutory_on_time,
        left_out=count.without_first_limit,
    ),
    "completion": Measure(both("办复率", "Answered"), both("已答复 ÷ 应答复", "issued ÷ owed"), count.completion),
    "upload": Measure(both("上传率", "Uploaded"), both("已上传在线系统 ÷ 已答复", "brought into the online system ÷ issued"), count.upload),
    "satisfaction": Measure(
        both("首次满意率", "Satisfied (first)"),
        both("首次答复：（满意＋基本满意）÷ 已收回", "first reply: (satisfied + basically) ÷ returned"),
        count.forms(False, "satisfied", "basically_satisfied"),
        FORMS,
    ),
    "satisfaction_final": Measure(
        both("最终满意率", "Satisfied (final)"),
        both("最终答复：（满意＋基本满意）÷ 已收回", "last reply: (satisfied + basically) ÷ returned"),
        count.forms(True, "satisfied", "basically_satisfied"),
        FORMS,
    ),
    "strict_satisfaction": Measure(
        both("首次完全满意率", "Fully satisfied (first)"),
        both("首次答复：满意 ÷ 已收回", "first reply: satisfied ÷ returned"),
        count.forms(False, "satisfied"),
        FORMS,
    ),
    "strict_satisfaction_final": Measure(
        both("最终完全满意率", "Fully satisfied (final)"),
        both("最终答复：满意 ÷ 已收回", "last reply: satisfied ÷ returned"),
        count.forms(True, "satisfied"),
        FORMS,
    ),
    "feedback": Measure(both("首次反馈率", "Returned (first)"), both("已收回 ÷ 已发出", "returned ÷ sent"), count.feedback(False), FORMS),
    "feedback_final": Measure(
        both("最终反馈率", "Returned (final)"), both("已收回 ÷ 已发出", "returned ÷ sent"), count.feedback(True), FORMS
    ),
    "contact": Measure(
        both("面商率", "Met before"),
        both("答复前当面沟通过的主办件 ÷ 已答复的主办件", "led replies with a face-to-face contact before issue ÷ led replies issued"),
        count.contact,
    ),
    "resolution": Measure(
        both("办成率", "Solved ({resolved})"),
        both("{resolved} ÷ 已定类别的答复", "class {resolved} ÷ replies with a class"),
        count.resolution,
    ),
    "resolution_ab": Measure(
        both("解决和正在解决率", "Solved or under way ({resolved}+{planned})"),
        both("（{resolved}＋{planned}）÷ 已定类别的答复", "class {resolved} or {planned} ÷ replies with a class"),
        count.resolution_ab,
    ),
    "publication": Measure(
        both("公开率", "Published"),
        both("已公开 ÷（已答复的主办件－批准不公开的）", "published ÷ (led replies issued − approved not to be public)"),
        count.publication,
    ),
    "first_pass": Measure(
        both("一次通过率", "First pass"),
        both("呈批中未被退回的答复 ÷ 已答复", "replies never sent back ÷ replies issued"),
        count.first_pass,
    ),
    "sign_in": Measure(
        both("按时签收率", "Signed in on time"),
        both("按时签收 ÷（已到签收期限的＋已签收的）", "signed in by the limit ÷ (limit passed, or signed in)"),
        count.sign_in,
        SHARES,
    ),
    "co_opinion": Measure(
        both("会办意见按时报送率", "Opinions on time"),
        both("按时报送 ÷（已到期限的＋已报送的）", "filed by the limit ÷ (limit passed, or filed)"),
        count.co_opinion,
        SHARES,
    ),
    "look_back": Measure(
        both("回头看完成率", "Look-backs on time"),
        both("按时报送回头看报告 ÷（已到期限的＋已报送的）", "reports filed by the limit ÷ (limit passed, or filed)"),
        count.look_back,
        SHARES,
    ),
    "fulfilment": Measure(
        both("承诺兑现率", "Commitments kept"),
        both("按期兑现 ÷（已到期的＋已兑现的）", "kept by the day ÷ (day passed, or kept)"),
        count.fulfilment,
        PROMISES,
    ),
    "conversion": Measure(
        both("{planned}转{resolved}", "{planned} turned {resolved}"),
        both("首次{planned}现为{resolved} ÷ 首次{planned}", "class {planned} first and {resolved} now ÷ class {planned} first"),
        count.conversion,
    ),
}
"""Every rate by its id."""
