"""What the demonstration says: how the year goes, month by month, what it came to, and where to look next."""

MESSAGES = {
    "demo.begins": (
        "A year of {count} cases, on the workflows that ship and their policy taishan. Persons, units and days are invented.",
        "{count} 件的一年，按随包提供的流程和 taishan 规则办理。人员、单位和日期均为虚构。",
    ),
    "demo.progress": ("{day}  {done} of {count} cases handed out", "{day}  已交办 {done} 件，共 {count} 件"),
    "demo.month": ("{month}  {what}", "{month}  {what}"),
    "demo.taken_in": ("{n} received", "收件 {n} 件"),
    "demo.handed_out": ("{n} handed out", "统一交办 {n} 件"),
    "demo.signed_in": ("{n} unit signed in|{n} units signed in", "单位签收 {n} 次"),
    "demo.picked": ("{n} led by a principal", "主要负责人领办 {n} 件"),
    "demo.replied": ("{n} replied to", "答复 {n} 件"),
    "demo.returned": ("{n} sent back", "退回 {n} 次"),
    "demo.uploaded": ("{n} uploaded", "上传 {n} 件"),
    "demo.published": ("{n} published", "网上公开 {n} 件"),
    "demo.looked_back": ("{n} look-back begun|{n} look-backs begun", "回头看启动 {n} 件"),
    "demo.told": ("{n} talk with proposers|{n} talks with proposers", "后续联系 {n} 次"),
    "demo.revised": ("{n} second plan changed|{n} second plans changed", "调整二次办理计划 {n} 件"),
    "demo.ordered": ("{n} supervision order|{n} supervision orders", "督办单 {n} 份"),
    "demo.reported": ("{n} look-back reported|{n} look-backs reported", "回头看报告 {n} 份"),
    "demo.carried_over": ("{n} carried over", "结转 {n} 件"),
    "demo.converted": ("{n} turned from B to A", "B类转A类 {n} 件"),
    "demo.head": ("A county-level city's year, looked at on {at}", "一个县级市的一年，截至 {at}"),
    "demo.mended": (
        "{day}: {reassigned} vacant seats go to {person} (signoff reassign), the holders of {reminded} cases are urged (signoff remind);\n"
        "the year goes on.",
        "{day}：{reassigned} 个空缺席位改派给 {person}（signoff reassign），"
        "另催办 {reminded} 件（signoff remind）；此后继续办理，直至年终。",
    ),
    "demo.end": ("The same year, looked at on {at}", "同一年，截至 {at}"),
    "demo.took": (
        "{count} cases in {seconds} s; everything but five numbers and their titles is invented.",
        "{count} 件，用时 {seconds} 秒；除五个编号及其案由外均为虚构。",
    ),
    "demo.next": (
        "Look around, on the day in June:\n  signoff --config {config} cases\n  signoff --config {config} inbox zhou\n"
        "  signoff --config {config} history {case}\nand at the end of the year:\n"
        "  signoff --config {year_end} proposals ledger --as-of 2020-12-31 --to ledger.xlsx\n"
        "  signoff --config {year_end} proposals panel 6115\n"
        "  signoff --config {year_end} proposals scorecard --year 2020",
        "可以接着看 6 月当日的情况：\n  signoff --config {config} cases\n  signoff --config {config} inbox zhou\n"
        "  signoff --config {config} history {case}\n以及年终的情况：\n"
        "  signoff --config {year_end} proposals ledger --as-of 2020-12-31 --to 台账.xlsx\n"
        "  signoff --config {year_end} proposals panel 6115\n"
        "  signoff --config {year_end} proposals scorecard --year 2020",
    ),
}
