"""Suggestions and proposals: ledgers, assignment in one act, campaigns."""

MESSAGES: dict[str, tuple[str, str]] = {
    "help.proposals": ("Suggestions and proposals: import a ledger, assign, run a campaign.", "建议提案：导入台账、统一交办、批量办理。"),
    "help.proposals.import": ("Import a ledger from a workbook or a CSV file.", "从电子表格或 CSV 文件导入台账。"),
    "more.proposals.import": (
        "Columns are known by their Chinese or English headings, in any order, below title rows. A row becomes a case: of our own "
        "work (主办), of our share in others' work (会办), or, where 答复日期 is filled, a record of a finished case. Every mistake is "
        "told with its cell, and nothing is imported while a row is wrong, unless --partial. Run it again after an interruption: what "
        "is there already is left alone. Read are .xlsx, and CSV in UTF-8, GB18030 (GBK) or UTF-16; at most 50,000 rows and 50 MB. "
        "Ends with 5 where anything was wrong.",
        "按中文或英文表头识别各列，列序不限，表头之上可有标题行。每行成为一件：主办件、会办件；已填“答复日期”的为历史件。"
        "有误之处逐格报告；只要有一行有误就一件也不导入，除非加 --partial。中断后可重新执行：已登记的不再导入。"
        "可读 .xlsx，以及 UTF-8、GB18030（GBK）或 UTF-16 编码的 CSV；最多 50,000 行、50 MB。有误时退出码为 5。",
    ),
    "help.proposals.assign": ("Assign many cases in one act (统一交办).", "统一交办：多件一次交办。"),
    "more.proposals.assign": (
        "All of them, in one transaction and at one instant, or none; with --leave-out those that are refused stay where they are. A "
        "record of the batch names them all, and each of them names it. Every unit and every follow-up officer gets one notice.",
        "在同一事务、同一时刻全部交办，或一件也不交办；加 --leave-out 则被拒绝的留在原处，其余照办。批次记录列出全部件，各件也注明批次。"
        "各单位和跟办人各收一份通知。",
    ),
    "help.proposals.campaign": ("Start a look-back for each case of a cohort (回头看).", "回头看：为一批办结的件逐件启动。"),
    "more.proposals.campaign": (
        "The cohort: finished cases of a year, of class B unless --class says otherwise, one look-back for each lead unit. Each is a "
        "transaction of its own. Run it again under the same NAME after an interruption: no case gets a second one. A case whose own "
        "look-back is still running gets none. The workflow says who may start it and who holds it; --dry-run names them.",
        "范围：某年度已办结的件，默认 B 类（可用 --class 指定），每个主办单位一件。逐件各自成事务。中断后用同一名称重新执行：不会重复启动。"
        "自己的回头看尚未结束的件不再启动。由谁启动、由谁承接以流程为准；--dry-run 逐件列出。",
    ),
    "problem.none_waiting": ("no case waits to be assigned", "没有待交办的件"),
    "hint.none_waiting": (
        "signoff cases --step registered shows those that wait to be proposed for assignment.",
        "用 signoff cases --step registered 查看待拟办的件。",
    ),
    "problem.batch_taken": ("{year} has a batch {number} already", "{year} 年已有批次 {number}"),
    "hint.batch_taken": (
        "Choose another --batch (or --year); signoff show assign-batch/{record} shows what was assigned.",
        "请换一个 --batch（或 --year）；用 signoff show assign-batch/{record} 查看该批次。",
    ),
    "refused.meeting_ahead": ("", "交办会日期 {meeting_on} 尚未到来（今天是 {today}）"),
    "hint.meeting_ahead": ("", "请写实际开会的日期，或不写。"),
    "hint.no_cases_to_assign": ("Name the cases, or write --all.", "请写明各件，或加 --all。"),
    "assign.done": (
        "{n} case assigned, record {record}|{n} cases assigned, record {record}",
        "已交办 {n} 件，批次 {record}",
    ),
    "assign.would": ("{n} case would be assigned|{n} cases would be assigned", "将交办 {n} 件"),
    "assign.nothing": ("nothing was assigned", "一件也没有交办"),
    "state.held": ("not done: others were refused", "未办：其他件被拒绝"),
    "state.unchanged": ("unchanged", "未变动"),
    "campaign.under_way": ("{n} case looked at|{n} cases looked at", "已查看 {n} 件"),
    "campaign.done": ("{n} started", "已启动 {n} 件"),
    "campaign.would": ("{n} would be started", "将启动 {n} 件"),
    "campaign.refused": ("{n} refused", "被拒绝 {n} 件"),
    "campaign.unchanged": ("{n} unchanged", "未变动 {n} 件"),
    "usage.import_number": (
        "--number {entry}: write KIND=MASK, the kind being one of {kinds}",
        "--number {entry}：请写 类别=样式，类别为 {kinds} 之一",
    ),
    "col.cell": ("CELL", "单元格"),
    "col.column": ("COLUMN", "列"),
    "import.under_way": ("row {done} of {total}", "第 {done} 行，共 {total} 行"),
    "import.done": ("{n} case imported|{n} cases imported", "已导入 {n} 件"),
    "import.would": ("{n} case would be imported|{n} cases would be imported", "将导入 {n} 件"),
    "import.would_nothing": ("nothing would be imported", "一件也不会导入"),
    "import.nothing": ("nothing was imported", "一件也没有导入"),
    "import.right": (
        "{n} row is right and waits for the others to be mended; --partial imports it without them|"
        "{n} rows are right and wait for the others to be mended; --partial imports them without the others",
        "另有 {n} 行无误，待有误之处改正后一并导入；加 --partial 可先导入这些行",
    ),
    "import.accepted": ("{n} doubt was accepted|{n} doubts were accepted", "已认可存疑 {n} 处"),
    "import.doubts": (
        "{n} of them is a doubt: mend the cell, or accept what is right as it is with {options}|"
        "{n} of them are doubts: mend the cells, or accept what is right as it is with {options}",
        "其中存疑 {n} 处：请改正；经核对无误的，加 {options} 认可",
    ),
    "usage.import_accept": ("--accept {code}: there is no such doubt; known are {known}", "--accept {code}：没有这种存疑；可写 {known}"),
    "import.unchanged": ("{n} case was there already|{n} cases were there already", "{n} 件此前已登记，未变动"),
    "import.wrong": ("{n} mistake|{n} mistakes", "有误 {n} 处"),
    "import.more": ("{n} more mistake is not shown|{n} more mistakes are not shown", "另有 {n} 处未列出"),
    "import.unread": ("not read: {names}", "未读取：{names}"),
    "code.table_empty": ("", "文件是空的"),
    "hint.table_empty": ("", "请给出含台账的文件。"),
    "code.not_text": ("", "文件既不是电子表格，也不是 UTF-8 或 GB18030 文本（见第 {byte} 字节）"),
    "hint.not_text": ("", "请另存为 .xlsx，或 UTF-8 编码的 CSV。"),
    "code.csv_broken": ("", "文件在第 {row} 行（文本第 {line} 行）处中断"),
    "hint.csv_broken": ("", "多为缺少引号：请用电子表格打开后重新另存为 CSV。"),
    "code.workbook_old": ("", "文件是旧格式的电子表格（.xls、.et），或不是电子表格"),
    "hint.workbook_old": ("", "请打开后另存为 .xlsx。"),
    "code.workbook_locked": ("", "电子表格设有打开密码"),
    "hint.workbook_locked": ("", "请打开后取消密码再保存。"),
    "code.workbook_broken": ("", "电子表格已损坏"),
    "hint.workbook_broken": ("", "请打开后另存为新文件再试。"),
    "code.workbook_too_large": ("", "电子表格解压后过大"),
    "hint.workbook_too_large": ("", "请把台账那张表单独另存，去掉图片和无用的格式。"),
    "code.not_a_workbook": ("", "文件是压缩包，但不是 .xlsx 电子表格"),
    "hint.not_a_workbook": ("", "请把表格另存为 .xlsx 或 CSV。"),
    "code.no_headings": ("", "前 {rows} 行中没有台账的表头"),
    "hint.no_headings": ("", "请在一行中写明各列表头，至少有 {needed}。"),
    "code.no_headings_here": ("", "工作表“{sheet}”：前 {rows} 行中没有台账的表头"),
    "hint.no_headings_here": ("", "请用 --sheet 名称 指定另一张工作表（{others}）；或在一行中写明各列表头，至少有 {needed}。"),
    "code.table_markup": ("", "文件实为网页或 XML，与文件名的后缀无关"),
    "hint.table_markup": ("", "请用电子表格打开后另存为 .xlsx。"),
    "code.too_many_merged": ("", "工作表中的合并单元格超过 {most} 处"),
    "hint.too_many_merged": ("", "请取消合并，或把台账的数值复制到新文件。"),
    "code.no_such_sheet": ("", "没有名为“{sheet}”的工作表"),
    "hint.no_such_sheet": ("", "有：{sheets}。"),
    "code.no_sheet": ("", "没有可见的工作表"),
    "hint.no_sheet": ("", "请指明工作表，或取消隐藏。"),
    "code.table_too_large": ("", "文件过大：最多 50 MB"),
    "hint.table_too_large": ("", "请把台账那张表单独另存，或分成几份。"),
    "code.too_many_rows": ("", "超过 {most} 行"),
    "hint.too_many_rows": ("", "请把台账分成几份导入。"),
    "code.extra_missing": ("", "没有安装可选组件 {extra}"),
    "hint.extra_missing": ("", "请执行 pip install 'signoff[{extra}]'；或把表格另存为 CSV。"),
}
