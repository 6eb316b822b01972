"""Whether what racing processes were told can be true: from their records and the raw history, by other means than the engine's."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from signoff import Engine
from signoff.engine import events as e
from signoff.engine.effect_facts import Called
from signoff.engine.events import Event
from signoff.testing import ManualClock

from ..properties import recount
from .killing import lines
from .racing import MORNING, Race, office, records

TOKEN = re.compile(r"#(?:\d+-\d+|r\d+-\d+)#")


@dataclass
class Checked:
    """Counts, and every sentence that says what cannot be."""

    asked: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    events: int = 0
    cases: int = 0
    fired: int = 0
    decided: int = 0
    doubles: int = 0
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """What was measured, a line each."""
        refused = self.answers.total() - self.answers["ok"]
        yield f"commands: {self.asked.total():,}, carried out: {self.answers['ok']:,}, refused: {refused:,}"
        yield f"decisions: {self.decided:,}, timers fired: {self.fired:,}, events: {self.events:,}, cases: {self.cases:,}"
        yield f"requests given twice at one instant: {self.doubles:,}"
        yield "refusals: " + ", ".join(f"{code} {count:,}" for code, count in self.answers.most_common(12) if code != "ok")
        yield f"lost, doubled or wrong: {len(self.wrong)}"
        yield from self.wrong[:20]


def check(race: Race) -> Checked:
    """Everything that must hold between what was asked, what was answered and what is stored."""
    found = Checked()
    told = list(records(race))
    with office(race.url, race.folder, ManualClock(MORNING + timedelta(days=1_000))) as engine:
        history = {case.id: engine.history(case.id) for case in engine.cases(limit=1_000_000)}
        _counted(found, told, history)
        tokens = _tokens(history, found)
        _answers(told, tokens, found)
        _in_order(told, tokens, found)
        for case, events in history.items():
            found.wrong += [f"{case}: {sentence}" for sentence in (*_seats(events), *_votes(engine, case, events))]
        found.wrong += list(_timers(told, history)) + list(_effects(race, engine, history))
        found.wrong += [f"verify: {problem}" for problem in engine.verify().problems]
    return found


History = dict[str, tuple[Event, ...]]
Place = tuple[str, list[int]]
"""A root, and the numbers of the events in which words stand."""


def _counted(found: Checked, told: list[dict[str, Any]], history: History) -> None:
    asked = [line for line in told if line["verb"] != "tick"]
    found.asked, found.answers = Counter(line["verb"] for line in asked), Counter(line["answer"] for line in asked)
    found.doubles = sum(count > 1 for count in Counter(line["request"] for line in asked).values())
    everything = [event for events in history.values() for event in events]
    found.events, found.cases = len(everything), len(history)
    found.fired = sum(event.kind == "timer_fired" for event in everything)
    found.decided = sum(event.kind in ("decided", "acted") for event in everything)
    for line in told:
        if line["answer"] in ("corrupt", "error", "commit_unknown") or "unavailable" in line["answer"]:
            found.wrong.append(f"somebody was told {line['answer']}: {line.get('words')}")


def _tokens(history: History, found: Checked) -> dict[str, Place]:
    """Where each command's words stand; what it wrote, it wrote in one go."""
    places: dict[str, Place] = {}
    for events in history.values():
        for event in events:
            for token in set(TOKEN.findall(repr(event.fact))):
                root, numbers = places.setdefault(token, (event.root, []))
                if root != event.root:
                    found.wrong.append(f"{token} stands in two cases")
                numbers.append(event.seq)
    return places


def _answers(told: list[dict[str, Any]], tokens: dict[str, Place], found: Checked) -> None:
    """The history holds what was carried out, all of it, and nothing else."""
    said: dict[str, set[str]] = defaultdict(set)
    for line in told:
        if line.get("token"):
            said[line["token"]].add(line["answer"])
    for token, answers in said.items():
        if ("ok" in answers) != (token in tokens):
            verbs = {line["verb"] for line in told if line.get("token") == token}
            found.wrong.append(f"{token} ({', '.join(verbs)}): told {sorted(answers)}, in the history {tokens.get(token)}")
    found.wrong += [f"{token} was never asked for" for token in tokens.keys() - said.keys()]


