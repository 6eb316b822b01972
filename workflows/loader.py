"""The way in: a file, a folder or a text becomes definitions, or every mistake in it at once."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypedDict, Unpack

from signoff.engine.definition import Workflow
from signoff.engine.errors import Finding, InvalidWorkflow
from signoff.engine.frozen import dataclass
from signoff.engine.series_terms import conflict, conflicts

from .context import Later, Plugged, Reference
from .examples import Example
from .findings import sort_key
from .lint_duties import Find
from .lint_runs import runs_of, unknown_runs
from .lint_sets import lint_set
from .lint_signals import unheard
from .load_workflow import Surroundings, workflow
from .mending import Limits, lines_of
from .opening import lost, opened
from .policy_file import PolicyFolder, PolicySource

Source = Path | str
TOP_KEY = re.compile(r"^(\w+)[ ]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A definition with the examples beside it, and the file and text it came from. `runs` are the places that name other workflows.

    What is to be looked at again where those are known is kept in `later`.
    """

    workflow: Workflow
    examples: tuple[Example, ...]
    file: str
    text: str
    warnings: tuple[Finding, ...] = ()
    runs: tuple[Reference, ...] = ()
    later: tuple[Later, ...] = ()


class Options(TypedDict, total=False):
    """What `load`, `load_folder` and `load_many` take besides the source; see `load`."""

    policies: PolicySource | None
    policy: str | None
    overlay: Mapping[str, str] | None
    known_calendars: Callable[[str], bool] | None
    limits: Limits | None
    plugins: Plugged | None


def load(
    source: Source,
    *,
    name: str = "<text>",
    policies: PolicySource | None = None,
    policy: str | None = None,
    overlay: Mapping[str, str] | None = None,
    known_calendars: Callable[[str], bool] | None = None,
    limits: Limits | None = None,
    plugins: Plugged | None = None,
) -> Loaded:
    """Load a workflow from a file (a Path) or a text; raises InvalidWorkflow with all findings.

    Policies are looked for in `policies/` beside the file, then among those that ship, unless `policies` is given; `policy` names the
    one that stands in for whichever the workflow names. `overlay` replaces single policy values, written as in YAML. `known_calendars`
    says whether a calendar exists, `plugins` which plug-ins there are: group to name to version.
    """
    loaded, findings = _try(source, name, policies, overlay, known_calendars, limits, plugins, policy=policy)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors or loaded is None:
        raise InvalidWorkflow(errors)
    return loaded


def check(
    source: Source,
    *,
    name: str = "<text>",
    policies: PolicySource | None = None,
    overlay: Mapping[str, str] | None = None,
    known_calendars: Callable[[str], bool] | None = None,
    limits: Limits | None = None,
    plugins: Plugged | None = None,
    find: Find | None = None,
) -> tuple[Finding, ...]:
    """Every finding, warnings included, in the order of the file; never raises for bad input.

    Besides all that `load` refuses, it walks through everything that a case can come to. `find` answers who holds a role or a post
    (`directory.find`): then it is seen, too, where separation of duties leaves nobody.
    """
    return _try(source, name, policies, overlay, known_calendars, limits, plugins, walk=True, find=find)[1]


def looked_at(source: Source, *, find: Find | None = None, **options: Unpack[Options]) -> tuple[Loaded | None, tuple[Finding, ...]]:
    """What `check` finds, and what there is of the workflow; an incomplete one, which must not be used, where there are errors."""
    policies, overlay, known = options.get("policies"), options.get("overlay"), options.get("known_calendars")
    limits, plugins, chosen = options.get("limits"), options.get("plugins"), options.get("policy")
    return _try(source, "<text>", policies, overlay, known, limits, plugins, policy=chosen, walk=True, find=find)


def load_folder(path: Path, **options: Unpack[Options]) -> dict[str, Loaded]:
    """Every workflow in `*.yaml` and `*.yml` of a folder (not below it) by id; raises InvalidWorkflow with all findings of all files.

    A people file may stand among them.
    """
    return load_many(workflow_files(path), **options)


def workflow_files(path: Path) -> list[Path]:
    """The files of a folder that may hold workflows; raises InvalidWorkflow where there is no such folder."""
    if not path.is_dir():
        raise InvalidWorkflow([lost(path)])
    files = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml") and p.is_file())
    return [file for file in files if not _holds_people(file)]


