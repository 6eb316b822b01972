"""Writes golden histories: scripted cases that together meet every kind of event. `python -m tests.properties.golden RELEASE`."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from signoff import EffectCall, Undeliverable
from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine import plain
from signoff.engine.people_data import Person
from signoff.engine.world import Limits

from ..engine.house import House, workflow

FOLDER = Path(__file__).parents[1] / "golden"

REVIEW = """
draft: {by: initiator, may_edit: [amount, note, rows, day]}
check: {approvers: [person(bob), role(finance), person(cat)], rule: sequence, may_edit: [note], allow: {transfer: anyone}}
board:
  when: amount > 100
  approvers: each(role(audit) | role(legal))
  rule: 2/3
sign:
  approvers: person(boss)
  due: 2d
  escalate: [{at: due, every: 1d, times: 2, remind: holder}, {at: due + 1d, reassign: role(audit)}, {at: due + 2d, notify: initiator}]
filed: {end: approved, effects: [{set: {note: "filed"}}, {notify: initiator, text: {en: filed}}]}
"""
FIELDS = """
amount: {type: money, required: true}
note: text
day: date
level: {type: choice, options: [low, high], default: low}
rows: {type: list, fields: {n: integer, who: person, at: datetime}}
"""
TOWN = "calendar: town\ntimezone: UTC\nyears: {{2026: {{off: [{off}]}}}}\n"
HEAD = "return: {to: any_earlier, comment: optional, resume: [rewalk, straight_back]}\nwithdraw: {until: end}"


def house(**defaults: str) -> House:
    """The workflow of all scripts, with one case at its first step."""
    made = House(workflow(REVIEW, HEAD, FIELDS, **defaults))
    made.start({"amount": "12.50", "rows": [{"n": 1, "who": "bob", "at": "2026-06-01T08:00+08:00"}]})
    return made


def straight() -> House:
    """Through all steps to the end, with claims, transfers, a carried approval and a superseded one."""
    made = house()
    made.act("ini", "submit", data={"day": "2026-06-05"}, comment="请审")
    made.act("bob", "approve", comment="同意")
    made.engine.claim("k", by="dan")
    made.engine.release("k", by="dan")
    made.engine.claim("k", by="eve")
    made.act("eve", "return", to="draft", resume="straight_back", comment="补充说明")
    made.act("ini", "submit")
    made.engine.edit("k", data={"note": "changed"}, by="eve")
    made.act("eve", "approve")
    made.act("bob", "approve")
    made.engine.transfer("k", to="fay", by="cat", comment="出差")
    made.act("fay", "approve")
    made.engine.comment("k", text="快了", by="ini")
    made.act("boss", "approve")
    return made


def late() -> House:
    """Reminders, a seat that a rung moves, a rejection."""
    made = house()
    made.act("ini", "submit")
    for by in ("bob", "dan", "cat"):
        made.act(by, "approve")
    made.engine.remind("k", by="ini", reason="urgent")
    made.tick("50h")
    made.tick("200h")
    made.act("fay", "reject", comment="too late")
    return made


def lent() -> House:
    """A seat goes to a delegate and on to another, and comes back to its owner."""
    made = House(workflow("draft: {by: initiator}\nsign: {approvers: person(bob), allow: {delegate: anyone}}"))
    made.start()
    made.act("ini", "submit")
    made.engine.delegate("k", to="cat", by="bob", comment="请看")
    made.engine.delegate("k", to="dan", by="cat")
    made.engine.give_back("k", by="dan", opinion="approve", comment="可以")
    made.act("bob", "approve")
    return made


def added() -> House:
    """Signers are asked before, after and beside a seat; one of them is taken out."""
    made = House(workflow("draft: {by: initiator}\nsign: {approvers: person(bob), allow: [add_signer, remove_signer]}"))
    made.start()
    made.act("ini", "submit")
    made.engine.add_signer("k", by="bob", who=("cat", "dan"), where="before", comment="请先看")
    made.act("cat", "reject", comment="不妥")
    made.engine.remove_signer("k", by="bob", task=made.task_of("dan"))
    made.engine.add_signer("k", by="bob", who=("eve",), where="after", rule="any")
    made.engine.add_signer("k", by="bob", who=("fay",), where="parallel")
    for by in ("fay", "bob", "eve"):
        made.act(by, "approve")
    return made


def voted() -> House:
    """A vote with a threshold, a return rewalked, a withdrawal."""
    made = house()
    made.act("ini", "submit", data={"amount": 5000})
    for by in ("bob", "dan", "cat"):
        made.act(by, "approve")
    made.act("fay", "approve")
    made.act("bob", "approve")
    made.act("boss", "return", to="check")
    made.engine.reassign("k", to="eve", by="adm", reason="bob is ill")
    made.engine.withdraw("k", by="ini", comment="不再需要")
    return made


def skipped() -> House:
    """Seats that pass by a policy."""
    made = house(empty="skip")
    made.people.leave("dan", "eve", "boss")
    made.act("ini", "submit")
    made.act("bob", "approve")
    made.act("cat", "approve")
    return made


def stopped() -> House:
    """Straight back, stopped where an approval has fallen; an action that is nobody's seat."""
    made = house()
    made.act("ini", "submit")
    for by in ("bob", "dan", "cat"):
        made.act(by, "approve")
    made.act("boss", "return", to="draft", resume="straight_back")
    made.act("ini", "submit", data={"amount": 13})
    made.act("bob", "approve")
    return made


