"""Everything that `doctor` may find: its stable code, how grave it is, its sentence, and what to do next."""

from collections.abc import Mapping

from ..frozen import dataclass
from ..reasons import Severity


@dataclass(frozen=True, slots=True)
class HealthCode:
    """One thing that can be wrong. The finding's `params` fill in `sentence` and `advice`, in any language."""

    code: str
    severity: Severity
    sentence: str
    advice: str


_DATABASE = (
    HealthCode("database_unreachable", Severity.ERROR, "{error}", "{hint}"),
    HealthCode("database_too_old", Severity.ERROR, "{kind} {version} is older than {least}", "Upgrade the database server."),
    HealthCode("schema_missing", Severity.ERROR, "the database has no tables of Signoff", "Run: signoff db upgrade"),
    HealthCode(
        "schema_outdated",
        Severity.ERROR,
        "the tables have revision {revision}, and this release needs {head}; pending: {pending}",
        "Run: signoff db upgrade",
    ),
    HealthCode(
        "schema_newer",
        Severity.INFO,
        "the tables have revision {revision}, which is newer than this release ({head})",
        "This release works on the tables of the next one: upgrade it, too, before that is upgraded again.",
    ),
    HealthCode(
        "commits_may_be_lost",
        Severity.WARNING,
        "the database is set so that a crash may lose what was committed: {settings}",
        "Set it to wait for the disk, unless this is a copy for trying things out.",
    ),
    HealthCode(
        "journal_mode",
        Severity.WARNING,
        "the SQLite file has journal_mode={mode}: readers and writers keep each other waiting",
        "Give the engine a URL, or call signoff.adapters.sql.prepare(engine) before the first connection; WAL wants a local disk.",
    ),
    HealthCode(
        "nothing_lasts",
        Severity.INFO,
        "the cases live in memory ({kind}), and are gone when the process ends",
        "Give a database for anything that is to last.",
    ),
    HealthCode(
        "orphan_rows",
        Severity.ERROR,
        "{table} has {count} rows of cases that are not there, such as {examples}",
        "Somebody has changed the tables by hand: compare with a backup. `signoff verify` tells what does not agree.",
    ),
)

_NODES = (
    HealthCode(
        "no_node",
        Severity.ERROR,
        "{timers} timers are armed and {rows} effects wait, and no process ticks (last beat: {beat})",
        "Run: signoff worker, or let cron run: signoff tick",
    ),
    HealthCode(
        "node_silent",
        Severity.WARNING,
        "{node} has been silent since {since}, though it beats every {every} s",
        "Look at that machine and its log. If it was ended for good, it is forgotten after a day.",
    ),
    HealthCode(
        "duty_failing",
        Severity.WARNING,
        "{node} failed in its duty `{duty}` when it last did it: {error}",
        "Look at the log of that process; what was not done is tried again.",
    ),
    HealthCode(
        "node_clock",
        Severity.WARNING,
        "the clock of {node} is {seconds} s {direction} of the database's",
        "Set the clocks by NTP. Timers go by the database's clock, so nothing is lost.",
    ),
    HealthCode(
        "own_clock",
        Severity.WARNING,
        "the clock of this machine is {seconds} s {direction} of the database's",
        "Set the clocks by NTP. Timers go by the database's clock, so nothing is lost.",
    ),
    HealthCode("releases_differ", Severity.INFO, "processes run different releases: {releases}", "Finish the upgrade."),
    HealthCode(
        "timers_late",
        Severity.ERROR,
        "{count} timers are due and have not fired, the oldest since {since}",
        "signoff stuck --reason timer_unfired says which, and why.",
    ),
    HealthCode(
        "effects_late",
        Severity.WARNING,
        "{count} effects could be delivered and are not, the oldest since {since}",
        "Run more workers, or look at the log of those that run.",
    ),
    HealthCode(
        "effects_unserved",
        Severity.ERROR,
        "{count} effects need `{needs}`, which no living process has, the oldest since {since}",
        "Run a process that has it. A handler that is gone for good: signoff listeners unsubscribe NAME",
    ),
    HealthCode(
        "dead_letters",
        Severity.ERROR,
        "{count} effects have failed their last try, the oldest of {since}",
        "signoff stuck --reason effect_dead says why; then: signoff retry --all --reason TEXT",
    ),
)

_DEFINITIONS = (
    HealthCode(
        "definition_missing",
        Severity.ERROR,
        "open cases of {workflow} ({cases}) are pinned to the definition {definition}, which is not in the database",
        "Restore it from a backup: its text is in the table signoff_definition.",
    ),
    HealthCode(
        "definition_unreadable",
        Severity.ERROR,
        "open cases of {workflow} ({cases}) are pinned to the definition {definition}, which this release cannot use: {error}",
        "Run the release that wrote it, and migrate the cases: signoff migrate",
    ),
    HealthCode(
        "plugin_missing",
        Severity.ERROR,
        "open cases of {workflow} ({cases}) need the plug-in {plugin}, and this build has {found}",
        "Install that version of it, or migrate the cases: signoff migrate",
    ),
    HealthCode(
        "plugin_nowhere",
        Severity.ERROR,
        "open cases of {workflow} ({cases}) need the plug-in {plugin}, and no process that ticks has it",
        "Install it where the workers run.",
    ),
    HealthCode(
        "calendar_missing",
        Severity.ERROR,
        "{workflow} counts by the calendar {calendar}, which this engine was not given",
        "Give it: Engine(…, calendars=FOLDER), or the setting `calendars`.",
    ),
    HealthCode(
        "calendar_ends",
        Severity.WARNING,
        "the calendar {calendar} is official up to {year}; deadlines beyond are provisional",
        "Import the year as soon as it is published.",
    ),
    HealthCode(
        "timezone_missing",
        Severity.ERROR,
        "{workflow} names the time zone {zone}, for which this machine has no data",
        "Run: pip install --upgrade tzdata",
    ),
    HealthCode(
        "person_unknown",
        Severity.WARNING,
        "{workflow} names {person}, who is not in the directory, or not active",
        "Mend the definition and migrate the cases, or add the person to the directory.",
    ),
    HealthCode(
        "unit_unknown",
        Severity.WARNING,
        "{workflow} names the unit {unit}, which is not in the directory",
        "Mend the definition and migrate the cases, or add the unit to the directory.",
    ),
    HealthCode(
        "directory_unavailable",
        Severity.ERROR,
        "the directory does not answer: {error}",
        "See to it: nobody can be found for a seat until it does.",
    ),
)

HEALTH: Mapping[str, HealthCode] = {code.code: code for code in (*_DATABASE, *_NODES, *_DEFINITIONS)}
"""Every code, in the order in which `doctor` looks."""
