"""One case on which every command may be given at once, every command there is, and what two of them have come to."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.errors import SignoffError, Undeliverable
from signoff.engine.internal import Internal, Sender, Signal
from signoff.engine.people_data import PeopleFile, Person
from signoff.engine.ports import CaseFilter
from signoff.testing import ManualClock
from signoff.workflows.loader import load

from .conftest import AnyStore

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
LEGAL = ("li", "lu", "mo")
PEOPLE = PeopleFile(
    {},
    {
        **{id: Person(id, roles=("legal",)) for id in LEGAL},
        **{id: Person(id) for id in ("ann", "he", "bo", "cy", "di", "ed", "fu", "ge", "ha", "ja", "ka", "lo")},
        "adm": Person("adm", roles=("admin",)),
    },
)
TEXT = """
signoff: 1
workflow: paired
defaults: {{empty: hold, duplicate: none, self: allow, insufficient_seats: hold}}
series: {{papers: {{format: "P{{seq}}", per: none}}}}
data: {{note: text, paper: text, parts: {{type: list, of: text}}}}
return: {{to: any_earlier, comment: optional, resume: [rewalk, straight_back]}}
withdraw: {{by: initiator, until: end}}
anytime: {{halt: {{by: person(bo), to: rejected}}, hear: {{by: case, sender: note}}}}
steps:
  draft:
    by: initiator
    may_edit: [note]
    actions: {{submit: {{to: all, effects: [{{allocate: paper, from: papers}}, {{call: keep, with: [case: 'k']}}]}}}}
  all:
    parallel:
      part: {{for_each: p in parts, steps: {{give: {{approvers: role(legal)}}}}}}
      talk:
        data: {{remark: text}}
        steps:
          before: {{approvers: person(he)}}
          seats:
            approvers: [person(he), role(legal), role(legal), person(bo), person(cy), person(di), person(ed)]
            rule: {rule}
            may_edit: [remark]
            allow: {{transfer: anyone, delegate: anyone, add_signer: anyone, remove_signer: any}}
            due: 1d
            escalate: [{{at: due, remind: holder}}, {{at: due + 1d, notify: person(ann)}}]
      undo: {{workflow: inner}}
      asked: {{workflow: inner}}
      rest: {{workflow: inner}}
      last: {{steps: {{one: {{approvers: person(fu)}}}}}}
      moved: {{steps: {{one: {{approvers: person(fu)}}}}}}
      unarmed:
        data: {{day: {{type: date, default: "9999-12-31"}}}}
        steps: {{one: {{approvers: person(fu), may_edit: [day], due: day + 1d, escalate: [{{at: due - 1d, remind: holder}}]}}}}
  file: {{by: person(he)}}
"""
INNER = load("""
signoff: 1
workflow: inner
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
take_back: {until: read, later: ask_holder}
steps:
  first: {approvers: person(he)}
  second: {approvers: person(li)}
