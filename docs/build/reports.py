"""`docs/reference/reports.md`: every report with its tables, columns and formulas, in English and Chinese, from the reports themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime

from signoff.adapters.proposals.reports.catalogue import REPORTS
from signoff.adapters.proposals.reports.counts import COUNTS
from signoff.adapters.proposals.reports.measured import MEASURES
from signoff.adapters.proposals.reports.rows import Ledger
from signoff.adapters.proposals.reports.schemes import NATIONAL
from signoff.adapters.proposals.reports.tables import Label, Report

HEAD = """# Reports of the handling of proposals · 建议提案办理统计报表

What `signoff proposals report REPORT` shows, column by column. Generated from the reports. How to make them:
[Report on the handling of proposals](../how-to/proposal-reports.md).

`signoff proposals report 报表` 的全部内容。本页由报表自身生成。用法见[办理情况统计](../how-to/proposal-reports.zh.md)。

- Every rate shows part, whole and percentage; an empty whole is `—`. Percentages have two decimals, half up, each on its own.
  比率均列分子、分母和百分比；分母为零时记“—”。百分比保留两位小数，四舍五入，各自进位。
- A *case* (件) is one suggestion or proposal; a *reply* (件次) is one case and one of its lead units. Columns say which they count.
  “件”为一件建议或提案；“件次”为一件的一个主办单位。各列注明所计为何。
- Cases withdrawn, not accepted or terminated are in no figure and in a footnote.
  已撤回、不予立案、已终止的件不计入任何数字，在表末注明件数。
- A unit that handles a case again (dissatisfied, or reopened) still owes one reply: on time or late by its first reply and that one's
  limit; class and satisfaction are told of the first and of the last.
  重新办理、重启办理不另计件次：是否按时以首次答复及其期限为准；结果类别、满意度分列首次和最终。
- `--as-of` a day is its end (24:00) in the zone of the calendar; today is now. What is meant is printed below the title.
  `--as-of` 只写日期的，截至当日 24 时（以日历所在时区为准）；写当天的，截至现在。所指时点印在标题之下。
- A filter takes ids, names and labels (`--unit 交通局`, `--kind 人大建议`, `--class B类`); what there is none of is refused (exit code 4).
  筛选条件可写编号、名称或标签；台账中没有的不予受理，退出码为 4。
"""
POINTS = """What a card costs is said by the policy of the city (`yellow_score`, `red_score`), unless a scorecard has `points` of its own.
黄牌、红牌每张所扣分值由所用规则的 `yellow_score`、`red_score` 规定；测评办法自行写明 `points` 的，以测评办法为准。"""
LETTERS: dict[str, Label] = {
    "unit_ranking": {"zh": "承办单位测评排名", "en": "Ranking of the units by a scorecard: ranks, lines, and the cases behind them"},
    "annual_report": {"zh": "年度办理工作情况报告（公文）", "en": "The yearly report, a letter with annexes"},
    "notice_commend": {"zh": "通报表扬（公文）", "en": "A circular that commends the units above a number of points"},
    "notice_criticise": {"zh": "通报批评（公文）", "en": "A circular about the units of the last grade"},
}


def reports_page() -> str:
    """The page."""
    return "\n".join([HEAD, *rate_lines(), "", *count_lines(), "", "## Reports · 报表", "", *report_lines()]) + "\n"


def rate_lines() -> Iterator[str]:
    """The table of rates."""
    yield from ("## Rates · 比率", "", "| id | 名称 | formula | 公式 | counts · 计量 |", "|---|---|---|---|---|")
    for id, one in MEASURES.items():
        formula, counts = one.formula, one.counts
        yield f"| `{id}` | {one.title['zh']} · {one.title['en']} | {formula['en']} | {formula['zh']} | {counts['en']} · {counts['zh']} |"


def count_lines() -> Iterator[str]:
    """The table of what a scorecard can count."""
    yield from ("## Counts · 计数", "", "What a scorecard can give or take points for, one by one. 测评办法可逐项加分、扣分的事项。", "")
    yield from (POINTS, "")
    yield from ("| id | 名称 |", "|---|---|")
    for id, one in COUNTS.items():
        yield f"| `{id}` | {NATIONAL.said(one.title)['zh']} · {NATIONAL.said(one.title)['en']} |"


def report_lines() -> Iterator[str]:
    """Each report with its tables."""
    empty = Ledger(as_of=datetime(2026, 1, 1, tzinfo=UTC))
    for id, make in REPORTS.items():
        yield from one(id, make(empty))
    yield from ("### By a scorecard, and letters · 测评与公文", "", "| report | 名称 | what |", "|---|---|---|")
    for id, words in LETTERS.items():
        yield f"| `{id}` | {words['zh']} | {words['en']} |"


def one(id: str, made: Report) -> Iterator[str]:
    """A report: what it is called, and the columns of each table."""
    yield from (f"### `{id}` · {made.title['zh']} · {made.title['en']}", "")
    for table in made.tables:
        columns = "、".join(column.heading("zh") for column in table.columns)
        english = ", ".join(column.heading("en") for column in table.columns)
        yield f"- **{table.title['zh']} · {table.title['en']}**: {columns} · {english}"
    for note in made.notes[:-1]:
        yield f"- {note['zh']} {note['en']}"
    yield ""
