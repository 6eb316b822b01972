"""Calendars: a new year, and deadlines counted anew."""

MESSAGES: dict[str, tuple[str, str]] = {
    "help.calendar": ("Calendars: show, import a year, count deadlines anew.", "日历：查看、导入新年度、重算期限。"),
    "help.calendar.show": ("Show calendars and their years.", "查看日历及各年度。"),
    "help.calendar.import": ("Import a year from YAML or holiday-cn JSON.", "导入年度：本系统 YAML 或 holiday-cn JSON。"),
    "more.calendar.import": (
        "The year is checked (weekdays, duplicates, other years, statutory days) and written into the calendar's file in the calendars "
        "folder, which is made from the one that ships if it is not there yet. Running processes see it at once. With --recalculate "
        "the open deadlines are counted anew, as `calendar recount` does. --dry-run shows what would change, deadlines too. "
        "What is odd and may be right (a Chinese year without one of its festivals, say) is written only with --accept.",
        "先核对（星期、重复、年度、法定节日），再写入日历目录中该日历的文件；没有该文件时由内置日历生成。运行中的进程随即生效。"
        "加 --recalculate 则重算在办件的期限，与 calendar recount 相同。--dry-run 只显示将有的变化，包括期限。"
        "存疑的年度（如缺少春节假期）须加 --accept 认可后才写入。",
    ),
    "help.calendar.recount": ("Count the deadlines of open cases anew.", "按现行日历重算在办件的期限。"),
    "more.calendar.recount": (
        "Old and new dates stand in the history, and the holders are told. What has passed is not brought back; what was extended or "
        "suspended stays; what would end earlier stays and is listed, unless --earlier.",
        "新旧期限记入历史，并通知承办人。已过的期限不恢复；延期或暂停过的不变；将提前的只列出、不变动，除非加 --earlier。",
    ),
    "problem.no_calendar": ("there is no calendar {calendar}", "没有日历 {calendar}"),
    "hint.no_calendar": ("There are: {known}.", "有：{known}。"),
    "problem.no_recount_reason": ("why? the history says so for every deadline that moves", "为什么重算？历史中须写明理由"),
    "hint.no_recount_reason": ("Write --reason TEXT.", "请写 --reason 理由。"),
    "problem.year_official": ("{year} is official already and the file says otherwise", "{year} 年已是正式日历，且与文件不同"),
    "hint.year_official": ("Write --replace if the notice has been changed.", "通知确有变更时加 --replace。"),
    "problem.calendar_text": ("the calendar's file cannot be written into: {why}", "无法写入日历文件：{why}"),
    "hint.calendar_text": ("Write the year into it by hand.", "请手工写入该年度。"),
    "problem.calendar_invalid": ("the file of the year has mistakes", "年度文件有误"),
    "problem.calendar_doubtful": ("{doubts}", "{doubts}"),
    "hint.calendar_doubtful": (
        "Hold the file against the notice; what is right as it is goes on with {options}.",
        "请与放假通知核对；核对无误的，加 {options} 继续。",
    ),
    "calendar.festival_missing": (
        "{year} is to be official and has no days off for {festival}",
        "{year} 年拟为正式日历，却没有{festival}假期",
    ),
    "calendar.makeup_many": (
        "{days} weekend days of {year} are worked in exchange; no notice has named more than {most}",
        "{year} 年调休上班多达 {days} 天，历年通知均未超过 {most} 天",
    ),
    "calendar.name_year": ("the file is called {file} and holds {year}", "文件名为 {file}，内容却是 {year} 年"),
    "calendar.mistake": ("{what}. {do}", "{what}。{do}"),
    "calendar.official": ("official", "正式"),
    "calendar.provisional": ("provisional", "暂定"),
    "col.off": ("OFF", "放假"),
    "col.makeup": ("MADE UP", "调休上班"),
    "col.calendar": ("CALENDAR", "日历"),
    "col.deadline": ("DEADLINE", "期限"),
    "col.year": ("YEAR", "年度"),
    "col.was": ("WAS", "原"),
    "col.due_now": ("NOW", "现"),
    "calendar.becomes_off": ("becomes a day off", "改为休息日"),
    "calendar.becomes_worked": ("becomes a working day", "改为工作日"),
    "calendar.no_change": ("{year} is as the file has it", "{year} 年与文件一致"),
    "calendar.written": ("{year} is in {file}", "{year} 年已写入 {file}"),
    "calendar.would": ("{year} would be written into {file}", "{year} 年将写入 {file}"),
    "calendar.status": ("{year}: {was} → {now}", "{year} 年：{was} → {now}"),
    "recount.later": ("later", "延后"),
    "recount.earlier": ("earlier", "提前"),
    "recount.same": ("the same", "不变"),
    "recount.passed": ("passed, stays", "已过，不变"),
    "recount.stays": ("would end earlier, stays", "将提前，不变"),
    "recount.moved": ("{n} deadline counted anew|{n} deadlines counted anew", "已重算期限 {n} 个"),
    "recount.would": ("{n} deadline would be counted anew|{n} deadlines would be counted anew", "将重算期限 {n} 个"),
    "recount.left": (
        "{n} deadline stays although the calendar says otherwise|{n} deadlines stay although the calendar says otherwise",
        "{n} 个期限与日历不符但未变动",
    ),
    "recount.under_way": ("{n} case|{n} cases", "{n} 件"),
}
