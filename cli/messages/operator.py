"""What an operator is shown beside findings: who listens."""

MESSAGES: dict[str, tuple[str, str]] = {
    "show.side_by_side": ("Side by side", "并列进度"),
    "timeline.head": ("Times are {offset}.", "时间均为 {offset}。"),
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