def aside() -> House:
    """An action that stays, one that belongs to nobody's seat."""
    actions = "{approve: next, note: stay, stop: {by: initiator, to: rejected}}"
    made = House(workflow(f"vote: {{approvers: [role(legal), role(finance)], rule: all, actions: {actions}}}"))
    made.start()
    made.act("bob", "note")
    made.act("bob", "approve")
    made.act("ini", "stop")
    return made


def counted() -> House:
    """Weights, an abstention, groups with a rejection, and a main approver beside one who circles."""
    made = House(
        workflow(
            """
            weigh: {approvers: [{who: person(bob), weight: 3}, {who: person(cat), weight: 2}, person(dan)], rule: {need: 1/2, of: weight}}
            groups:
              approvers: {law: each(role(legal)), money: [person(dan), person(boss)]}
              rule: {need: 1, of: each_group, reject: 2, abstain: true}
            sign: {approvers: [person(fay), person(boss)], rule: sequence, main: last}
            """
        )
    )
    made.start()
    made.act("bob", "approve")
    made.act("bob", "abstain")
    made.act("dan", "reject", comment="太贵")
    made.act("cat", "approve")
    made.act("boss", "approve")
    made.act("fay", "approve")
    made.act("boss", "approve", comment="同意")
    return made


def administered() -> House:
    """Rest and waking, a jump, more time, a rung before its time, an end by decree."""
    made = house()
    made.act("ini", "submit")
    made.engine.jump("k", to="sign", by="adm", reason="the minister has decided")
    made.engine.suspend("k", by="adm", reason="the court decides first")
    made.clock.advance("10d")
    made.engine.resume("k", by="adm", reason="it has")
    made.engine.extend("k", to="due + 2d", by="adm", reason="a long file")
    made.engine.escalate("k", by="adm", reason="the minister asks")
    made.engine.terminate("k", by="adm", reason="overtaken")
    return made


def timed() -> House:
    """What time may not decide: a step that wants a person."""
    rung = "[{at: due, act: approve}]"
    made = House(workflow(f"one: {{approvers: person(bob), human_required: true, due: 1d, escalate: {rung}}}"))
    made.start()
    made.tick("2d")
    return made


def branched() -> House:
    """Branches: kept, closed, sent back, one more asked for, one that outlives the case."""
    steps = """
    draft: {by: initiator}
    split:
      parallel:
        law: {keep_if_done: true, steps: {reading: {approvers: role(legal)}}}
        part:
          for_each: u in units
          data: {other: text}
          steps:
            giving:
              by: role(finance)
              actions:
                given: next
                wrong: parent.draft
                more: {needs: [other], to: stay, effects: [{start: part, for: {name: other}}]}
                enough: {to: next, effects: [{cancel: part}]}
        after: {wait: false, outlives: true, steps: {filing: {by: role(audit)}}}
      rest: keep
    sign: {approvers: role(audit)}
    """
    made = House(workflow(steps, data="units: {type: list, fields: {name: text}}"))
    made.start({"units": [{"name": "a"}, {"name": "b"}]})
    made.act("ini", "submit")
    made.engine.act("k/law", "approve", by="bob")
    made.engine.act("k/a", "wrong", by="dan", comment="补充")
    made.act("ini", "submit")
    made.engine.act("k/part/a", "more", by="dan", data={"other": "c"})
    made.engine.act("k/c", "enough", by="dan")
    made.act("fay", "approve")
    return made


