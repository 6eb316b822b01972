"""A row of a ledger as the data of a new case, or what stands in its way."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from string import Formatter

from signoff.engine.data import is_empty
from signoff.engine.definition import Workflow
from signoff.engine.frozen import dataclass

from .columns import CO, COLUMNS, LEAD, NEEDED
from .headings import Headings
from .mistakes import Mistake, Wrong
from .plain_text import folded
from .plausible import DOUBTS, oddities
from .sheets import Area, Broken, Line, Table, Value, letters
from .staffing import Idle, idle_in
from .values import Reading, option_of, sound

KINDS = {"npc_suggestion": {"zh": "人大建议", "en": "NPC suggestion"}, "cppcc_proposal": {"zh": "政协提案", "en": "CPPCC proposal"}}
ROLES = {"lead": {"zh": "主办", "en": "Lead"}, "co": {"zh": "会办", "en": "Co-handling"}}
MASKS: Mapping[str, str] = {"npc_suggestion": "####", "cppcc_proposal": "{year}###"}
"""What numbers look like, by kind: `#` is a digit, `{year}` the year, `*` anything."""
BY_THE_WORKFLOW = frozenset(
    "assigned_at reply_due_at extended_to doc_no reply_issued_at class_at_first_reply result_class satisfaction_first "
    "satisfaction_final uploaded_at upload_receipt_no disclosure published_at".split()
)
"""Fields that come about as a case is handled; only a record of a finished case has them from the start."""
SAID = re.compile(r"第?(.+?)号?\Z")
FINISHED = "reply_issued_at"


@dataclass(frozen=True, slots=True)
class Targets:
    """Which workflows the rows become cases of: our own work, our share in others' work, and records of what is finished."""

    lead: str = "proposal-handling"
    co: str = "co-opinion-handling"
    record: str = "proposal-record"

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        return self.lead, self.co, self.record


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be imported: the case that it becomes."""

    row: int
    workflow: str
    key: str
    data: Mapping[str, object]


@dataclass(slots=True)
class Rows:
    """Reads the rows of one table. `workflow` gives a definition by its id, None where there is none.

    `hidden` says what is done with hidden rows: `refuse`, `include` or `skip`. `accept` are doubts that somebody has looked at; how
    often they were met is counted in `accepted`. `idle` are units in which nobody would find a task.
    """

    table: Table
    headings: Headings
    workflow: Callable[[str], Workflow | None]
    reading: Reading
    today: date
    targets: Targets = Targets()
    year: int | None = None
    masks: Mapping[str, str] = field(default_factory=lambda: MASKS)
    hidden: str = "refuse"
    idle: Idle = field(default_factory=lambda: idle_in(None))
    accept: frozenset[str] = frozenset()
    accepted: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    unnamed: set[int] = field(default_factory=set)
    """Columns without a heading in which something stands."""
    ahead: list[Area] = field(init=False)
    under_way: list[Area] = field(init=False, default_factory=list)
    """Merged cells below the present row, the nearest last, and those that reach into it."""

    def __post_init__(self) -> None:
        self.ahead = sorted(self.table.merged, key=lambda area: -area.first_row)

    def lines(self) -> Iterator[Line]:
        """The rows of data: below the headings, without hidden ones that are to be skipped, and without rows beside the columns."""
        for line in self.table.lines():
            if line.number > self.headings.row and not (self.hidden == "skip" and line.number in self.table.hidden_rows):
                cells = {place: cell for place, cell in line.cells.items() if self._read(place)}
                if any(place in self.headings.columns for place in cells):
                    self.unnamed |= cells.keys() - self.headings.texts.keys()
                    yield Line(line.number, cells)

    def _read(self, place: int) -> bool:
        return not (self.hidden == "skip" and place in self.table.hidden_columns)

    def of_table(self) -> Iterator[Mistake]:
        """What is wrong with the table as a whole."""
        yield from self.headings.mistakes
        for place in sorted(self.table.hidden_columns & self.headings.columns.keys()) if self.hidden == "refuse" else ():
            yield Mistake("hidden_column", self.headings.row, place, self.headings.text(place), {"found": letters(place)})

    def read(self, line: Line) -> tuple[Entry | None, list[Mistake]]:
        """The case that a row becomes, or everything that is wrong with it."""
        one = _Row(self, line)
        one.look_at_shape()
        entry = one.entry()
        return (None if one.mistakes else entry), one.mistakes

    def some_workflow(self) -> Workflow:
        """Any workflow of a row, to read by where it is not known which; `import_ledger` has seen to it that there is one."""
        return next(found for id in self.targets.all if (found := self.workflow(id)) is not None)

    def merged(self, row: int) -> Iterator[Area]:
        """Merged cells of this row in columns that are read; rows are asked about from the top down."""
        while self.ahead and self.ahead[-1].first_row <= row:
            self.under_way.append(self.ahead.pop())
        self.under_way = [area for area in self.under_way if area.last_row >= row]
        for area in self.under_way:
            if any(area.first_column <= place <= area.last_column for place in self.headings.columns):
                yield area


@dataclass(slots=True)
class _Row:
    """One row while it is read."""

    rows: Rows
    line: Line
    mistakes: list[Mistake] = field(default_factory=list)

    def look_at_shape(self) -> None:
        """Hidden and merged cells."""
        number = self.line.number
        if self.rows.hidden == "refuse" and number in self.rows.table.hidden_rows:
            self.mistakes.append(Mistake("hidden_row", number))
        for area in self.rows.merged(number):
            place = max(area.first_column, min(self.rows.headings.columns))
            self.mistakes.append(Mistake("merged_cells", number, place, self.rows.headings.text(place), {"area": area.ref}))

    def entry(self) -> Entry | None:
        """The case; None where it cannot be told what it would be."""
        workflow = self._workflow()
        as_if = workflow or self.rows.some_workflow()
        data = self._data(as_if, sure=workflow is not None)
        if self.rows.year is not None:
            data.setdefault("year", self.rows.year)
        self._complete(as_if, data, sure=workflow is not None)
        self._number(data)
        self._look_at_days(data)
        key = None if self.mistakes or workflow is None else key_of(workflow, data)
        if key is None or workflow is None:
            return None
        other = self.rows.seen.setdefault(key, self.line.number)
        if other != self.line.number:
            self._wrong("case_no", "twice_in_file", found=str(data["case_no"]), other=other)
        return Entry(self.line.number, workflow.id, key, data)

    def _workflow(self) -> Workflow | None:
        """By what the row says: finished, or ours, or others'; None where that is wrong, or not handled here."""
        targets = self.rows.targets
        if self._cell(FINISHED) is not None:
            return self._known(targets.record, FINISHED)
        role = self._option("upstream_role", ROLES)
        if role is None and self._cell("upstream_role") is not None:
            return None
        return self._known(targets.co if role == "co" else targets.lead, "upstream_role")

    def _known(self, id: str, name: str) -> Workflow | None:
        found = self.rows.workflow(id)
        if found is None:
            self._wrong(name, "no_workflow", found=id)
        return found

    def _option(self, name: str, options: Mapping[str, Mapping[str, str]]) -> str | None:
        cell = self._cell(name)
        try:
            sound(cell)
            return option_of(options, cell) if cell is not None else None
        except Wrong as wrong:
            self._add(name, wrong)
            return None

    def _data(self, workflow: Workflow, sure: bool) -> dict[str, object]:
        """The values of the row's cells; where it is not `sure` whose case it becomes, of those that any case would have."""
        finished = workflow.id == self.rows.targets.record
        found: dict[str, object] = {}
        units: dict[str, str] = {}
        for place, column in self.rows.headings.columns.items():
            cell = self.line.cells.get(place)
            if cell is None:
                continue
            try:
                if column.field in (LEAD, CO):
                    role = "lead" if column.field == LEAD else "co"
                    self._name_units(units, role, column.field, cell, None if finished else workflow)
                elif sure and (column.field not in workflow.data or (column.field in BY_THE_WORKFLOW and not finished)):
                    raise Wrong("field_elsewhere")
                elif sure or self._same_everywhere(workflow, column.field):
                    found[column.field] = self.rows.reading.value(workflow.data[column.field], cell)
            except Wrong as wrong:
                self._add(column.field, wrong)
        if units and "units" in workflow.data:
            found["units"] = [{"unit": unit, "role": role} for unit, role in units.items()]
        return found

    def _name_units(self, units: dict[str, str], role: str, name: str, cell: Value | Broken, workflow: Workflow | None) -> None:
        """The units of a cell with their role, quoted as written there; `workflow` is one by which they have to handle the case."""
        for unit, text in self.rows.reading.units_of(cell):
            if unit in units:
                self._wrong(name, "unit_twice", found=text)
            elif workflow is not None and self.rows.idle(workflow, unit):
                self._odd(name, "unit_idle", found=text)
            units.setdefault(unit, role)

    def _same_everywhere(self, workflow: Workflow, name: str) -> bool:
        """Whether a column is read alike whatever the row becomes: persons of finished cases are only names."""
        spec = workflow.data.get(name)
        return spec is not None and (self._cell(FINISHED) is None or "person" not in (spec.type, spec.of))

    def _complete(self, workflow: Workflow, data: Mapping[str, object], sure: bool) -> None:
        named = {mistake.heading for mistake in self.mistakes}
        for name, spec in workflow.data.items():
            if spec.required and spec.default is None and is_empty(data.get(name)) and (sure or self._needed_anyway(name)):
                heading = self._heading(name)
                told = name in NEEDED and name not in self.rows.headings.fields  # of the whole table
                if heading not in named and not told:
                    self._wrong(name, "required", heading=heading)

    def _needed_anyway(self, name: str) -> bool:
        """Whether a field is required of a row whatever it becomes: by our own work and by our share in others'."""
        targets = self.rows.targets
        others = [found for id in (targets.lead, targets.co) if (found := self.rows.workflow(id)) is not None]
        asked = all(name in one.data and one.data[name].required for one in others)
        return name in (*NEEDED, "year") or (asked and self._cell(FINISHED) is None)

    def _look_at_days(self, data: Mapping[str, object]) -> None:
        """Days that cannot be, and what is unusual and was not accepted."""
        left_empty = [name for name in self.rows.headings.fields if self._cell(FINISHED) is not None and self._cell(name) is None]
        for odd in oddities(data, self.rows.today, left_empty):
            facts = {name: self._heading(str(value)) if name == "other" else value for name, value in odd.facts.items()}
            self._odd(odd.name, odd.code, **facts)

    def _number(self, data: dict[str, object]) -> None:
        """The case number without 第…号, in the form that its kind has; of a kind that cannot be read, in that of any."""
        if not isinstance(data.get("case_no"), str):
            return
        match = SAID.fullmatch(folded(str(data["case_no"])).upper())
        data["case_no"] = number = match.group(1) if match else str(data["case_no"])
        masks = [self.rows.masks.get(str(data["kind"]), "*")] if "kind" in data else list(self.rows.masks.values())
        masks = [mask.replace("{year}", str(data.get("year", "####"))) for mask in masks]
        if masks and not any(fits(mask, number) for mask in masks):
            self._wrong("case_no", "number_written", found=number, expected=" / ".join(masks))

    def _cell(self, name: str) -> Value | Broken:
        place = self.rows.headings.fields.get(name)
        return self.line.cells.get(place) if place is not None else None

    def _heading(self, name: str) -> str:
        place = self.rows.headings.fields.get(name)
        if place is not None:
            return self.rows.headings.text(place)
        return next((column.title for column in COLUMNS if column.field == name), name)

    def _add(self, name: str, wrong: Wrong) -> None:
        self._wrong(name, wrong.code, **wrong.facts)

    def _odd(self, name: str, code: str, **facts: object) -> None:
        """A mistake, or a doubt, which stands in the way of nothing once it is accepted."""
        if code in DOUBTS and code in self.rows.accept:
            self.rows.accepted += 1
        else:
            self._wrong(name, code, **facts)

    def _wrong(self, name: str, code: str, **facts: object) -> None:
        place = self.rows.headings.fields.get(name, 0)
        made = Mistake(code, self.line.number, place, str(facts.pop("heading", "")) or self._heading(name), facts)
        if made not in self.mistakes:
            self.mistakes.append(made)


def fits(mask: str, number: str) -> bool:
    """Whether a number has the form of a mask, the year put in.

    >>> fits("2020###", "2020177"), fits("####", "177")
    (True, False)
    """
    pattern = "".join({"#": "[0-9]", "*": ".+"}.get(char, re.escape(char)) for char in mask)
    return re.fullmatch(pattern, number) is not None


def key_of(workflow: Workflow, data: Mapping[str, object]) -> str | None:
    """The human key that a case with this data will have; None where the workflow makes none of them."""
    parts = list(Formatter().parse(workflow.key or ""))
    if not parts or any(name and name not in data for _, name, _, _ in parts):
        return None
    return "".join(text + (str(data[name]) if name else "") for text, name, _, _ in parts)
