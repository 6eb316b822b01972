"""Reports of the handling of proposals."""

MESSAGES: dict[str, tuple[str, str]] = {
    "help.proposals.report": (
        "A report: rates, totals, lists; as a table, JSON, CSV, workbook or letter.",
        "统计报表：表格、JSON、CSV、电子表格或公文。",
    ),
    "more.proposals.report": (
        "Without REPORT: which there are. Figures are as of now, of --as-of INSTANT as history has it, or of a snapshot. Every rate shows "
        "both its figures; where nothing was counted it is a dash. Cases withdrawn, not accepted or terminated are in no figure. "
        "--to FILE.xlsx writes a workbook; annual_report, notice_commend and notice_criticise are letters and are written to FILE.docx.",
        "不写 REPORT 时列出全部报表。数字为当前的，或 --as-of 所指时点的，或快照中的。比率均列出分子、分母；分母为零时记“—”。"
        "已撤回、不予立案、已终止的件不计入任何数字。--to 文件.xlsx 写成电子表格；annual_report、notice_commend、notice_criticise "
        "为公文，写成 .docx。",
    ),
    "help.proposals.ledger": ("The ledger: a line for each case and lead unit.", "办理工作台账：一件一个主办单位一行。"),
    "help.proposals.scorecard": ("Score and rank the units; every line leads to its cases.", "承办单位测评计分与排名，逐项可追溯到件。"),
    "more.proposals.scorecard": (
        "Of one year: --year, unsaid that of the figures. By the scorecards given with --scorecard, else by those of the snapshot, else by "
        "those that ship (their points are assumed). --marks FILE adds the units' own scores, reviews with reasons, and commendations. "
        "A mistake in a file is told with its place; exit code 3.",
        "按年度测评：--year，不写时为数字截至的年度。按 --scorecard 所给的测评办法计分，未给时依次用快照中的、自带的（分值为假定值）。"
        "--marks 文件补充自评、考评（须附理由）和上级表扬。文件有误时指明位置，退出码为 3。",
    ),
    "help.proposals.snapshot": (
        "Keep the ledger in a file, so that its figures can be printed unchanged.",
        "把台账存为快照文件，日后可原样重印各项数字。",
    ),
    "more.proposals.snapshot": (
        "Reports read it with --snapshot FILE. It is never overwritten, and refused when it was changed. It also keeps the scorecards in "
        "force and the marks of --marks, by which `scorecard --snapshot` scores. Archived cases are not in it: take it before archiving.",
        "报表用 --snapshot 读取。快照不会被覆盖；内容被改动的不予读取。测评办法和 --marks 所给的自评、考评一并存入，"
        "scorecard --snapshot 即按其计分。已归档的件不在其中，请在归档之前生成。",
    ),
    "opt.as_of": (
        "as of this instant, as history has it; a day is meant to its end (unsaid: now)",
        "截至时点，按历史记录还原；只写日期的，截至当日24时（默认现在）",
    ),
    "opt.report_snapshot": ("read the rows of this snapshot, not of the database", "读取该快照，不读数据库"),
    "opt.report_year": ("cases of this year (scorecard, unsaid: the year of the figures)", "年度（测评默认为数字截至的年度）"),
    "opt.report_session": ("cases of this session", "届次"),
    "opt.report_kind": ("npc_suggestion or cppcc_proposal, or as they are called", "类别：人大建议或政协提案"),
    "opt.report_level": (
        "level of the assigning body: national, province, prefecture or county, or as they are called",
        "交办机关级别：全国、省级、地市级或县级",
    ),
    "opt.report_role": ("our role upstream: lead or co, or as they are called", "上级分工：主办或会办"),
    "opt.report_unit": ("one handling unit, by its name or id", "承办单位：名称或编号"),
    "opt.report_section": ("one section", "承办股室"),
    "opt.report_class": ("replies of this class", "办理结果类别"),
    "opt.report_key": ("only key cases, or only others", "只看重点件，或只看其余"),
    "opt.report_led": ("only cases led by a leader, or only others", "只看领导领办件，或只看其余"),
    "opt.report_to": ("write to this file", "写入该文件"),
    "opt.report_force": ("replace a file that is there", "替换已有的文件"),
    "opt.report_card": ("score by the scorecard of this file; may be repeated", "按该文件的测评办法计分，可多次给出"),
    "opt.report_marks": ("own scores, reviews and commendations; may be repeated", "自评、考评和表扬，可多次给出"),
    "opt.report_by": ("who signs the letter", "公文落款单位"),
    "opt.report_on": ("the day of the letter (unsaid: that of the figures)", "公文日期（默认为数字截至日）"),
    "report.on_before": (
        "the letter is of {on}, its figures are of {until}: to have those of that day, add --as-of {on}, or --snapshot FILE",
        "公文日期 {on} 早于数据截至日 {until}：文中数字不是当日的。要用当日数字，请加 --as-of {on}，或用 --snapshot 文件",
    ),
    "opt.report_send": (
        "send the letter through document-approval, drafted by --as; it is numbered when it is issued",
        "将公文送审：启动“公文呈批”，由 --as 所指的人拟稿，印发时编号",
    ),
    "opt.report_key_of": ("the key of that case (unsaid: the report and its year)", "该呈批件的编号（默认为报表名称加年度）"),
    "usage.report_send": (
        "--send-for-approval is for letters: annual_report, notice_commend, notice_criticise",
        "--send-for-approval 只用于公文：annual_report、notice_commend、notice_criticise",
    ),
    "problem.without_unit": ("{person} belongs to no unit, and an official document has one", "{person} 没有所属单位，而公文须有拟稿单位"),
    "hint.report_no_unit": ("Give --as somebody of the office that drafts it.", "请用 --as 指定拟稿单位的人员。"),
    "report.sent": ("sent for approval as {case}; {by} completes the draft and hands it in", "已送审：{case}；由 {by} 补充拟稿内容后提交"),
    "opt.report_addressee": ("to whom the yearly report goes", "年度报告的主送单位"),
    "opt.report_above": ("from how many points on units are commended", "通报表扬的分数线"),
    "problem.filter_unknown": ("{option} {given}: there is no such one in the ledger", "{option} {given}：台账中没有"),
    "problem.filter_several": ("{option} {given} may mean several", "{option} {given}：不止一个"),
    "hint.filter_near": ("Did you mean {near}? ", "是否指{near}？"),
    "hint.filter_there": ("There are: {there}.", "有：{there}。"),
    "hint.filter_none": ("The ledger has none.", "台账中一个也没有。"),
    "hint.filter_several": ("Write the id: {ids}.", "请写编号：{ids}。"),
    "usage.report_near": ("there is no report `{report}`; did you mean `{near}`?", "没有报表 {report}，是否指 {near}？"),
    "usage.report_unknown": (
        "there is no report `{report}`; signoff proposals report lists them{near}",
        "没有报表 {report}；可用 signoff proposals report 查看{near}",
    ),
    "usage.report_year": ("say of which year, with --year; there are: {there}", "请用 --year 指定年度；台账中有：{there}"),
    "usage.report_letter": ("{report} needs --year YEAR and --by OFFICE", "{report} 须给出 --year 年度 和 --by 落款单位"),
    "usage.report_above": ("--above {given}: write a number of points", "--above {given}：请写分数"),
    "usage.report_source": (
        "--as-of and --snapshot exclude each other: a snapshot is of the instant at which it was taken",
        "--as-of 与 --snapshot 不能并用：快照的时点在生成时已定",
    ),
    "usage.report_ahead": ("--as-of {at} is still to come", "--as-of {at} 尚未到来"),
    "usage.report_to": ("--to {file}: this report is written to a file that ends in {suffix}", "--to {file}：本报表须写成 {suffix} 文件"),
    "hint.report_exists": ("Name another file, or replace it with --force.", "换一个文件名，或用 --force 替换。"),
    "report.written": ("written to {file}", "已写入 {file}"),
    "report.kept": ("{n} case kept in {file}|{n} cases kept in {file}", "{n} 件已存入 {file}"),
    "report.under_way": ("{done} cases", "{done} 件"),
    "report.unit_ranking": ("Ranking of the units", "承办单位测评排名"),
    "report.annual_report": ("Yearly report (letter)", "年度办理工作情况报告（公文）"),
    "report.notice_commend": ("Circular: commendation (letter)", "通报表扬（公文）"),
    "report.notice_criticise": ("Circular: criticism (letter)", "通报批评（公文）"),
    "col.report": ("REPORT", "报表"),
    "problem.not_utf8": ("{file} is no text in UTF-8", "{file} 不是 UTF-8 编码的文本"),
    "hint.not_utf8": ("Save it as UTF-8.", "请另存为 UTF-8 编码。"),
    "problem.marked_twice": ("{file} marks {unit}, which another file marks already", "{file} 中的{unit}已在另一文件中评分"),
    "hint.marked_twice": ("Write all of its marks in one file.", "请把该单位的自评、考评写在一个文件里。"),
    "code.nobody_named": ("", "没有单位符合通报条件，不生成通报"),
    "hint.nobody_named": ("", "可用 signoff proposals scorecard 查看排名；只对测评办法所列组别（parent）的单位计分。"),
    "code.snapshot_invalid": ("", "文件不是本版本能读的台账快照"),
    "hint.snapshot_invalid": ("", "请用 signoff proposals snapshot 生成。"),
    "code.snapshot_changed": ("", "快照在生成之后被改动过"),
    "hint.snapshot_changed": ("", "请从备份恢复该文件。"),
    "code.snapshot_exists": ("", "{file} 已存在"),
    "hint.snapshot_exists": ("", "请另取文件名：快照不会被覆盖。"),
}
