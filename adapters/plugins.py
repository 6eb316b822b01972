"""Plug-ins: found by the entry points of installed distributions, or handed over by the host; loaded when they are asked for."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from inspect import iscoroutinefunction
from threading import RLock
from typing import Any, Protocol, runtime_checkable

from signoff.engine.errors import Misconfigured
from signoff.engine.expressions import INNER_FUNCTIONS, RESERVED_WORDS
from signoff.engine.frozen import dataclass
from signoff.engine.world import CHAINS

GROUPS: tuple[str, ...] = (
    "signoff.calendars",
    "signoff.chains",
    "signoff.directories",
    "signoff.dispatchers",
    "signoff.effects",
    "signoff.functions",
    "signoff.notifiers",
    "signoff.resolvers",
    "signoff.rules",
)
"""What can be plugged in. Notifiers are factories `(settings, clock) -> Notifier`, directories `(settings) -> Directory`; effects
and rules are plain functions (`ports.CallableEffect`, `rules.RuleFunction`)."""

NAMED = ("signoff.chains", "signoff.effects", "signoff.functions", "signoff.resolvers", "signoff.rules")
"""Groups whose plug-ins stand by name in a workflow."""
TAKEN: Mapping[str, frozenset[str]] = {
    "signoff.chains": frozenset(CHAINS),
    "signoff.functions": RESERVED_WORDS | INNER_FUNCTIONS,
    "signoff.resolvers": RESERVED_WORDS | INNER_FUNCTIONS,
}
"""Names that the language has already, by group."""
BESIDE = {"signoff.functions": "signoff.resolvers", "signoff.resolvers": "signoff.functions"}
"""Groups that are called in one way: a name means one thing in both."""

HOST = "the host"


@runtime_checkable
class PluginLike(Protocol):
    """What may stand in `plugins=[...]`: anything with these four names."""

    @property
    def group(self) -> str:
        """One of `GROUPS`."""
        ...

    @property
    def name(self) -> str:
        """What workflows and settings call it."""
        ...

    @property
    def version(self) -> str:
        """Of its behaviour: part of the identity of the workflows that use it."""
        ...

    @property
    def target(self) -> object:
        """The thing itself: a function, a factory, a value."""
        ...


@dataclass(frozen=True, slots=True)
class Plugin:
    """One plug-in. An entry point that names a `Plugin` gives a version of its own; else it has its distribution's."""

    group: str
    name: str
    version: str
    target: object
    source: str = HOST


Loader = Callable[[], Plugin]