""").workflow
OLD, NEW = (load(TEXT.format(rule=rule), plugins={"signoff.effects": {"keep": "1"}}).workflow for rule in ("3", "4"))
"""The workflow, and another definition of it to migrate to."""


def _undeliverable(call: object) -> None:
    raise Undeliverable("nobody takes this")


class Scene:
    """A root at a split whose branches are set so that every command fits one of them."""

    def __init__(self, store: AnyStore) -> None:
        self.clock, self.store = ManualClock(MORNING), store
        plugins = [Plugin("signoff.effects", "keep", "1", _undeliverable)]
        self.engine = Engine(store, workflows=[OLD, INNER], directory=PEOPLE, clock=self.clock, plugins=plugins)
        self.new = ""
        self.tasks: dict[str, str] = {}

    def set(self) -> None:
        """Bring the case there; its second day has begun, so that a timer is due."""
        self.clock.set(MORNING)
        engine = self.engine
        self.new = engine.publish(NEW, by="adm").hash
        engine.publish(OLD, by="adm")
        engine.start("paired", by="ann", key="k", data={"parts": ["a", "b"]})
        engine.act("k", "submit", by="ann")
        engine.deliver()
        engine.act("k/talk", "approve", by="he")
        engine.act("k/undo", "approve", by="he")
        engine.act("k/asked", "approve", by="he")
        engine.read("k/asked", by="li")
        engine.take_back("k/asked", by="he")
        engine.suspend("k/rest", by="adm", reason="r")
        engine.reassign("k/moved", by="adm", to="lo", reason="r")
        engine.edit("k/unarmed", by="fu", data={"day": "2026-07-04"})
        self._seats()
        self.clock.set(MORNING.replace(day=3, hour=9))

    def _seats(self) -> None:
        seats = self.engine.case("k/talk").tasks
        held = {task.holder: task.id for task in seats if task.holder is not None}
        pools = [task.id for task in seats if task.holder is None]
        self.tasks = {**{str(holder): id for holder, id in held.items()}, "claimed": pools[0], "free": pools[1]}
        self.engine.claim("k/talk", by="lu", task=pools[0])
        self.engine.delegate("k/talk", by="di", to="fu", task=held["di"])

    def answer(self, command: c.Command) -> str:
        """What whoever gives it is told: `ok`, or the code of the error."""
        try:
            if isinstance(command, Internal):
                self.engine._service.record(command)
            else:
                self.engine._run(command)
        except SignoffError as error:
            return error.code
        return "ok"

    def outcome(self) -> object:
        """What has happened on all cases, in order, and where they all stand; names of cases instead of ids."""
        cases = self.store.cases("default", CaseFilter())
        names = {case.id: case.key for case in cases}
        history = [link.event for case in cases if case.id == case.root for link in self.store.history("default", case.id)]
        events = [(names[event.root], event.seq, names[event.case], event.kind, event.step, event.actor) for event in history]
        stands = [(case.key, case.status, case.step, [(task.step, task.holder, task.state) for task in case.tasks]) for case in cases]
        return events, stands


Make = Callable[[Scene], c.Command]

TALK, ROOT = "k/talk", "k"
COMMANDS: Mapping[str, Make] = {
    "start, the same key": lambda s: c.Start(workflow="paired", by="ann", key="k"),
    "start, another key": lambda s: c.Start(workflow="paired", by="ann", key="other"),
    "act: approve": lambda s: c.Act(case=TALK, by="he", action="approve", task=s.tasks["he"]),
    "act: approve for a pool": lambda s: c.Act(case=TALK, by="li", action="approve", task=s.tasks["free"]),
    "act: reject": lambda s: c.Act(case=TALK, by="bo", action="reject", task=s.tasks["bo"]),
    "act: return": lambda s: c.Act(case=TALK, by="cy", action="return", to="before", task=s.tasks["cy"]),
    "act: at any time": lambda s: c.Act(case=ROOT, by="bo", action="halt"),
    "act: the end of a branch": lambda s: c.Act(case="k/last", by="fu", action="approve"),
    "claim": lambda s: c.Claim(case=TALK, by="mo", task=s.tasks["free"]),
    "release": lambda s: c.Release(case=TALK, by="lu", task=s.tasks["claimed"]),
    "transfer": lambda s: c.Transfer(case=TALK, by="he", to="ge", task=s.tasks["he"]),
    "reassign": lambda s: c.Reassign(case=TALK, by="adm", to="ha", reason="r", task=s.tasks["bo"]),
    "succeed": lambda s: c.Succeed(case="k/moved", by="adm", reason="r"),
    "delegate": lambda s: c.Delegate(case=TALK, by="cy", to="ja", task=s.tasks["cy"]),
    "give_back": lambda s: c.GiveBack(case=TALK, by="fu", opinion="approve", task=s.tasks["di"]),
    "add_signer": lambda s: c.AddSigner(case=TALK, by="he", who=("ka",), where="before", task=s.tasks["he"]),
    "remove_signer": lambda s: c.RemoveSigner(case=TALK, by="he", task=s.tasks["ed"], comment="not needed"),
    "withdraw": lambda s: c.Withdraw(case=ROOT, by="ann"),
    "take_back": lambda s: c.TakeBack(case="k/undo", by="he"),
    "consent_back": lambda s: c.ConsentBack(case="k/asked", by="li"),
    "decline_back": lambda s: c.DeclineBack(case="k/asked", by="li"),
    "comment": lambda s: c.Comment(case=TALK, by="he", text="hm"),
    "edit": lambda s: c.Edit(case=TALK, by="he", data={"remark": "n"}, task=s.tasks["he"]),
    "remind": lambda s: c.Remind(case=TALK, by="adm", reason="r"),
    "suspend": lambda s: c.Suspend(case=ROOT, by="adm", reason="r"),
    "resume": lambda s: c.Resume(case="k/rest", by="adm"),
    "terminate": lambda s: c.Terminate(case=ROOT, by="adm", reason="r"),
    "jump": lambda s: c.Jump(case=ROOT, by="adm", to="draft", reason="r"),
    "extend": lambda s: c.Extend(case=TALK, by="adm", to="due + 1d", reason="r"),
    "recount": lambda s: c.Recount(case=TALK, by="adm", reason="r"),
    "acknowledge": lambda s: c.Acknowledge(case=TALK, by="adm", code="overdue", reason="r"),
    "rearm": lambda s: c.Rearm(case="k/unarmed", by="adm", reason="r"),
    "escalate": lambda s: c.Escalate(case=TALK, by="adm", reason="r"),
    "retry": lambda s: c.Retry(case=ROOT, by="adm", reason="r"),
    "start_branch": lambda s: c.StartBranch(case=ROOT, by="adm", branch="part", element="c", reason="r"),
    "cancel_branch": lambda s: c.CancelBranch(case=ROOT, by="adm", branch="part", element="a", reason="r"),
    "migrate": lambda s: c.Migrate(case=ROOT, by="adm", to=s.new, reason="r"),
    "void_number": lambda s: c.VoidNumber(case=ROOT, by="adm", number="P1", reason="r"),
    "ask": lambda s: c.Ask(case=TALK, by="he", to="ann", text="?", task=s.tasks["he"]),
    "copy_to": lambda s: c.CopyTo(case=ROOT, by="ann", to=("bo",)),
    "read": lambda s: c.Read(case=TALK, by="bo"),
    "hold": lambda s: c.Hold(case=TALK, by="bo", action="approve", comment="later", task=s.tasks["bo"]),
    "signal": lambda s: Signal(case=ROOT, action="hear", sender=Sender(id="x", key="other", workflow="paired"), request_id="signal:x"),
    "fire": lambda s: c.Fire(case=TALK, timer="seats:1:0:0"),
}
"""Every verb of the engine's list, those with several meanings more than once; and what comes from another case."""
