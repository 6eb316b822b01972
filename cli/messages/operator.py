"""What an operator is shown beside findings: who listens."""

MESSAGES: dict[str, tuple[str, str]] = {
    "show.side_by_side": ("Side by side", "并列进度"),
    "timeline.head": ("Times are {offset}.", "时间均为 {offset}。"),
    "help.report": ("Learn from many cases together: where the time goes.", "汇总分析：时间花在哪里。"),
    "help.report.bottlenecks": (
        "Show where the time goes, what is sent back, what lies with whom.",
        "各环节用时、退回情况、各人在办与超期。",
    ),
    "more.report.bottlenecks": (
        "Of visits that ended and decisions taken in the period; what waits is counted now. Time at a step is working time where a "
        "calendar counts there; what a case was suspended does not count. Median, and what nine of ten did not exceed. Archived cases are "
        "not in it.",
        "统计期内离开的环节和作出的决定；在办数为现在的数。有日历的环节按工作时间计，挂起的时间不计。中位数；十件中九件不超过的时长。不含已归档的件。",
    ),
    "report.steps": ("Steps", "环节"),
    "report.people": ("People and pools", "人员与岗位"),
    "report.units": ("Units", "单位"),
    "report.working": ("{n} wh", "{n} 工时"),
    "report.first": ("the first case", "第一件"),
    "report.now": ("now", "现在"),
    "report.told": ("{cases}, from {since} to {until}; wh: working hours", "{cases}，{since} 至 {until}；工时：工作小时"),
    "report.drawn": ("drawn in {file}", "已画入 {file}"),
    "col.visits": ("VISITS", "次数"),
    "col.median": ("MEDIAN", "中位数"),
    "col.p90": ("9 OF 10", "九成内"),
    "col.share": ("OF THE TIME", "占时间"),
    "col.returned": ("SENT BACK", "退回"),
    "col.now": ("NOW", "现有"),
    "col.overdue": ("OVERDUE", "超期"),
    "col.acts": ("DONE", "已办"),
    "col.leads_to": ("TO", "到"),
    "problem.picture": ("{file} is no name for a picture", "{file} 不是图的文件名"),
    "hint.picture": ("Let it end in one of: {endings}", "请以其一结尾：{endings}"),
    "problem.file_unwritten": ("{file} cannot be written", "写不了文件 {file}"),
    "help.listeners": ("List who listens for events, and forget who is gone.", "列出事件的接收者，清除已停用的。"),
    "help.listeners.list": ("List the names under which handlers listen.", "列出登记了处理函数的名称。"),
    "more.listeners.list": (
        "With the events that wait for a process that has the handler; since when the oldest does.",
        "并列出等待具备该处理函数的进程领取的事件，及最早一条等了多久。",
    ),
    "help.listeners.unsubscribe": ("Forget a name whose handler is gone for good.", "清除已不再使用的名称。"),
    "more.listeners.unsubscribe": (
        "Nothing is kept for it any more, and what waits for it is dropped. A process that still has the handler says so again.",
        "今后不再为其保留事件，正在等待的一并作废。仍具备该处理函数的进程会重新登记。",
    ),
    "col.events": ("EVENTS", "事件"),
    "col.waiting": ("WAITING", "等待"),
    "col.process": ("PROCESS", "进程"),
    "listeners.served": ("there", "在运行"),
    "listeners.unserved": ("none", "没有"),
    "listeners.count": ("{n} listener|{n} listeners", "接收者 {n} 个"),
    "listeners.gone": (
        "{name} listens no longer; {n} event that waited for it is dropped|"
        "{name} listens no longer; {n} events that waited for it are dropped",
        "已清除 {name}；等待它的 {n} 条事件作废",
    ),
    "listeners.back": ("A living process has {name}: it will say so again.", "有进程仍具备 {name}，会重新登记。"),
    "problem.no_listener": ("nobody listens under the name {name}", "没有名为 {name} 的接收者"),
    "hint.no_listener": ("signoff listeners list shows them.", "可用 signoff listeners list 查看。"),
}