def regretted() -> House:
    """An act taken back."""
    made = House(workflow("draft: {by: initiator}\none: {approvers: person(bob)}", "take_back: {until: decided}"))
    made.start()
    made.act("ini", "submit")
    made.engine.take_back("k", by="ini", comment="a page is missing")
    return made


def reconsidered() -> House:
    """A vote taken back; then the whole act, asked for and declined, asked for and overtaken, asked for and agreed to."""
    steps = "draft: {by: initiator}\none: {approvers: [person(bob), person(cat)], rule: all}\ntwo: {approvers: role(finance)}"
    made = House(workflow(steps, "take_back: {until: claimed, later: ask_holder}"))
    made.start()
    made.act("ini", "submit")
    made.act("bob", "approve", comment="同意")
    made.engine.take_back("k", by="bob", comment="再看一遍")
    made.act("bob", "approve")
    made.engine.take_back("k", by="ini")
    made.act("cat", "approve")
    made.engine.claim("k", by="dan")
    made.engine.take_back("k", by="cat", comment="附件有误")
    made.engine.decline_back("k", by="dan", comment="快办完了")
    made.engine.take_back("k", by="cat")
    made.engine.consent_back("k", by="dan")
    return made


def moved() -> House:
    """To another definition: a step renamed and asked anew, a promise of a return, a field that comes and one that goes."""
    made = house()
    made.act("ini", "submit")
    made.act("bob", "approve")
    made.act("eve", "return", to="draft", resume="straight_back")
    made.act("ini", "submit")
    new = REVIEW.replace("check:", "read:").replace("person(cat)]", "person(fay)]").replace("rows, day]", "rows]")
    fields = FIELDS.replace("day: date", "place: {type: text, default: hall}")
    made.engine.publish(workflow(new, HEAD, fields, empty="hold"), by="adm")
    plan = made.engine.plan_migration("w", mapping={"check": "read"})
    assert made.engine.migrate_all(plan, by="adm", reason="新规定")
    made.act("bob", "approve")
    return made


def moved_whole() -> House:
    """A case with branches under way to another definition: a branch, a step and one inside the branch have other names."""
    steps = """
    draft: {by: initiator}
    split: {parallel: {law: {for_each: u in units, steps: {check: {approvers: role(legal), not_same_as: [draft]}}}}}
    """
    fields = "units: {type: list, of: text}"
    made = House(workflow(steps, data=fields))
    made.start({"units": ["a", "b"]})
    made.act("ini", "submit")
    made.engine.act("k/a", "approve", by="bob")
    new = steps.replace("draft", "write").replace("law", "legal").replace("check", "read").replace("split", "asking")
    made.engine.publish(workflow(new, data=fields), by="adm")
    mapping = {"draft": "write", "split": "asking", "law": "legal", "law/check": "legal/read"}
    assert made.engine.migrate_all(made.engine.plan_migration("w", mapping=mapping), by="adm", reason="新规定")
    made.engine.start_branch("k", by="adm", branch="legal", element="c", reason="补充")
    made.engine.act("k/b", "approve", by="cat")
    made.engine.cancel_branch("k", by="adm", branch="legal", element="c", reason="不再需要")
    return made


def beside() -> House:
    """What is done beside deciding: a copy with its receipt, a question and its answer, a draft, a rule for notices."""
    made = House(workflow("vote: {approvers: [role(legal), role(finance)], rule: all}", head="notify: [{event: ended, to: initiator}]"))
    made.start()
    made.engine.copy_to("k", by="ini", to=("fay", "eve"), text="传阅", receipt=True)
    made.engine.read("k", by="fay")
    made.engine.ask("k", by="bob", to="boss", text="依据？")
    made.engine.comment("k", by="boss", text="见附件", answers=made.case.questions[0].id)
    made.engine.ask("k", by="bob", to="boss", text="还有呢？")
    made.engine.hold("k", by="dan", action="approve", comment="暂存")
    made.engine.remind("k", by="ini")
    attached = {"name": "依据.pdf", "media_type": "application/pdf", "size": 3, "sha256": "0" * 64, "where": "s3://x/1"}
    made.act("bob", "approve", comment="同意", attachments=(attached,))
    return made


