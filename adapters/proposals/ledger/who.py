"""From the names of units and persons in a table to their ids."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from difflib import get_close_matches

from signoff.engine.frozen import dataclass
from signoff.engine.people_data import PeopleFile

from .mistakes import Wrong
from .plain_text import folded

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Names:
    """The ids that a name may mean. An id means itself; `known` says of any other text whether it is the id of somebody."""

    kind: str
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: Known = field(default=lambda text: False)

    def id_of(self, text: str) -> str:
        """The one that is meant; raises Wrong for nobody, and for several."""
        found = self.ids.get(folded(text), ())
        if len(found) == 1:
            return found[0]
        if found:
            raise Wrong(f"several_{self.kind}s", found=text, expected=", ".join(found))
        if self.known(text):
            return text
        near = get_close_matches(folded(text), self.ids, n=1, cutoff=0.5)
        raise Wrong(f"unknown_{self.kind}", found=text, near=self._spelled(near[0]) if near else "")

    def _spelled(self, name: str) -> str:
        ids = self.ids[name]
        return name if name in ids else f"{name} ({', '.join(ids)})"


def names_of(people: PeopleFile | None, known: Known) -> tuple[Names, Names]:
    """Persons and units by id and by name; a text that is neither may be an id that is `known` elsewhere."""
    people = people or PeopleFile()
    persons = [(one.id, (one.id, one.name)) for one in people.people.values()]
    units = [(one.id, (one.id, *one.title.values())) for one in people.units.values()]
    return Names("person", _indexed(persons), known), Names("unit", _indexed(units), known)


def _indexed(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for id, names in named:
        for name in names:
            if name:
                found[folded(name)][id] = None
    return {name: tuple(ids) for name, ids in found.items()}
