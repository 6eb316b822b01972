"""Which part of the ledger a report is about: options that take ids, names and labels, and refuse what there is none of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import NOT_FOUND, Problem
from .messages import label, say
from .options import option

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.choices import Choices
    from signoff.adapters.proposals.reports.filters import Filter
    from signoff.adapters.proposals.reports.rows import Ledger, UnitRow

    from .app import App

F = TypeVar("F", bound=Callable[..., Any])
NAMED = {
    "year": ("--year", "YEAR"),
    "session": ("--session", "NAME"),
    "kind": ("--kind", "KIND"),
    "level": ("--level", "LEVEL"),
    "upstream_role": ("--role", "ROLE"),
    "unit": ("--unit", "UNIT"),
    "section": ("--section", "NAME"),
    "result_class": ("--class", "CLASS"),
}
"""The fields of the filter that are given by a value: the option, and what stands for the value in the help."""
HELP = {"upstream_role": "role", "result_class": "class"}
MOST = 20
"""So many values are listed where one is not found."""


def filter_options(function: F) -> F:
    """Which part of the ledger."""
    function = option("--leader-led/--not-leader-led", "leader_led", default=None, help="opt.report_led")(function)
    function = option("--key-case/--not-key-case", "key_case", default=None, help="opt.report_key")(function)
    for field, (name, metavar) in reversed(NAMED.items()):
        function = option(name, field, metavar=metavar, help=f"opt.report_{HELP.get(field, field)}")(function)
    return function


def asked(app: "App", ledger: "Ledger", given: Mapping[str, Any]) -> "tuple[Ledger, Filter]":
    """The filter of the options, and the ledger with the unit that it names, should that have no case yet.

    Raises Problem (exit code 4) for a value that there is none of, with those there are.
    """
    from signoff.adapters.proposals.reports.choices import choices
    from signoff.adapters.proposals.reports.filters import Filter

    units = () if ledger.source else units_of(app)
    known = choices(ledger, units)
    found: dict[str, Any] = {field: chosen(known[field], NAMED[field][0], given[field]) for field in NAMED if given[field] is not None}
    if "year" in found:
        found["year"] = int(found["year"])
    more = [one for one in units if one.id == found.get("unit") and ledger.unit(one.id) not in ledger.units]
    return replace(ledger, units=(*ledger.units, *more)), Filter(**found, key_case=given["key_case"], leader_led=given["leader_led"])


def chosen(options: "Choices", name: str, text: str) -> str:
    """The one value that a text means."""
    from signoff.adapters.proposals.reports.choices import meant, nearest, nearest_first

    found = meant(options, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise Problem("filter_several", NOT_FOUND, say("hint.filter_several", ids=listed(found)), option=name, given=text)
    near = nearest(options, text)
    about = say("hint.filter_near", near=spelled(near, options)) if near is not None else ""
    there = (
        say("hint.filter_there", there=listed(spelled(id, options) for id in nearest_first(options, text)))
        if options
        else say("hint.filter_none")
    )
    raise Problem("filter_unknown", NOT_FOUND, about + there, option=name, given=text)


def spelled(id: str, options: "Choices") -> str:
    """A value by its name, with the id where that is another word: `交通局 (transport)`."""
    name = label(options[id]) or id
    return name if id in name else f"{name} ({id})"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence; of very many the first ones."""
    found = list(names)
    return say("list.comma").join(found[:MOST]) + (" …" if len(found) > MOST else "")


def units_of(app: "App") -> "list[UnitRow]":
    """The units of the people file, for a unit that has no case yet is a known one; none where people come from elsewhere."""
    from signoff.adapters.proposals.reports.rows import UnitRow
    from signoff.workflows.people_file import load_people

    if app.settings.people is None:
        return []
    units = load_people(app.settings.people).units.values()
    return [UnitRow(id=one.id, title=dict(one.title) or {"zh": one.id}, group=one.parent or "") for one in units]