def _holds_people(file: Path) -> bool:
    """Whether a file says of itself that it is a people file; one that cannot be told is loaded, and its mistakes reported."""
    try:
        keys = {match.group(1) for match in TOP_KEY.finditer(file.read_bytes()[: Limits().size].decode("utf-8", "replace"))}
    except OSError:
        return False
    return bool(keys & {"people", "units"}) and not keys & {"workflow", "steps"}


def load_many(sources: Iterable[Source], **options: Unpack[Options]) -> dict[str, Loaded]:
    """Several workflows by id, which run no others than each other. Raises InvalidWorkflow with all findings of all of them."""
    found = load_each(sources, **options)
    whole(found, ())
    return found


def whole(found: Mapping[str, Loaded], others: Iterable[Workflow]) -> None:
    """Raises InvalidWorkflow where one of these names a workflow that is neither among them nor among the `others`, or mistakes it."""
    known = {other.id: other for other in others} | {id: loaded.workflow for id, loaded in found.items()}
    findings = [one for loaded in found.values() for one in of_the_set(loaded, known)]
    if findings:
        raise InvalidWorkflow(list(dict.fromkeys(findings)))


def of_the_set(loaded: Loaded, known: Mapping[str, Workflow]) -> Iterator[Finding]:
    """What is wrong with a workflow among those `known`: it runs one that is not there, or says of one what does not hold."""
    yield from unknown_runs(loaded.workflow, loaded.file, loaded.runs, list(known))
    yield from unheard(loaded.workflow, loaded.file, loaded.runs, known)
    yield from lint_set(loaded.later, loaded.file, known)


def load_each(sources: Iterable[Source], **options: Unpack[Options]) -> dict[str, Loaded]:
    """Several workflows by id, whichever they run; two of one id are refused. Raises InvalidWorkflow with all findings of all of them."""
    found: dict[str, Loaded] = {}
    findings: list[Finding] = []
    for source in sources:
        try:
            loaded = load(source, **options)
        except InvalidWorkflow as error:
            findings += error.findings
            continue
        id = loaded.workflow.id
        if id in found:
            message = f"the workflow `{id}` is in {found[id].file} already"
            findings.append(
                Finding(
                    "name_taken", message, "workflow", loaded.file, _line_of_id(loaded.text), 1, suggestion="Give one of them another name."
                )
            )
        found[id] = loaded
    findings += series_conflicts(found.values())
    if findings:
        raise InvalidWorkflow(findings)
    return found


def series_conflicts(found: Iterable[Loaded]) -> Iterator[Finding]:
    """Series of one name that two workflows write differently: they share the counter, so they have to share the rest."""
    by_id = {loaded.workflow.id: loaded for loaded in found}
    for series, one, other in conflicts(loaded.workflow for loaded in by_id.values()):
        reason, here = conflict(series, other.id, one.id), by_id[other.id]
        line, column = _place_of(series, here.text)
        path = f"series.{series}"
        yield Finding(reason.code, reason.message, path, here.file, line, column, len(series), suggestion=reason.hint)


def _place_of(series: str, text: str) -> tuple[int, int]:
    """Line and column of a series in the text of its workflow."""
    inside = re.search(r"^series[ ]*:", text, re.MULTILINE)
    match = re.compile(rf"(?<![\w]){re.escape(series)}(?=[ ]*:)").search(text, inside.end() if inside else 0)
    at = match.start() if match else 0
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _line_of_id(text: str) -> int:
    return next((number for number, line in enumerate(lines_of(text), 1) if line.startswith("workflow:")), 1)


def _try(
    source: Source,
    name: str,
    policies: PolicySource | None,
    overlay: Mapping[str, str] | None,
    known_calendars: Callable[[str], bool] | None,
    limits: Limits | None,
    plugins: Plugged | None,
    *,
    policy: str | None = None,
    walk: bool = False,
    find: Find | None = None,
) -> tuple[Loaded | None, tuple[Finding, ...]]:
    limits = limits or Limits()
    ctx, root, file = opened(source, name, limits)
    if root is None:
        return None, tuple(ctx.findings)
    folder = source.parent / "policies" if isinstance(source, Path) else None
    around = Surroundings(policies or PolicyFolder(folder, policy), overlay or {}, known_calendars, limits, plugins or {}, walk, find)
    made, shown = workflow(ctx, root, around)
    findings = tuple(sorted(ctx.findings, key=lambda finding: (finding.file != file, sort_key(finding))))
    return Loaded(made, shown, file, ctx.text, findings, runs_of(ctx), tuple(ctx.later)), findings
