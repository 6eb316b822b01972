"""并案: which cases that are to be assigned cannot be merged into the case that they name, and why."""

from collections.abc import Mapping, Sequence

from signoff.engine.desk import Desk
from signoff.engine.errors import NotFound, Reason
from signoff.engine.views import CaseView

ACTION = "assign"
"""The action by which a unit gets a case."""
MODE, MERGED, INTO = "mode", "merged", "merged_into"
"""The field with the mode of handling, its value for a merged case, and the field that names the main case."""
REPLIED = "done"
"""How a main case has ended that answers all the same: its reply is out."""
ITSELF = "A case is not merged into itself; where the main case has the same number, write its whole key"
MEND = "Send the case back (`send_back`) and correct `merged_into`, or choose another mode of handling."
CODES = ("merged_into_itself", "main_case_unknown", "main_case_unclear", "main_case_over", "main_case_circle", "main_case_merged")


def misfits(desk: Desk, views: Sequence[CaseView]) -> Mapping[str, Reason]:
    """Why those of them cannot be merged as they say, by their ids.

    As things stand now: a main case that ends afterwards tells so by itself (`main_over`).
    """
    found = ((view.id, _misfit(desk, view)) for view in views if _is_merged(view))
    return {id: reason for id, reason in found if reason is not None}


def _misfit(desk: Desk, view: CaseView) -> Reason | None:
    name = _into(view)
    try:
        main = _main(desk, view)
    except NotFound as error:
        return _not_found(name, error)
    if main.id == view.id:
        return Reason("merged_into_itself", ITSELF, MEND)
    if main.workflow != view.workflow or main.parent is not None:
        return _unknown(name)
    if main.ended_at is not None and main.status != REPLIED:
        return _over(main.key, main.status)
    return _chained(desk, view, main) if _is_merged(main) else None


def _chained(desk: Desk, view: CaseView, main: CaseView) -> Reason:
    """The main case is merged itself: in a circle, or into another one, at the end of a chain."""
    end, passed, case = main.key, {view.id}, main
    while case.id not in passed:
        passed.add(case.id)
        if not _is_merged(case):
            break
        end = _into(case)
        try:
            case = _main(desk, case)
        except NotFound:
            break
        end = case.key
    else:
        told = f"{main.key} is merged itself, and that leads back: the cases are merged into each other"
        return Reason("main_case_circle", told, MEND, {"main": main.key})
    told = f"{main.key} is merged itself, in the end into {end}: name that one, or another main case"
    return Reason("main_case_merged", told, MEND, {"main": main.key, "end": end})


def _main(desk: Desk, view: CaseView) -> CaseView:
    """The main case, found as the signal finds it: as every command does, else by the last part of its key in the same workflow."""
    name = _into(view)
    try:
        return desk.case(name)
    except NotFound as error:
        if error.code != "not_found":
            raise
        found = [case for case in desk.cases(workflow=view.workflow, number=name, limit=50) if case.parent is None]
        if len(found) > 1:
            candidates = sorted(case.key for case in found)
            told = f"{name!r} could be any of {', '.join(candidates)}"
            raise NotFound(told, code="ambiguous_key", hint="Write the whole key.", data={"candidates": candidates}) from None
        if not found:
            raise
        return found[0]


def _not_found(name: str, error: NotFound) -> Reason:
    if error.code == "archived":
        return _over(name, "archived")
    candidates = error.data.get("candidates")
    if not isinstance(candidates, list):
        return _unknown(name)
    told = f"{name} could be any of {', '.join(candidates)}; write the main case in full"
    return Reason("main_case_unclear", told, MEND, {"main": name, "candidates": candidates})


def _unknown(name: str) -> Reason:
    return Reason("main_case_unknown", f"there is no case {name} into which this one could be merged", MEND, {"main": name})


def _over(name: str, status: str) -> Reason:
    told = f"{name} is over without a reply that would answer this one, too ({status})"
    return Reason("main_case_over", told, MEND, {"main": name, "status": status})


def _is_merged(view: CaseView) -> bool:
    return view.data.get(MODE) == MERGED and bool(_into(view))


def _into(view: CaseView) -> str:
    return str(view.data.get(INTO) or "").strip()