class Plugins:
    """All plug-ins by group and name. Knowing that one exists imports nothing; `find` and `all` load, once each."""

    def __init__(self, loaders: Mapping[tuple[str, str], Loader]) -> None:
        self._loaders = dict(loaders)
        self._loaded: dict[tuple[str, str], Plugin] = {}
        self._lock = RLock()

    def names(self, group: str) -> list[str]:
        """The names of a group, sorted."""
        _known_group(group, "Asked for")
        return sorted(name for here, name in self._loaders if here == group)

    def find(self, group: str, name: str) -> Plugin:
        """The plug-in of this name; Misconfigured if there is none, or if it is broken."""
        if name not in self.names(group):
            known = ", ".join(self.names(group)) or "none"
            raise Misconfigured(
                f"there is no plug-in `{name}` in the group {group}", hint=f"There are: {known}.", data={"group": group, "name": name}
            )
        with self._lock:
            if (group, name) not in self._loaded:
                self._loaded[group, name] = self._loaders[group, name]()
            return self._loaded[group, name]

    def all(self, group: str) -> dict[str, Plugin]:
        """Every plug-in of a group by name; Misconfigured if one is broken."""
        return {name: self.find(group, name) for name in self.names(group)}

    def versions(self) -> dict[str, dict[str, str]]:
        """The plug-ins that a workflow may name, by group and name: their versions are part of its identity."""
        return {group: {name: plugin.version for name, plugin in self.all(group).items()} for group in NAMED}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Group and name of each, sorted, without loading any."""
        return iter(sorted(self._loaders))


@cache
def installed(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """The entry points of all groups, of what is installed on this `sys.path`: read once, for that opens a file of every distribution."""
    every = entry_points()
    return tuple(point for group in GROUPS for point in every.select(group=group))


def load_plugins(given: Iterable[object] = (), *, found: Iterable[EntryPoint] | None = None) -> Plugins:
    """The plug-ins of the installed distributions (or the entry points `found`), and those given; Misconfigured for doubles."""
    points = installed(tuple(sys.path)) if found is None else found
    loaders: dict[tuple[str, str], Loader] = {}
    sources: dict[tuple[str, str], str] = {}
    for point in points:
        _add(loaders, sources, (point.group, point.name), _distribution(point), _loader(point))
    for plugin in given:
        made = _given(plugin)
        _add(loaders, sources, (made.group, made.name), HOST, _ready(made))
    return Plugins(loaders)


def plugged(plugins: Plugins, group: str, argument: str) -> dict[str, tuple[str, Any]]:
    """The functions of a group that stand by name in a workflow, each with its version; Misconfigured for one that cannot be called."""
    return {name: (plugin.version, callable_of(plugin, argument)) for name, plugin in plugins.all(group).items()}


def _add(
    loaders: dict[tuple[str, str], Loader], sources: dict[tuple[str, str], str], key: tuple[str, str], source: str, load: Loader
) -> None:
    group, name = key
    _known_group(group, f"The plug-in `{name}` of {source} says")
    if name in TAKEN.get(group, ()):
        told = f"the plug-in `{name}` of {source} in {group} has a name that the language has already"
        raise Misconfigured(told, hint="Rename it.", data={"group": group, "name": name})
    other = (BESIDE.get(group, ""), name)
    if other in loaders:
        told = f"`{name}` is a plug-in of {other[0]} ({sources[other]}) and of {group} ({source})"
        raise Misconfigured(told, hint="Rename one of them.", data={"group": group, "name": name})
    if key in loaders:
        raise Misconfigured(
            f"there are two plug-ins `{name}` in the group {group}: one of {sources[key]}, one of {source}",
            hint="Rename one of them, or uninstall the distribution that is not wanted.",
            data={"group": group, "name": name, "sources": [sources[key], source]},
        )
    loaders[key], sources[key] = load, source


def _known_group(group: str, who: str) -> None:
    if group not in GROUPS:
        raise Misconfigured(f"{who} {group!r}, which is no group of plug-ins", hint=f"The groups are {', '.join(GROUPS)}.")


def _given(plugin: object) -> Plugin:
    if not isinstance(plugin, PluginLike):
        raise Misconfigured(f"{plugin!r} is no plug-in: it needs group, name, version and target", hint="Wrap it: Plugin(group, name, …).")
    return Plugin(plugin.group, plugin.name, plugin.version, plugin.target)


def _ready(plugin: Plugin) -> Loader:
    return lambda: plugin


def _distribution(point: EntryPoint) -> str:
    return " ".join(_name_and_version(point.dist)) if point.dist is not None else point.value


@cache
def _name_and_version(distribution: Distribution) -> tuple[str, str]:
    """What its metadata says, which is parsed anew, long description and all, each time that it is asked for."""
    metadata = distribution.metadata
    return metadata["Name"], metadata["Version"]


def _loader(point: EntryPoint) -> Loader:
    def load() -> Plugin:
        source = _distribution(point)
        try:
            target = point.load()
        except Exception as error:  # a broken plug-in may raise anything at import
            raise Misconfigured(
                f"the plug-in `{point.name}` of {source} cannot be loaded: {type(error).__name__}: {error}",
                hint=f"Its entry point in {point.group} names `{point.value}`; upgrade or uninstall the distribution.",
                data={"group": point.group, "name": point.name, "distribution": source},
            ) from error
        if isinstance(target, Plugin):
            return Plugin(point.group, point.name, target.version, target.target, source)
        return Plugin(point.group, point.name, _name_and_version(point.dist)[1] if point.dist is not None else "", target, source)

    return load


def callable_of(plugin: Plugin, argument: str) -> Any:
    """What a plug-in provides, where that is a function; raises Misconfigured."""
    if not callable(plugin.target):
        raise Misconfigured(f"the plug-in `{plugin.name}` of {plugin.group} cannot be called", hint=f"Give a function of {argument}.")
    return plugin.target


def effects_of(plugins: Plugins) -> dict[str, tuple[str, Any]]:
    """The effects by name, each with its version; raises Misconfigured for one that is no plain function."""
    found = plugins.all("signoff.effects")
    for plugin in found.values():
        if iscoroutinefunction(callable_of(plugin, "one call")):
            raise Misconfigured(f"the effect `{plugin.name}` is no plain function", hint="Effects run in a thread: write `def`.")
    return {name: (plugin.version, plugin.target) for name, plugin in found.items()}
