"""Archived cases, and rows that are kept for a time only."""

MESSAGES: dict[str, tuple[str, str]] = {
    "help.archive": ("Move finished cases to a file, read them there, bring them back.", "归档办结的件：写入文件、查阅、恢复。"),
    "help.archive.run": ("Move finished cases that are old enough to a file.", "把已办结且满期的件移入文件。"),
    "more.archive.run": (
        "Whole cases go, with all below them; key, head and file name stay in the database. What is written is on the disk before it is "
        "removed from the tables, and may be checked at any time: signoff verify --archive FILE. Run it again after an interruption, with "
        "the same file or folder. What somebody is working on is left for the next time. An administrator's command.",
        "整件连同其下各件一并移走；编号、链头和文件名留在数据库中。先落盘、后删除，随时可用 signoff verify --archive 文件 验证。"
        "中断后可对同一文件或文件夹重新执行。有人正在办的件留待下次。须由管理员执行。",
    ),
    "help.archive.list": ("List archived cases and the files they are in.", "列出已归档的件及其所在文件。"),
    "help.archive.show": ("Show a case of a file, with its history.", "查看归档文件中的一件及其历史。"),
    "more.archive.show": ("Needs no database.", "不需要数据库。"),
    "help.archive.restore": ("Bring an archived case back from its file.", "从文件中恢复一件已归档的件。"),
    "more.archive.restore": (
        "The whole case comes back, with the same ids and its whole history. An administrator's command.",
        "整件恢复，标识和历史不变。须由管理员执行。",
    ),
    "usage.verify_archive": ("--archive checks a whole file: leave CASE out", "--archive 验证整个文件：请去掉 CASE"),
    "verify.file_ok": (
        "{n} case in the file verified: it is whole|{n} cases in the file verified: it is whole",
        "已验证文件中的 {n} 件：完整",
    ),
    "verify.file_alone": ("no database is set: the file is checked by itself only", "没有设置数据库：只验证文件自身"),
    "verify.archived": (
        "{n} case is archived: signoff verify --archive FILE checks its file|{n} cases are archived: signoff verify --archive FILE checks "
        "their files",
        "{n} 件已归档：用 signoff verify --archive 文件 验证其文件",
    ),
    "archive.under_way": ("{looked_at} looked at, {roots} archived", "已查看 {looked_at} 件，已归档 {roots} 件"),
    "archive.before": ("last event before", "最后变动早于"),
    "archive.file": ("file", "文件"),
    "archive.roots": ("cases", "件"),
    "archive.cases": ("with all below them", "连同其下各件"),
    "archive.events": ("events", "历史条数"),
    "archive.kept": ("{n} finished case stays|{n} finished cases stay", "{n} 件已办结的留下"),
    "archive.would": ("{roots} would be archived", "将归档 {roots} 件"),
    "archive.done": ("{roots} archived ({cases} with all below them) in {file}", "已归档 {roots} 件（连同其下共 {cases} 件），文件 {file}"),
    "archive.nothing": ("nothing to archive", "没有需要归档的件"),
    "archive.restored": ("{case} is back from {file}", "{case} 已从 {file} 恢复"),
    "archive.is_open_case": ("a case below it is under way", "其下还有在办的件"),
    "archive.is_timer": ("a deadline of it is running", "还有期限在计时"),
    "archive.is_question": ("a question is not answered", "有征询未答复"),
    "archive.is_asked_back": ("somebody asks to take an act back", "有取回请求待答复"),
    "archive.is_undelivered": ("something has not been delivered: see signoff retry", "有未送达的内容：见 signoff retry"),
    "archive.is_too_young": ("something happened to it later", "之后还有变动"),
    "archive.is_unsound": ("its history does not verify: see signoff verify", "历史未通过验证：见 signoff verify"),
    "archive.is_busy": ("somebody is working on it; next time", "正有人在办，留待下次"),
    "help.db.purge": ("Delete rows that were needed for a time only.", "清理只需保留一段时间的记录。"),
    "more.db.purge": (
        "Answered requests, what was delivered, refused commands: older than the settings below [retention] say. A worker does so every "
        "hour by itself.",
        "已应答的请求、已送达的内容、被拒绝的尝试：超过 [retention] 各项设置的时限即删除。常驻 worker 每小时自动清理。",
    ),
    "purge.requests": ("requests", "请求"),
    "purge.deliveries": ("deliveries", "投递"),
    "purge.attempts": ("attempts", "尝试"),
    "purge.done": ("{n} deleted", "已删除 {n} 条"),
    "purge.more": ("{n} deleted; there are more: run it again", "已删除 {n} 条，还有：请再次执行"),
    "col.file": ("FILE", "文件"),
    "col.archived": ("ARCHIVED AT", "归档时间"),
    "action.archive": ("archive", "归档"),
    "action.restore": ("restore", "恢复"),
    "code.archived": ("", "{key} 已归档，在文件 {file} 中"),
    "hint.archived": (
        "Read it with: signoff archive show {file} {key}; bring it back with: signoff archive restore {file} {key} --reason TEXT",
        "查阅：signoff archive show {file} {key}；恢复：signoff archive restore {file} {key} --reason 理由",
    ),
    "code.archive_unavailable": ("", "归档文件不可用：{file}"),
    "code.archive_invalid": ("", "归档文件不能用：不是归档文件、已损坏，或内容与归档时不同"),
    "hint.archive_invalid": ("Look at it with: signoff verify --archive FILE", "可用 signoff verify --archive 文件 查看。"),
    "refused.not_archived": ("", "{case} 没有归档"),
}
