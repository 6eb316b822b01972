"""What a filter may be given: for each of its fields the values there are, what they are called, and which one a text means."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

from ..ledger.mistakes import Wrong
from ..ledger.plain_text import folded
from ..ledger.values import option_of
from .rows import Ledger, UnitRow
from .schemes import Scheme
from .tables import Label, both
from .words import WORDS

Choices = Mapping[str, Label]
"""Values by their ids, with what they are called."""


def choices(ledger: Ledger, units: Iterable[UnitRow] = ()) -> Mapping[str, Choices]:
    """By field of the filter: years, sessions, sections, units and classes of the ledger, and every kind, level and role.

    `units` are further ones that are known and have nothing in the ledger.
    """
    named = {unit.id: unit.title for unit in (*ledger.units, *units) if unit.id and unit.id not in WORDS["group"]}
    return {
        "year": years(case.year for case in ledger.cases),
        "session": _themselves(case.session for case in ledger.cases),
        "kind": WORDS["kind"],
        "level": WORDS["level"],
        "upstream_role": WORDS["role"],
        "unit": named,
        "section": _themselves(one.section for several in (ledger.rows, ledger.shares) for one in several),
        "result_class": classes(ledger.scheme, (row.current_class for row in ledger.rows)),
    }


def years(found: Iterable[int]) -> Choices:
    """Years."""
    return {str(year): both(f"{year}年", str(year)) for year in sorted(set(found))}


def classes(scheme: Scheme, found: Iterable[str]) -> Choices:
    """The classes of a scheme, and any others that were found."""
    return {id: scheme.label(id) for id in scheme.covering(found)}


def meant(options: Choices, text: str) -> tuple[str, ...]:
    """The values that a text may mean: the one with this id, else those called so, else the one that ledgers call so."""
    wanted = folded(text)
    for id in options:
        if folded(id) == wanted:
            return (id,)
    called = tuple(id for id, label in options.items() if wanted in map(folded, label.values()))
    try:
        return called or (option_of(options, text),)
    except Wrong:
        return ()


def nearest(options: Choices, text: str) -> str | None:
    """The value that a text may have been meant for: one whose name it is a part of, else one that is spelled nearly so."""
    names = {folded(name): id for id, label in options.items() for name in (id, *label.values())}
    wanted = folded(text)
    parts = [name for name in names if wanted and wanted in name]
    found = parts or get_close_matches(wanted, names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def nearest_first(options: Choices, text: str) -> list[str]:
    """The values, those that a text is most like before the others: years by their distance, all else by how it is spelled."""
    wanted = folded(text).removesuffix("年")

    def away(id: str) -> float:
        if id.isdecimal() and wanted.isdecimal():
            return abs(int(id) - int(wanted))
        return -max(SequenceMatcher(None, wanted, folded(name)).ratio() for name in (id, *options[id].values()))

    return sorted(options, key=away)


def _themselves(values: Iterable[str]) -> Choices:
    return {value: {"zh": value} for value in sorted({value for value in values if value})}
