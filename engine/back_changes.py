"""How a case changes when an act is taken back, or when that is asked for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .back import TAKEN_BACK
from .back_facts import BackAnswered, BackAsked, BackClosed, TakenBack, VoteTakenBack
from .case import AskedBack, Case
from .changing import Changes
from .fact import Fact


def _taken_back(case: Case, event: Any, fact: TakenBack) -> Changes:
    return {"asked_back": None, "returns": case.resumed_from or case.returns}


def _vote_taken_back(case: Case, event: Any, fact: VoteTakenBack) -> Changes:
    gone = {fact.task, *fact.tasks}
    tasks = tuple(replace(task, superseded=True, reason=TAKEN_BACK) if task.id in gone else task for task in case.tasks)
    asked = case.asked_back
    return {"tasks": tasks, "asked_back": None if asked is not None and asked.task in gone else asked}


def _asked(case: Case, event: Any, fact: BackAsked) -> Changes:
    return {"asked_back": AskedBack(event.actor, event.at, case.step, case.round, fact.task, fact.to, fact.comment)}


def _answered(case: Case, event: Any, fact: BackAnswered) -> Changes:
    asked = case.asked_back
    if asked is None or not fact.consent:
        return {"asked_back": None}
    return {"asked_back": replace(asked, consents=tuple(dict.fromkeys((*asked.consents, *fact.seats))))}


def _closed(case: Case, event: Any, fact: BackClosed) -> Changes:
    return {"asked_back": None}


BACK_CHANGES: dict[type[Fact], Callable[[Case, Any, Any], Changes]] = {
    TakenBack: _taken_back,
    VoteTakenBack: _vote_taken_back,
    BackAsked: _asked,
    BackAnswered: _answered,
    BackClosed: _closed,
}
