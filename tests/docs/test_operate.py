"""The page on operating names everything that can be watched."""

from prometheus_client import CollectorRegistry

from signoff.adapters.observe import Metrics
from signoff.adapters.observe.gauges import NAMES
from signoff.engine.doctor import HEALTH
from signoff.engine.observed_log import NAMES as LOGGERS
from signoff.engine.observing import FACTS

from .blocks import ROOT

PAGE = ROOT / "docs/how-to/operate.md"


def test_every_metric_field_and_logger_is_named_there_and_no_other() -> None:
    text, registry = PAGE.read_text("utf-8"), CollectorRegistry()
    Metrics(registry)
    table = text.partition("| metric, behind `signoff_`")[2].partition("\n\n")[0]
    named = {word for row in table.splitlines()[2:] for word in row.split("|")[1].replace(",", " ").replace("`", " ").split()}
    families = {family.name + ("_total" if family.type == "counter" else "") for family in registry.collect()}
    assert named == {name.removeprefix("signoff_") for name in families} | set(NAMES)
    assert all(f"`{name}`" in text for name in (*FACTS, *LOGGERS.values()))


def test_the_codes_it_names_are_those_of_doctor() -> None:
    text = PAGE.read_text("utf-8")
    assert all(code in HEALTH and f"`{code}`" in text for code in ("timers_late", "effects_late", "effects_unserved", "schema_newer"))
