"""`signoff db`: the tables, their version, what older releases have left to be told anew, and rows that were needed for a time only."""

from typing import TYPE_CHECKING

from .errors import NO_DATABASE, OK
from .helping import Group
from .messages import say
from .options import command
from .output import Answer
from .tables import pairs
from .tables_of import file_of, must_be_there, written

if TYPE_CHECKING:
    from .app import App

db = Group(
    "db",
    sections={"commands": ("upgrade", "current", "retell", "purge")},
    lazy={name: f".database:{name}" for name in ("upgrade", "current", "retell", "purge")},
)


@command("upgrade", key="db.upgrade")
def upgrade(app: "App") -> None:
    """Create or upgrade the tables."""
    before = app.tables.upgrade()
    after = app.tables.current()
    app.answer(Answer("db-upgrade", {"db": shown(app), "before": before, "after": after}, lambda screen: []))
    done = (
        say("db.created", db=shown(app), after=after) if before is None else say("db.upgraded", db=shown(app), before=before, after=after)
    )
    app.tell(say("db.as_it_was", db=shown(app), after=after) if before == after else done)


@command("current", key="db.current")
def current(app: "App") -> int:
    """Which version the tables have; ends with 6 where they are missing or too old."""
    tables, file = app.tables, file_of(app.settings.db or "")
    there = file is None or written(file)  # to ask a file that is not there would make an empty one
    revision, outdated = (tables.current(), tables.outdated()) if there else (None, True)
    body = {"db": shown(app), "revision": revision, "needs_upgrade": outdated}
    facts = [(say("db.db"), shown(app)), (say("db.revision"), revision or say("db.none"))]
    app.answer(Answer("db-current", body, lambda screen: pairs(facts, screen)))
    if outdated:
        app.tell(say("hint.database_not_migrated"))
    return NO_DATABASE if outdated else OK


@command("retell", key="db.retell")
def retell(app: "App") -> None:
    """Work out anew what can bring open cases on."""
    must_be_there(app.settings)
    count = app.tables.retell()
    app.answer(Answer("db-retell", {"db": shown(app), "cases": count}, lambda screen: []))
    app.tell(say("db.retold", db=shown(app), n=count))


@command("purge", key="db.purge")
def purge(app: "App") -> None:
    """Delete what was needed for a time only."""
    done = app.opened.purge()
    counts = {what.value: count for what, count in done.rows.items()}
    facts = [(say(f"purge.{what}"), str(number)) for what, number in counts.items()]
    app.answer(Answer("db-purge", {**counts, "more": done.more}, lambda screen: pairs(facts, screen)))
    app.tell(say("purge.more" if done.more else "purge.done", n=sum(counts.values())))


def shown(app: "App") -> str:
    """The URL without its password."""
    return str(app.settings.all["db"].shown)