def unopened() -> House:
    """A split whose list cannot be worked out; a plan that is mended by a limit that is raised."""
    steps = "draft: {by: initiator}\nsplit: {parallel: {part: {for_each: p in parts, steps: {do: {by: role(legal)}}}}}"
    text = workflow(steps, data="parts: {type: list, of: text}")
    made = House(text, limits=Limits(children=1))
    made.start({"parts": ["a", "b"]})
    made.act("ini", "submit")
    roomy = Engine(made.engine.store, workflows=[text], directory=made.people, clock=made.clock)
    roomy.retry("k", by="adm", reason="上限已调高")
    roomy.act("k/a", "submit", by="bob")
    return made


def called() -> House:
    """A plug-in that is called, fails for good, and is tried again; and one that there was nothing to give to."""
    closed = [Undeliverable("账簿已封")]

    def book(call: EffectCall) -> None:
        if closed:
            raise closed.pop()

    plugin = Plugin("signoff.effects", "book", "1", book)
    steps = (
        "one: {approvers: person(bob), effects: [{call: book, with: [sum, who: role(finance)]}, {call: book, with: [x: 1 / (sum - sum)]}]}"
    )
    made = House(workflow(steps, data="sum: money"), plugins=[plugin])
    made.start({"sum": "12.50"})
    made.engine.tick()
    made.engine.retry("k", by="adm", reason="账簿已开", effect=made.engine.dead_letters()[0].key)
    made.engine.tick()
    return made


def woken() -> House:
    """Past the first end: woken, voided; a child that is woken; what happens by itself, once for every time."""
    steps = """
    draft: {by: initiator, may_edit: [amount]}
    split:
      parallel:
        law:
          anytime: {redo: {by: role(audit), in: given, to: reading}}
          steps: {reading: {by: role(legal)}, given: {end: done}}
        money: {steps: {paying: {by: role(finance), actions: {paid: {by: system, when: amount > 5, to: next}, submit: next}}}}
    closed: {end: done}
    gone: {end: void}
    """
    head = """
    start: {comment: optional}
    anytime:
      large: {by: system, when: amount > 100, to: stay, effects: [{notify: initiator}]}
      reopen: {by: role(audit), in: closed, to: draft, comment: required}
      scrap: {by: person(boss), in: [open, closed], to: gone}
    """
    made = House(workflow(steps, head, "amount: integer"))
    made.engine.start("w", by="ini", key="k", comment="见附件")
    made.key = "k"
    for amount in (200, 2, 300, 1):
        made.engine.edit("k", by="ini", data={"amount": amount})
    made.act("ini", "submit")
    made.engine.act("k/law", "submit", by="bob")
    made.engine.act("k/law", "redo", by="fay")
    made.engine.act("k/law", "submit", by="cat")
    made.engine.act("k/money", "submit", by="dan")
    made.act("fay", "reopen", comment="再议")
    made.engine.edit("k", by="ini", data={"amount": 9})
    made.act("ini", "submit")
    made.engine.act(made.case.children[-2].id, "submit", by="bob")
    made.act("boss", "scrap")
    return made


def clocked() -> House:
    """Clocks of a case that begin, move, rest, are met, go on and end; a branch that extends the one around it."""
    steps = """
work: {by: initiator, may_edit: [visits, assigned]}
split:
  parallel:
    part:
      deadlines: {opinion: {due: 5d, escalate: [{at: due, remind: holder}]}}
      steps: {ask: {by: person(bob), actions: {plead: {to: stay, effects: [{extend: reply, to: due + 3d}]}, submit: next}}}
review: {approvers: person(cat), return: {to: work}}
"""
    head = """
deadlines:
  reply: {from: assigned, due: 10d, max: 40d, met: passed(split), holder: person(fay), escalate: [{at: due - 2d, remind: holder}]}
  visit: {for_each: v in visits, due: v.on, met: v.made, escalate: none}
"""
    data = "assigned: datetime\nvisits: {type: list, fields: {what: text, on: date, made: bool}}"
    made = House(workflow(steps, head, data))
    made.start({"assigned": made.clock.now()})
    made.engine.edit("k", by="ini", data={"visits": [{"what": "踏勘", "on": "2026-06-20"}, {"what": "座谈", "on": "2026-06-25"}]})
    made.engine.edit("k", by="ini", data={"visits": [{"what": "踏勘", "on": "2026-06-22", "made": True}]})
    made.tick("24h")
    made.engine.suspend("k", by="adm", reason="停办")
    made.tick("48h")
    made.engine.resume("k", by="adm")
    made.act("ini", "submit")
    made.engine.act("k/part", "plead", by="bob")
    made.engine.act("k/part", "submit", by="bob")
    made.act("cat", "return", comment="再核")
    made.engine.extend("k", by="adm", clock="reply", to="due + 5d", reason="材料未齐")
    made.tick("400h")
    return made


