"""What is wrong with a row, in English and Chinese: what was found, what is expected, what to do."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

WORDS: Mapping[str, tuple[str, str]] = {
    "required": ("nothing is written; {heading} is needed in every row", "未填写；每行都须填写“{heading}”"),
    "number_written": ("{found} is no case number; expected {expected}", "“{found}”不是编号；应为{expected}"),
    "text_too_long": ("{length} characters are more than {most}: shorten the text", "共 {length} 字，超过 {most} 字：请缩短"),
    "control_character": (
        "character {at} is an invisible control character ({found}): delete it, or type the text anew; line breaks and tabs may stay",
        "第 {at} 个字符是看不见的控制字符（{found}）：请删除，或重新录入；换行和制表符可以保留",
    ),
    "whole_number": ("{found} is no whole number", "“{found}”不是整数"),
    "number": ("{found} is no number", "“{found}”不是数字"),
    "yes_or_no": ("{found} is neither yes nor no: write 是 or 否", "“{found}”看不出是或否：请填“是”或“否”"),
    "date": (
        "{found} is no date that can be read in one way only: write it as 2020-03-10 or 2020年3月10日",
        "“{found}”不是唯一可辨的日期：请写成 2020-03-10 或 2020年3月10日",
    ),
    "no_such_day": ("{found}: there is no such day; write a day that the month has", "“{found}”：没有这一天；请核对月、日"),
    "date_as_number": (
        "{found} is a number, perhaps a date without its format: format the column as a date",
        "“{found}”是数字，可能是未设日期格式的日期：请把该列设为日期格式",
    ),
    "year_beyond": ("{found}: the year is not between 1949 and 2199", "“{found}”：年份不在 1949 至 2199 之间"),
    "day_before": (
        "{found} is before {other} {day}: check both days",
        "{found} 早于“{other}”{day}：请核对这两个日期",
    ),
    "day_ahead": ("{found} is still to come, today is {today}: check the day", "{found} 尚未到来（今天是 {today}）：请核对日期"),
    "received_late": (
        "{found} is after {other} {day}: check both days; right where {other} is that of the upper level",
        "{found} 晚于“{other}”{day}：请核对；“{other}”为上级交办日期的，属正常",
    ),
    "proposer_empty": (
        "nobody is named: write the lead proposer; right where a party or a group has made the proposal",
        "未填写：请填写领衔人；以党派、界别、团组名义提出的，属正常",
    ),
    "limit_empty": (
        "nothing is written: write the limit of the reply; without one it is in no on-time rate",
        "未填写：请填写答复期限；无期限的答复不计入按时办结率",
    ),
    "published_none": (
        "{found} is a day of publication, and {other} says that the reply is not to be public: check both cells",
        "“{other}”为不公开，却填有公开日期 {found}：请核对这两格",
    ),
    "unit_idle": (
        "nobody in {found} could begin the case, it would lie there: name a unit that handles cases, or first give it people",
        "“{found}”无人可承接，交办后将无人办理：请填写承办单位，或先在人员库中为其配备人员",
    ),
    "no_rows": (
        "below the headings there is no row to read: write one row for each case",
        "表头之下没有可读的行：请每件填写一行",
    ),
    "year_apart": (
        "{found} is more than a year from {year}, the year of the row: check the day and the year",
        "{found} 与本行年度 {year} 相差一年以上：请核对日期和年度",
    ),
    "no_workflow": (
        "a row like this becomes a case of `{found}`, and there is no such workflow here: put its file into the workflows folder",
        "这样的一行属于流程 `{found}`，而这里没有该流程：请把流程文件放入流程目录",
    ),
    "choice": ("{found} is none of {expected}{near}", "“{found}”不在可选值之内：{expected}{near}"),
    "unknown_person": ("nobody here is called {found}{near}", "人员库中没有“{found}”{near}"),
    "several_persons": ("{found} may be several persons: {expected}; write the id", "“{found}”有重名：{expected}；请填写人员编号"),
    "unknown_unit": ("there is no unit {found}{near}", "机构库中没有“{found}”{near}"),
    "several_units": ("{found} may be several units: {expected}; write the id", "“{found}”对应多个单位：{expected}；请填写单位编号"),
    "unit_twice": ("{found} is named twice in this row", "“{found}”在本行出现两次"),
    "cell_error": (
        "the cell shows the error {found}: mend the formula, or write the value",
        "单元格为错误值 {found}：请修正公式或直接填写",
    ),
    "formula_unsolved": (
        "the formula's result is not in the file: open it in a spreadsheet and save it, or write the value",
        "公式没有保存计算结果：请用电子表格打开并保存，或直接填写",
    ),
    "merged_cells": (
        "{area} are merged: unmerge them and fill in every row",
        "{area} 是合并单元格：请取消合并，逐行填写",
    ),
    "hidden_row": (
        "row {row} is hidden: show it or delete it, or import with --hidden include or --hidden skip",
        "第 {row} 行被隐藏：请取消隐藏或删除，或加 --hidden include（一并导入）、--hidden skip（略过）",
    ),
    "hidden_column": (
        "column {found} ({heading}) is hidden: show it or delete it, or import with --hidden include or --hidden skip",
        "{found} 列（{heading}）被隐藏：请取消隐藏或删除，或加 --hidden include（一并导入）、--hidden skip（略过）",
    ),
    "twice_in_file": ("{found} is in row {other} already", "“{found}”与第 {other} 行重复"),
    "key_taken": ("{found} is registered already ({key})", "“{found}”已经登记（{key}）"),
    "refused": ("{why}", "{why}"),
    "heading_missing": ("no column is called {expected}", "缺少“{expected}”列"),
    "heading_twice": ("{heading} is the heading of {other} already", "“{heading}”列重复，{other} 也是"),
    "heading_unknown": (
        "no field is called {found}{near}",
        "没有名为“{found}”的栏目{near}",
    ),
    "field_elsewhere": ("{heading} is not kept by this workflow", "本流程不保存“{heading}”"),
}
"""By code: English, Chinese."""

NEAR = (": did you mean {near}?", "；是否为“{near}”？")


def told(code: str, facts: Mapping[str, object], language: str = "en") -> str:
    """The sentence of a code in a language, with its facts."""
    number = 1 if language == "zh" else 0
    near = facts.get("near")
    return WORDS[code][number].format_map({**facts, "near": NEAR[number].format(near=near) if near else ""})