def _in_order(told: list[dict[str, Any]], tokens: dict[str, Place], found: Checked) -> None:
    """What had been answered before something else was asked stands before it."""
    spans: dict[str, tuple[float, float]] = {}
    for line in told:
        if line["answer"] == "ok" and line.get("token") in tokens:
            began, ended = spans.get(line["token"], (line["began"], line["ended"]))
            spans[line["token"]] = min(began, line["began"]), max(ended, line["ended"])
    marks: dict[str, list[tuple[float, bool, int]]] = defaultdict(list)
    for token, (began, ended) in spans.items():
        root, numbers = tokens[token]
        marks[root] += [(began, True, min(numbers)), (ended, False, min(numbers))]
    for root, found_there in marks.items():
        latest = 0
        for _, asked, seq in sorted(found_there):
            if asked and seq < latest:
                found.wrong.append(f"{root}: event {seq} was asked for after event {latest} had been answered")
            latest = latest if asked else max(latest, seq)


def _seats(events: Sequence[Event]) -> Iterator[str]:
    """Each seat opens once and closes once, and no step has two outcomes in one round."""
    opened: Counter[str] = Counter(event.fact.task for event in events if isinstance(event.fact, e.SeatOpened))
    closed: Counter[str] = Counter(event.fact.task for event in events if isinstance(event.fact, e.Decided | e.TaskClosed | e.Carried))
    left = Counter((event.case, event.step, event.round) for event in events if isinstance(event.fact, e.Left))
    yield from (f"seat {task} opened {count} times" for task, count in opened.items() if count > 1)
    yield from (f"seat {task} closed {count} times" for task, count in closed.items() if count > 1)
    yield from (f"seat {task} closed and was never opened" for task in closed.keys() - opened.keys())
    yield from (f"{place} was left {count} times" for place, count in left.items() if count > 1)


def _votes(engine: Engine, case: str, events: Sequence[Event]) -> Iterator[str]:
    """Every outcome of a vote, counted again from the history."""
    model = engine._service.setting.registry.model_of(engine.store.find("default", case).cases[case], engine.store)
    for event, votes in recount.slates(events):
        step = model.step(event.step)
        assert isinstance(event.fact, e.Left)
        outcome = {"approve": "approved", "reject": "rejected"}[str(event.fact.outcome)]
        if step.decides and recount.outcome(step.rule, votes) != outcome:
            yield f"event {event.seq}: the votes of {event.step} come to {recount.outcome(step.rule, votes)}, not {outcome}"


def _timers(told: list[dict[str, Any]], history: History) -> Iterator[str]:
    """Each timer once, never early, and as many as the sweeps say."""
    fired: Counter[tuple[str, str]] = Counter()
    by_hand = 0
    for events in history.values():
        for event in events:
            if isinstance(event.fact, e.TimerFired):
                fired[event.case, event.fact.key] += 1
                by_hand += event.fact.reason is not None
                if event.at < event.fact.due and event.fact.reason is None:
                    yield f"{event.fact.key} fired before it was due"
    yield from (f"{key} fired {count} times" for key, count in fired.items() if count > 1)
    swept = sum(line["fired"] for line in told if line["verb"] == "tick")
    if swept + by_hand != fired.total():
        yield f"sweeps fired {swept}, escalations {by_hand}, and the history knows {fired.total()}"
    yield from (f"a sweep failed: {line['failed']}" for line in told if line["verb"] == "tick" and line["failed"])


def _effects(race: Race, engine: Engine, history: History) -> Iterator[str]:
    """What is left is delivered now; then every call has arrived, under its key."""
    while engine.deliver().taken:
        pass
    asked = {event.fact.key for events in history.values() for event in events if isinstance(event.fact, Called)}
    arrived = set(lines(race.folder / "called"))
    yield from (f"the call {key} never arrived" for key in asked - arrived)
    yield from (f"the call {key} was never asked for" for key in arrived - asked)
    yield from (f"{row.key} is dead" for row in engine.dead_letters())
