"""Suggestions and proposals: ledgers, assignment in one act, campaigns."""

MESSAGES: dict[str, tuple[str, str]] = {
    "help.proposals": (
        "Suggestions and proposals: import a ledger, assign, look back, report, score.",
        "建议提案：导入台账、统一交办、选件领办、回头看、报表与测评。",
    ),
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
        "record of the batch names them all, and each of them names it. Every unit and every follow-up officer gets one notice. "
        "Where the workflow leader-pick is in use, the principal of a unit that has its first case of the year is asked to pick one.",
        "在同一事务、同一时刻全部交办，或一件也不交办；加 --leave-out 则被拒绝的留在原处，其余照办。批次记录列出全部件，各件也注明批次。"
        "各单位和跟办人各收一份通知。用到 leader-pick 流程的，本年度首次承办的单位，其主要领导同时收到选件领办的任务。",
    ),
    "help.proposals.panel": (
        "Who answers for a case, what each has done, what each owes.",
        "责任链：一件的各级责任人、已办事项和待办事项。",
    ),
    "more.proposals.panel": (
        "From the city's leaders over the government office to each handling unit: the post, who holds it now, what was done there and "
        "when, and what lies there. Whoever has acted without a post of the case comes last.",
        "自市领导、市政府办公室至各承办单位：岗位、现任人员、已办事项及时间、待办事项及期限。其他办理过本件的人员列在最后。",
    ),
    "help.proposals.picks": ("Which case each principal leads, and who has picked none (选件领办).", "选件领办：各单位主要领导选件情况。"),
    "more.proposals.picks": (
        "Who has not picked comes first. --ask begins the duty for each handling unit of the year that has none yet; its time runs from "
        "the first case that was assigned to the unit, so nobody gains by being asked late. proposals assign asks by itself; "
        "--ask is for cases that were assigned one by one.",
        "未选件的列在前。期限自该单位首件交办起算，晚布置的不顺延。proposals assign 交办时自动布置；逐件交办的，"
        "用 --ask 向本年度尚未布置的承办单位主要领导布置。",
    ),
    "help.proposals.pick": ("Pick a case as a unit's principal, and lead it (选件领办).", "选件领办：单位主要领导选定一件亲自领办。"),
    "more.proposals.pick": (
        "The case is led by whoever acts (--as) from now on. The case itself tells it to the duty of the unit and year, which is done with "
        "that: nobody enters a pick there by hand, and act CASE lead_case does the same. A case has one leader.",
        "由操作人（--as）领办本件，本件随即记入其单位本年度的选件任务，该任务同时完成；选件任务不能手工填写，"
        "用 act 编号 lead_case 效果相同。一件只有一位领办领导。",
    ),
    "opt.picks_year": ("the year; this one if it is not said", "年度；不写则为今年"),
    "opt.picks_ask": ("ask the principals who were not asked yet", "向尚未布置的主要领导布置选件"),
    "opt.picks_open": ("only those who have not picked", "只列未选件的"),
    "picks.asked": ("{n} principal asked|{n} principals asked", "已布置 {n} 个单位"),
    "picks.would": ("{n} principal would be asked|{n} principals would be asked", "将布置 {n} 个单位"),
    "picks.open": ("{n} has not picked|{n} have not picked", "未选件 {n} 个单位"),
    "picks.picked": ("picked", "已选件"),
    "picks.waiting": ("not picked yet", "未选件"),
    "picks.late": ("not picked, late", "未选件，已逾期"),
    "picks.excused": ("excused", "免予选件"),
    "picks.unasked": ("not asked yet", "尚未布置"),
    "pick.done": ("{who} leads {case} {title}", "{who} 领办 {case} {title}"),
    "col.level": ("LEVEL", "层级"),
    "col.post": ("POST", "岗位"),
    "col.done": ("DONE", "已办"),
    "col.owed": ("TO DO", "待办"),
    "panel.nobody": ("nobody", "无人"),
    "panel.city": ("City leaders", "市领导"),
    "panel.office": ("Government office", "市政府办公室"),
    "panel.unit": ("unit", "承办单位"),
    "panel.others": ("besides", "其他人员"),
    "panel.lead": ("lead", "主办"),
    "panel.co": ("co-handler", "会办"),
    "panel.unit_of": ("{unit} ({part})", "{unit}（{part}）"),
    "panel.leading_leader": ("Leader of the case", "领办领导"),
    "panel.supervising_leader": ("Supervising leader", "督办领导"),
    "panel.city_leader": ("City leader in charge", "分管市领导"),
    "panel.director": ("Director", "办公室主任"),
    "panel.deputy_director": ("Deputy director in charge", "分管副主任"),
    "panel.proposal_section": ("Proposal section", "建议提案股"),
    "panel.follow_up_officer": ("Follow-up officer", "跟办人"),
    "panel.principal": ("Principal", "主要负责人"),
    "panel.deputy": ("Deputy", "分管负责人"),
    "panel.office_head": ("Head of the office", "办公室主任"),
    "panel.case_officer": ("Case officer", "经办人"),
    "panel.by": ("({person} for {principal})", "（{person} 代 {principal}）"),
    "panel.words": (": {words}", "：{words}"),
    "panel.until": ("{step}, due {due}", "{step}，{due} 前"),
    "panel.late": ("{step}, was due {due}", "{step}，{due} 已逾期"),
    "help.proposals.campaign": ("Start a look-back for each case of a cohort (回头看).", "回头看：为一批办结的件逐件启动。"),
    "more.proposals.campaign": (
        "The cohort: replies of a year that are out, of the classes that the policy looks back at unless --class says otherwise, as the "
        "reports count them; one look-back for each case and lead unit. Each is a transaction of its own. "
        "Run it again under the same NAME after an interruption: no case gets a "
        "second one. A case whose own look-back is still running gets none. The workflow says who may start it and who holds it; "
        "--dry-run names them.",
        "范围：某年度已答复的件，默认为政策规定须回头看的类别（可用 --class 指定），口径与报表一致；每件每个主办单位一件。逐件各自成事务。"
        "中断后用同一名称重新执行：不会重复启动。自己的回头看尚未结束的件不再启动。由谁启动、由谁承接以流程为准；--dry-run 逐件列出。",
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
    "refused.merged_into_itself": ("", "不能并入本件自身；主件与本件同号的，请写全编号（类别-年度-编号）"),
    "refused.main_case_unknown": ("", "没有可以并入的 {main} 这一件"),
    "refused.main_case_unclear": ("", "主件 {main} 可能指 {candidates}，请写全编号"),
    "refused.main_case_over": ("", "主件 {main} 已终止或归档，不会再答复本件"),
    "refused.main_case_circle": ("", "主件 {main} 又并入本件，或辗转并入本件，相互并案不能成立"),
    "refused.main_case_merged": ("", "主件 {main} 本身已并入他件，最终主件为 {end}，请并入该件或另选主件"),
    "refused.case_no_unknown": ("", "没有编号为 {number} 的件"),
    "hint.case_no_unknown": ("", "您是指 {near} 吗？"),
    "hint.case_no_unknown.none": ("", "请写已登记件的编号；不针对某一件的，请不写编号，另写明督办事项。"),
    **dict.fromkeys(
        (
            "hint.merged_into_itself",
            "hint.main_case_unknown",
            "hint.main_case_unclear",
            "hint.main_case_over",
            "hint.main_case_circle",
            "hint.main_case_merged",
        ),
        ("", "请退回拟办（send_back），改正 merged_into 或改选办理方式。"),
    ),
    "hint.no_cases_to_assign": ("Name the cases, or write --all.", "请写明各件，或加 --all。"),
    "usage.assign_batch": ("--batch: write the number of the batch, such as 1", "--batch：请写批次号，如 1"),
    "assign.done": (
        "{n} case assigned, record {record}|{n} cases assigned, record {record}",
        "已交办 {n} 件，批次 {record}",
    ),
    "assign.would": ("{n} case would be assigned|{n} cases would be assigned", "将交办 {n} 件"),
    "assign.picks": (
        "{n} principal asked to pick a case|{n} principals asked to pick a case",
        "已布置 {n} 个单位的主要领导选件领办",
    ),
    "assign.picks_would": (
        "{n} principal would be asked to pick a case|{n} principals would be asked to pick a case",
        "将布置 {n} 个单位的主要领导选件领办",
    ),
    "assign.unasked": ("the principal of {unit} could not be asked to pick a case: {why}", "未能布置 {unit} 的主要领导选件领办：{why}"),
    "assign.untaken": (
        "nobody in {units} finds the task: put people there into the directory (signoff stuck names the post), or assign another unit",
        "{units} 无人可承接，任务无人办理：请先在人员库中配备人员（signoff stuck 列出缺少的岗位），或改派其他单位",
    ),
    "assign.untaken_would": (
        "nobody in {units} would find the task: name another unit, or first put people there into the directory",
        "{units} 无人可承接，交办后将无人办理：请改为其他单位，或先在人员库中配备人员",
    ),
    "assign.merging": (
        "the main case of {cases} is wrong: send it back (signoff act CASE send_back --comment WORDS) and correct merged_into, or choose "
        "another mode of handling",
        "{cases} 的主件有误：请退回拟办（signoff act 编号 send_back --comment 意见），改正 merged_into 或改选办理方式后再交办",
    ),
    "assign.nothing": ("nothing was assigned", "一件也没有交办"),
    "state.held": ("not done: others were refused", "未办：其他件被拒绝"),
    "state.unchanged": ("unchanged", "未变动"),
    "campaign.under_way": ("{n} case looked at|{n} cases looked at", "已查看 {n} 件"),
    "campaign.nobody": (
        "no reply of {year} that is out is of class {classes} now: signoff proposals report class_distribution shows what there is; "
        "check --year, --class, --kind and --unit",
        "{year} 年没有符合条件、现为 {classes} 类的已答复件：可用 signoff proposals report class_distribution 查看各类件次，"
        "并核对 --year、--class、--kind、--unit",
    ),
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
    "import.refused": ("{why}: {do}", "{why}。{do}"),
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
    "code.no_sheets": ("", "CSV 文件没有工作表"),
    "hint.no_sheets": ("", "请去掉 --sheet，或给出电子表格。"),
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
