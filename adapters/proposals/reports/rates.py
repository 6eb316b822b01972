"""Reports of rates: by unit, by kind and role, by year. Lines add up to the total, figure by figure."""

from collections.abc import Callable, Iterable, Sequence

from .filters import Filter, filtered
from .measured import MEASURES
from .measures import counted
from .rows import LEFT_OUT, Ledger
from .schemes import Scheme
from .tables import Column, Label, Report, Row, Table, Value, both, total_of
from .words import WORDS

Maker = Callable[[Ledger], Report]
UNIT = Column("unit", both("承办单位", "Unit"), wide=22)
TOTAL = both("合计", "Total")


def notes(ledger: Ledger, *more: Label) -> tuple[Label, ...]:
    """The notes that stand below every report: further ones first, then how many cases are in no figure, and why."""
    out = [sum(case.standing == standing for case in ledger.cases) for standing in LEFT_OUT]
    told = both(
        f"各项数字不含已撤回{out[0]}件、不予立案{out[1]}件、已终止{out[2]}件。",
        f"Not in any figure: {out[0]} cases withdrawn, {out[1]} not accepted, {out[2]} terminated.",
    )
    return (*more, told)


def report(id: str, title: Label, tables: Sequence[Table], ledger: Ledger, *more: Label) -> Report:
    """A report of this ledger."""
    return Report(id, title, tuple(tables), ledger.as_of, ledger.timezone, notes(ledger, *more), source=ledger.source)


def units_of(ledger: Ledger) -> list[str]:
    """The units that have a reply or a share in the figures: as the directory lists them, then any others by id."""
    known = [unit.id for unit in ledger.units]
    found = {row.unit for row in counted(ledger.rows)} | {share.unit for share in counted(ledger.shares)}
    return [id for id in known if id in found] + sorted(found - set(known))


def by_unit(ledger: Ledger) -> list[tuple[Value, Ledger]]:
    """The ledger of each unit."""
    return [(ledger.unit(id).title, filtered(ledger, Filter(unit=id))) for id in units_of(ledger)]


def by_kind(ledger: Ledger) -> list[tuple[Value, Ledger]]:
    """The ledger of each kind and role upstream."""
    made: list[tuple[Value, Ledger]] = []
    for kind, title in WORDS["kind"].items():
        for role, part in WORDS["role"].items():
            made.append(({"zh": f"{title['zh']}·{part['zh']}", "en": f"{title['en']}, {part['en'].lower()}"}, _of(ledger, kind, role)))
    return made


def by_year(ledger: Ledger) -> list[tuple[Value, Ledger]]:
    """The ledger of each year."""
    years = sorted({case.year for case in ledger.cases})
    return [(str(year), filtered(ledger, Filter(year=year))) for year in years]


def _of(ledger: Ledger, kind: str, role: str) -> Ledger:
    return filtered(ledger, Filter(kind=kind, upstream_role=role))


def rate_table(id: str, title: Label, first: Column, parts: Iterable[tuple[Value, Ledger]], names: Sequence[str], scheme: Scheme) -> Table:
    """A line for each part, a column for each rate, and the total."""
    columns = (first, *(Column(name, MEASURES[name].under(scheme).title, "rate", MEASURES[name].counts) for name in names))
    rows = []
    for title_of, part in parts:
        tallies = [MEASURES[name].count(part) for name in names]
        rows.append(Row((title_of, *(one.rate for one in tallies)), tuple(dict.fromkeys(key for one in tallies for key in one.of))))
    return Table(id, title, columns, (*rows, total_of(rows, TOTAL, columns)))


def formulas(names: Sequence[str], ledger: Ledger) -> list[Label]:
    """What each rate is, in words, and below that how much is left out of it."""
    found = [MEASURES[name].under(ledger.scheme) for name in names]
    told = [both(f"{one.title['zh']}＝{one.formula['zh']}。", f"{one.title['en']} = {one.formula['en']}.") for one in found]
    return [*told, *left_out(names, ledger)]


def left_out(names: Iterable[str], ledger: Ledger) -> list[Label]:
    """How much of what is done is left out of these rates, each told once."""
    return [note for name in dict.fromkeys(names) if (note := MEASURES[name].note(ledger)) is not None]


def rates(id: str, title: Label, *names: str) -> Maker:
    """A report of these rates, by unit and by kind."""

    def make(ledger: Ledger) -> Report:
        kinds = Column("kind", both("类别", "Kind"), wide=16)
        tables = [
            rate_table("by_unit", both("按承办单位", "By unit"), UNIT, by_unit(ledger), names, ledger.scheme),
            rate_table("by_kind", both("按类别", "By kind"), kinds, by_kind(ledger), names, ledger.scheme),
        ]
        return report(id, title, tables, ledger, *formulas(names, ledger))

    return make


def b_conversion(ledger: Ledger) -> Report:
    """B类转化: what was under way or planned and is solved now, by the year of the case, and by unit."""
    names = ("conversion",)
    years = Column("year", both("年度", "Year"), wide=8)
    tables = [
        rate_table("by_year", both("按年度", "By year"), years, by_year(ledger), names, ledger.scheme),
        rate_table("by_unit", both("按承办单位", "By unit"), UNIT, by_unit(ledger), names, ledger.scheme),
    ]
    title = ledger.scheme.said(both("{planned}转化情况", "Class {planned} turned {resolved}"))
    return report("b_conversion", title, tables, ledger, *formulas(names, ledger))