def recounted() -> House:
    """A day becomes a day off while the case waits: the deadline of its step and a clock of its own are counted anew."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "town.yaml"
        file.write_text(TOWN.format(off="01-01"), "utf-8")
        head = "calendar: town\ndeadlines: {reply: {due: 10d, holder: person(fay), escalate: [{at: due, remind: holder}]}}"
        made = House(workflow("work: {by: initiator, due: 3wd, escalate: [{at: due, remind: holder}]}", head), calendars=folder)
        made.start()
        file.unlink()
        file.write_text(TOWN.format(off="01-01, 06-02, 06-11"), "utf-8")
        made.engine.recount("k", by="adm", reason="停电放假")
        made.act("ini", "submit")
    return made


def seen_to() -> House:
    """A timer cannot be armed at first; somebody gives the day and has it armed, and sees to it once the day is over."""
    steps = "work: {by: initiator, may_edit: [day], due: day + 1d, escalate: [{at: due - 1d, remind: holder}]}"
    made = House(workflow(steps, data='day: {type: date, default: "9999-12-31"}'))
    made.start()
    made.engine.edit("k", by="ini", data={"day": "2026-07-04"})
    made.engine.rearm("k", by="adm", reason="the day is known")
    made.tick("840h")
    made.engine.acknowledge("k", by="adm", code="overdue", reason="rang them up")
    made.act("ini", "submit")
    return made


def numbered() -> House:
    """A number is given, another series takes its place, and an administrator declares that one void after the end."""
    steps = """
    draft: {by: initiator, may_edit: [kind], actions: {submit: {to: next, effects: [{allocate: no, from: letters, when: kind == letter}]}}}
    file: {by: initiator, actions: {file: {to: approved, effects: [{allocate: no, from: replies}]}}}
    """
    head = 'series: {letters: {format: "{year}-{seq:03}"}, replies: {format: "R{kind}-{seq}", per: kind, start: 7}}'
    made = House(workflow(steps, head, "kind: {type: choice, options: [letter, reply], default: letter}\nno: text"))
    made.start()
    made.act("ini", "submit")
    made.act("ini", "file")
    made.engine.void_number("k", number="Rletter-7", by="adm", reason="误编")
    return made


def chained() -> House:
    """Managers above one another: a return straight back, the chain laid out anew, a level that is skipped, another definition."""
    steps = """
        draft: {by: initiator}
        line:
          title: 逐级审批
          chain: {management_line: initiator, levels: 3}
          empty: skip
          due: 2d
          return: {to: draft, resume: [rewalk, straight_back]}
    """
    made = House(workflow(steps))
    made.people.put(Person("boss", unit="office", manager="gus"), Person("gus", unit="office", manager="eve", active=False))
    made.start()
    made.act("ini", "submit")
    made.act("boss", "approve")
    made.act("eve", "return", to="draft", resume="straight_back", comment="补充说明")
    made.act("ini", "submit")
    made.act("eve", "return", to="draft", resume="rewalk", comment="重走")
    made.people.put(Person("ini", unit="office", manager="dan"), Person("dan", unit="office", manager="eve"))
    made.act("ini", "submit")
    made.engine.publish(workflow(steps.replace(" line:", " above:")), by="adm")
    assert made.engine.migrate_all(made.engine.plan_migration("w", mapping={"line": "above"}), by="adm", reason="改名")
    made.act("dan", "approve")
    return made


def restored() -> House:
    """Archived, and brought back."""
    made = house()
    made.engine.terminate("k", by="adm", reason="a mistake")
    made.engine.tick()
    made.clock.advance("800d")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "old.jsonl"
        made.engine.archive(older_than="2y", to=file, by="adm")
        made.engine.restore(file, "k", by="adm", reason="asked for by the court")
    return made


def signalled() -> House:
    """Another case is signalled, answers, and one that is not there is tried again."""
    steps = """
    draft:
      by: initiator
      may_edit: [main]
      actions:
        submit: {to: next, effects: [{signal: join, to: main, with: {note: note}, when: has(main)}]}
    wait:
      by: initiator
      actions:
        answered: {by: case(main), when: not has(answer), needs: [answer], to: approved}
        answer: {to: approved, needs: [answer], effects: [{signal: answered, to: others, with: {answer: answer}}]}
    """
    fields = "main: text\nnote: text\nanswer: text\nothers: {type: list, of: text}"
    made = House(workflow(steps, "anytime: {join: {by: case, sender: others, may_edit: [note]}}", fields))
    made.engine.start("w", by="bob", key="m")
    made.engine.act("m", "submit", by="bob")
    made.start({"main": "m", "note": "并案"})
    made.act("ini", "submit")
    made.engine.tick()
    made.engine.act("m", "answer", by="bob", data={"answer": "42"})
    made.engine.tick()
    return made


def misdirected() -> House:
    """A signal to a case that is not there, and one that cannot be worked out; tried again once the case is there."""
    steps = """
    draft:
      by: initiator
      actions: {submit: {to: next, effects: [{signal: join, to: main}, {signal: join, to: other}]}}
    wait: {by: initiator}
    """
    made = House(workflow(steps, "anytime: {join: {by: case}}", "main: text\nother: text"))
    made.start({"main": "m"})
    made.act("ini", "submit")
    made.engine.tick()
    made.engine.start("w", by="bob", key="m")
    made.engine.retry("k", by="adm", reason="it is there now")
    made.engine.tick()
    return made


def unanswered() -> House:
    """Signals to a case that has ended and to one that is not there: the sender takes what it has named for that, or nothing."""
    steps = """
    draft:
      by: initiator
      actions: {submit: {to: next, effects: [{signal: join, to: main, else: alone}, {signal: join, to: "{area}-{no:03}", else: none}]}}
    wait: {by: initiator}
    """
    fields = "main: text\narea: text\nno: integer"
    made = House(workflow(steps, "anytime: {join: {by: case}, alone: {by: case(main), effects: [{set: {area: 'nobody'}}]}}", fields))
    made.engine.start("w", by="bob", key="m")
    made.engine.terminate("m", by="adm", reason="a mistake")
    made.start({"main": "m", "area": "北", "no": 7})
    made.act("ini", "submit")
    made.engine.tick()
    return made


def ended_last() -> House:
    """What leaves whichever way a case ends: told to whom it knows, by an administrator's hand too."""
    steps = "draft: {by: initiator}\nwait: {by: role(legal)}"
    head = """
    at_end: [{signal: over, to: main, else: none}, {notify: initiator, text: {zh: 已结束, en: It is over}}]
    anytime: {over: {by: case, sender: others}}
    """
    made = House(workflow(steps, head, "main: text\nothers: {type: list, of: text}"))
    made.engine.start("w", by="bob", key="m", data={"main": "nobody"})
    made.start({"main": "m"})
    made.act("ini", "submit")
    made.engine.terminate("k", by="adm", reason="重复登记")
    made.engine.tick()
    return made


