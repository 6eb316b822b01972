"""The scorecards that ship, read as the command line reads them."""

from importlib.resources import files

from signoff.adapters.proposals.reports.scorecard import Scorecard, read_scorecard
from signoff.workflows.nodes import plain
from signoff.workflows.reader import read

FOLDER = files("signoff.adapters.proposals.reports") / "scorecards"


def values(name: str = "city-direct-units") -> object:
    """The plain values of a scorecard."""
    document = read((FOLDER / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    assert document.root is not None and not document.findings
    return plain(document.root)


def card(name: str = "city-direct-units") -> Scorecard:
    """A scorecard that ships."""
    made, mistakes = read_scorecard(values(name))
    assert not mistakes
    return made
