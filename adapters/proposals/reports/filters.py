"""Which part of the ledger a report is about."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Protocol, TypeVar

from signoff.engine.frozen import dataclass

from .rows import CaseRow, Ledger
from .tables import Label, both, spoken
from .words import word


class OfCase(Protocol):
    """A row about a case."""

    @property
    def case(self) -> CaseRow:
        """The case."""
        ...


R = TypeVar("R", bound=OfCase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Every field given must fit. Of rows about one unit's part, `unit`, `section` and `result_class` narrow further."""

    year: int | None = None
    session: str | None = None
    kind: str | None = None
    level: str | None = None
    upstream_role: str | None = None
    unit: str | None = None
    section: str | None = None
    result_class: str | None = None
    key_case: bool | None = None
    leader_led: bool | None = None

    def fits(self, case: CaseRow) -> bool:
        """Whether a case is among those meant, whoever handles it."""
        return all(getattr(self, name) in (None, getattr(case, name)) for name in OF_CASES)

    def fits_part(self, row: object) -> bool:
        """Whether a unit's part is: a row without a section, or without a class, is not asked for it."""
        return (
            self.unit in (None, getattr(row, "unit", None))
            and self.section in (None, getattr(row, "section", self.section))
            and self.result_class in (None, getattr(row, "current_class", self.result_class))
        )

    def label(self, ledger: Ledger) -> Label:
        """The filter in words; empty where everything is meant."""
        told = [(both(*TITLES[f.name]), self._named(f.name, ledger)) for f in fields(self) if getattr(self, f.name) is not None]
        return {
            language: joint.join(f"{spoken(title, language)}{colon}{spoken(value, language)}" for title, value in told)
            for language, joint, colon in (("zh", "；", "："), ("en", "; ", ": "))
            if told
        }

    def _named(self, name: str, ledger: Ledger) -> Label | str:
        value = getattr(self, name)
        if name == "unit":
            return ledger.unit(value).title
        if isinstance(value, bool):
            return word("yes", value)
        if name == "result_class":
            return ledger.scheme.heading(value)
        return word({"upstream_role": "role"}.get(name, name), value) if name in ("kind", "level", "upstream_role") else str(value)


OF_CASES = ("year", "session", "kind", "level", "upstream_role", "key_case", "leader_led")
TITLES = {
    "year": ("年度", "Year"),
    "session": ("届次", "Session"),
    "kind": ("类别", "Kind"),
    "level": ("级别", "Level"),
    "upstream_role": ("上级分工", "Role upstream"),
    "unit": ("承办单位", "Unit"),
    "section": ("承办股室", "Section"),
    "result_class": ("结果类别", "Class"),
    "key_case": ("重点件", "Key case"),
    "leader_led": ("领导领办", "Led by a leader"),
}


def filtered(ledger: Ledger, wanted: Filter) -> Ledger:
    """The part of the ledger that is meant: rows, and the cases that they are about."""
    rows = _kept(ledger.rows, wanted)
    replies = {(row.case.key, row.unit) for row in rows}
    narrow = wanted.section is not None or wanted.result_class is not None
    shares = _kept(ledger.shares, wanted)
    if wanted.result_class is not None:
        shares = tuple(one for one in shares if (one.case.key, one.unit) in replies)
    partly = narrow or wanted.unit is not None
    about = {row.case.key for row in rows} | {share.case.key for share in shares}

    def of_reply(found: Iterable[R]) -> tuple[R, ...]:
        return tuple(one for one in _kept(found, wanted) if not narrow or (one.case.key, getattr(one, "unit", None)) in replies)

    return replace(
        ledger,
        cases=tuple(case for case in ledger.cases if wanted.fits(case) and (not partly or case.key in about)),
        rows=rows,
        shares=shares,
        duties=of_reply(ledger.duties),
        steps=of_reply(ledger.steps),
        contacts=of_reply(ledger.contacts),
        commitments=of_reply(ledger.commitments),
        orders=of_reply(ledger.orders),
        look_backs=of_reply(ledger.look_backs),
        interims=of_reply(ledger.interims),
        studies=tuple(study for study in ledger.studies if wanted.fits(study.case) and (not partly or study.case.key in about)),
    )


def _kept(found: Iterable[R], wanted: Filter) -> tuple[R, ...]:
    return tuple(one for one in found if wanted.fits(one.case) and wanted.fits_part(one))