SCRIPTS = {
    "restored": restored,
    "clocked": clocked,
    "recounted": recounted,
    "seen_to": seen_to,
    "numbered": numbered,
    "chained": chained,
    "called": called,
    "signalled": signalled,
    "misdirected": misdirected,
    "unanswered": unanswered,
    "ended_last": ended_last,
    "woken": woken,
    "unopened": unopened,
    "moved_whole": moved_whole,
    "branched": branched,
    "straight": straight,
    "late": late,
    "voted": voted,
    "skipped": skipped,
    "stopped": stopped,
    "aside": aside,
    "administered": administered,
    "timed": timed,
    "regretted": regretted,
    "reconsidered": reconsidered,
    "lent": lent,
    "counted": counted,
    "added": added,
    "moved": moved,
    "beside": beside,
}


def played(name: str) -> House:
    """The house after a script."""
    made = SCRIPTS[name]()
    assert made.sound()
    return made


def lines(made: House) -> list[str]:
    """The history of the case as stored, and the case; where it has children, all of them."""
    cases = made.engine.store.find("default", "k").cases
    root = made.case.id
    stored = [{"header": link.header, "payload": link.payload} for link in made.engine.store.history("default", root)]
    last: dict[str, object] = {"case": plain.text(cases[root])}
    children = [plain.text(case) for id, case in sorted(cases.items()) if id != root]
    return [json.dumps(line, ensure_ascii=False) for line in [*stored, {**last, **({"children": children} if children else {})}]]


def write(release: str) -> None:
    """A file for every script; one that is there already is left as it is."""
    folder = FOLDER / release
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCRIPTS:
        path = folder / f"{name}.jsonl"
        if not path.exists():
            path.write_text("\n".join(lines(played(name))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
