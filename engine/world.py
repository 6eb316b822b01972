"""What a decision may ask of the world outside: people, calendars, functions, the time and new ids. All of it is an argument."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from .calendars import Calendar
from .chain_values import ChainStep
from .errors import DirectoryUnavailable, Misconfigured, NotFound, PluginMissing, SignoffError, told_by
from .expressions import People, PeopleQuery, show
from .frozen import dataclass, quickly_made
from .lazily import lazily
from .management_line import management_line
from .model import Model
from .numbers import Numbers
from .people_data import Person, Proxy, Unit
from .ports import Delivery, Directory
from .rules import RuleFunction
from .standing_rules import NONE, Rulebook, Rules

if TYPE_CHECKING:
    from .case import Case
    from .commands import Migrate
    from .kin import Family
    from .model import Model

T = TypeVar("T")

ChainFunction: TypeAlias = Callable[..., Iterable[ChainStep]]
"""A chain of a plug-in: from a directory, an argument and options by name to steps (`ports.ChainPlugin`)."""
ResolverFunction: TypeAlias = Callable[[object], object]
"""A resolver of a plug-in: from an argument to the ids of persons (`ports.ResolverPlugin`)."""
CHAINS: Mapping[str, tuple[str, ChainFunction]] = {"management_line": ("1", management_line)}
"""The chains that ship, by name, with the version of what they do."""
MOST_FOUND = 1_000
"""Persons that a resolver may find."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large things may be.

    Characters of a comment and of a text, rows of a list, characters of a case's data as JSON, children of a case, how many cases may
    stand one below the other, and steps of a chain.

    `file` is the size in bytes of a file referred to, `attachments` how many come with one act.
    `readers` were given a copy or asked to confirm, `questions` are open, `drafts` are kept by different persons; each of one case.
    `call` is how many characters of JSON an effect of a plug-in may be given.
    `remind_every` is how long a person waits before urging the same holders again.
    """

    comment: int = 10_000
    text: int = 200_000
    rows: int = 1_000
    data: int = 1_000_000
    children: int = 500
    depth: int = 20
    chain: int = 50
    file: int = 1_000_000_000
    attachments: int = 20
    readers: int = 500
    questions: int = 50
    drafts: int = 50
    call: int = 100_000
    remind_every: timedelta = timedelta(hours=1)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What an engine is set up with, the same for all its commands."""

    directory: Directory
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    functions: Mapping[str, tuple[str, Callable[[object], object]]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    authorize: Callable[[str, str], bool] | None = None
    rules: Mapping[str, tuple[str, RuleFunction]] = field(default_factory=dict)
    chains: Mapping[str, tuple[str, ChainFunction]] = field(default_factory=lambda: CHAINS)
    resolvers: Mapping[str, tuple[str, ResolverFunction]] = field(default_factory=dict)

    def rule(self, name: str, version: str | None) -> RuleFunction:
        """The rule of a plug-in in the version that a definition is pinned to; raises PluginMissing."""
        return _pinned("rule", self.rules, name, version)[1]

    def chain(self, name: str, version: str | None) -> tuple[str, ChainFunction]:
        """The chain of a plug-in, likewise, with its version."""
        return _pinned("chain", self.chains, name, version)

    def function(self, name: str, version: str | None) -> Callable[[object], object]:
        """A function for expressions, likewise; a definition that says no version takes any."""
        return _pinned("function", self.functions, name, version or self.functions.get(name, ("", None))[0])[1]

    def resolver(self, name: str, version: str | None) -> ResolverFunction:
        """A function that finds people, likewise."""
        return _pinned("resolver", self.resolvers, name, version)[1]

    @property
    def installed(self) -> Mapping[str, str]:
        """The version of every plug-in that a workflow may name, by group and name: `signoff.rules:with_chair`."""
        groups = {"rules": self.rules, "chains": self.chains, "functions": self.functions, "resolvers": self.resolvers}
        return {f"signoff.{group}:{name}": entry[0] for group, table in groups.items() for name, entry in table.items()}


def _pinned(what: str, table: Mapping[str, tuple[str, T]], name: str, version: str | None) -> tuple[str, T]:
    """A plug-in in the version that a definition is pinned to; raises PluginMissing."""
    installed = table.get(name)
    if installed is not None and installed[0] == version:
        return installed
    told = f"there is no {what} `{name}`" if installed is None else f"the {what} `{name}` is version {installed[0]}, not {version}"
    hint, data = f"Install version {version} of it.", {"group": f"signoff.{what}s", "name": name, "version": version}
    raise PluginMissing(told, hint=hint, data=data)


@quickly_made
@dataclass(frozen=True, eq=False)
class Versions:
    """What a command has to know of other definitions than its case's own.

    `target` is the one that a migration leads to, as it was `asked` for; `retired` says that new cases of the workflow are started no more.
    """

    target: Model | None = None
    retired: bool = False
    asked: "Migrate | None" = None


class World:
    """The surroundings at one instant: it remembers every question to the directory, so that all of a command sees one answer.

    `now` may be a function, for whoever may not need to know: it is called once, when something asks.
    """

    past = False
    """Whether it is the world of a past instant, which history alone tells of: nothing can be mended there."""

    def __init__(
        self,
        around: Surroundings,
        now: datetime | Callable[[], datetime],
        new_id: Callable[[], str],
        kin: "Callable[[Case], Family] | None" = None,
    ) -> None:
        """`kin` finds the aggregate of a case where it has not been said (`is_of`).

        `beginning` gives the definition with which a child that runs a workflow begins; None where there is none.
        """
        self._kin = kin
        self._families: dict[str, Family] = {}
        self.beginning: Callable[[str], Model | None] = lambda workflow: None
        self.around, self._now, self.new_id = around, now, new_id
        self.versions = Versions()
        self.dead: Callable[[Case], Sequence[Delivery]] = lambda case: ()
        self.rules: Rulebook = lambda: NONE
        self._rules: Rules | None = None
        self.limits = around.limits
        self.numbers = Numbers()
        self._found: dict[PeopleQuery, People] = {}
        self._persons: dict[str, Person | None] = {}
        self._tokens: dict[str, frozenset[str]] = {}
        self._proxies: dict[str, tuple[Proxy, ...]] = {}
        self._resolved: dict[str, People] = {}

    @lazily
    def now(self) -> datetime:
        """The instant."""
        return self._now() if callable(self._now) else self._now

    def family(self, case: "Case") -> "Family":
        """The aggregate of a case; without any, the case is asked for as if it stood alone."""
        found = self._families.get(case.root)
        if found is None and self._kin is not None:
            found = self._families[case.root] = self._kin(case)
        return found if found is not None else self.alone(case)

    def alone(self, case: "Case") -> "Family":
        """A case without parent and children."""
        from .kin import Family

        return Family({case.id: case}, _unknown)

    def is_of(self, root: str, family: "Family") -> None:
        """How the aggregate of this root stands now."""
        self._families[root] = family

    def find(self, query: PeopleQuery) -> People:
        """Whom the directory finds, with the live token of a pool; raises DirectoryUnavailable."""
        found = self._found.get(query)
        if found is None:
            found = self._found[query] = People.found(query, _asked(lambda: self.around.directory.find(query)))
        return found

    def person(self, id: str) -> Person | None:
        """The person with this id; None if unknown."""
        if id not in self._persons:
            self._persons[id] = _asked(lambda: self.around.directory.person(id))
        return self._persons[id]

    def unit(self, id: str) -> Unit | None:
        """The unit with this id; None if unknown."""
        return _asked(lambda: self.around.directory.unit(id))

    def tokens_of(self, person: str) -> frozenset[str]:
        """The pools that this person belongs to now."""
        if person not in self._tokens:
            self._tokens[person] = _asked(lambda: self.around.directory.tokens_of(person))
        return self._tokens[person]

    def proxies(self, person: str) -> tuple[Proxy, ...]:
        """Every standing rule that names this person: those of the directory, and the stored ones that say something else."""
        if person not in self._proxies:
            told = self.told_proxies(person)
            self._rules = self._rules or self.rules()
            stored = self._rules.naming(person)
            self._proxies[person] = (*told, *(rule for rule in stored if replace(rule, id=None) not in told))
        return self._proxies[person]

    def told_proxies(self, person: str) -> tuple[Proxy, ...]:
        """The rules that the directory tells; none where it knows of no proxies."""
        known = getattr(self.around.directory, "proxies", None)
        return tuple(_asked(lambda: known(person))) if known is not None else ()

    def active(self, person: str) -> bool:
        """Whether the directory knows this person as active."""
        found = self.person(person)
        return found is not None and found.active

    def administrator(self, person: str, verb: str) -> bool:
        """Whether this person may use an administrator's verb: the role `admin`, or the host's own word."""
        authorize = self.around.authorize
        if authorize is not None and _asked(lambda: authorize(person, verb)):
            return True
        return "role:admin" in self.tokens_of(person)

    def calendar(self, id: str | None) -> Calendar | None:
        """The calendar with this id; raises Misconfigured if there is none."""
        if id is None:
            return None
        found = self.around.calendars.get(id)
        if found is None:
            hint = "Give it to the engine: Engine(…, calendars=FOLDER)."
            raise Misconfigured(f"there is no calendar `{id}`", hint=hint, data={"calendar": id})
        return found

    def call(self, name: str, version: str | None, argument: object) -> object:
        """The answer of a plug-in function; raises PluginMissing, and DirectoryUnavailable if it fails."""
        function = self.around.function(name, version)
        return _asked(lambda: function(argument))

    def resolve(self, name: str, version: str | None, argument: object) -> People:
        """Whom a resolver finds, as far as the directory knows them as active, in its order; raises as `call`.

        All of a command sees one answer to the same question.
        """
        function, question = self.around.resolver(name, version), f"{name}({argument!r})"
        if question not in self._resolved:
            ids = _asked(lambda: _ids(name, function(argument)))
            self._resolved[question] = People(tuple(id for id in dict.fromkeys(ids) if self.active(id)))
        return self._resolved[question]


def plain_answer(found: T, whose: str) -> T:
    """The answer; Misconfigured where it would have to be awaited: it is none yet, and reads as a yes to whoever asks."""
    if isinstance(found, Coroutine):
        found.close()
    if isinstance(found, Awaitable):
        raise Misconfigured(f"{whose} answers with something to be awaited", hint="Nothing awaits it: write `def`, not `async def`.")
    return found


def _ids(resolver: str, answer: object) -> tuple[str, ...]:
    """The answer of a resolver as ids; raises ValueError for anything else."""
    if answer is None or isinstance(answer, str):
        return (answer,) if answer else ()
    found = tuple(islice(answer, MOST_FOUND + 1)) if isinstance(answer, Iterable) and not isinstance(answer, Mapping) else (None,)
    if len(found) > MOST_FOUND or not all(isinstance(id, str) for id in found):
        raise ValueError(f"the resolver `{resolver}` gives ids of persons, {MOST_FOUND} at most, not {show(answer)}")
    return found


def _unknown(case: "Case") -> "Model":
    raise NotFound(f"the definition of {case.key} is not known here", code="definition_missing")


def _asked(question: Callable[[], T]) -> T:
    """The answer; whatever a source throws becomes DirectoryUnavailable, with the cause kept."""
    try:
        return plain_answer(question(), "the directory or a function of the host")
    except SignoffError:
        raise
    except Exception as error:
        raise DirectoryUnavailable(
            f"the directory or a function of the host failed: {told_by(error)}", hint="Nothing has changed; try again."
        ) from error
