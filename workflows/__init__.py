"""The language: YAML files to definitions, with every mistake told at once, where it stands and what to do."""

from signoff.engine.errors import Finding, InvalidWorkflow

from .calendars_load import load_calendar
from .context import Plugged
from .diagram import diagram
from .examples import Do, Example
from .findings import render
from .loader import Loaded, check, load, load_folder, load_many
from .mending import Limits
from .people_file import load_people
from .policy_file import Policy, PolicyFolder, PolicySource, PolicyTexts, load_policy
from .rehearsal import rehearse
from .rehearsal_desk import Desk, SettableClock
from .rehearsal_result import Failure, Result, Taken
from .schema import schema
from .shipped import catalogue, catalogue_path, people_path, policies, policy_path

__all__ = [
    "Desk",
    "Do",
    "Example",
    "Failure",
    "Finding",
    "InvalidWorkflow",
    "Limits",
    "Loaded",
    "Plugged",
    "Policy",
    "PolicyFolder",
    "PolicySource",
    "PolicyTexts",
    "Result",
    "SettableClock",
    "Taken",
    "catalogue",
    "catalogue_path",
    "check",
    "diagram",
    "load",
    "load_calendar",
    "load_folder",
    "load_many",
    "load_people",
    "load_policy",
    "people_path",
    "policies",
    "policy_path",
    "rehearse",
    "render",
    "schema",
]
