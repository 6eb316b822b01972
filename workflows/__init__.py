"""The language: YAML files to definitions, with every mistake told at once, where it stands and what to do."""

from signoff.engine.errors import Finding, InvalidWorkflow

from .examples import Do, Example
from .findings import render
from .loader import Loaded, check, load, load_folder, load_many
from .policy_file import PolicyFolder, PolicySource, PolicyTexts
from .reader import Limits

__all__ = [
    "Do",
    "Example",
    "Finding",
    "InvalidWorkflow",
    "Limits",
    "Loaded",
    "PolicyFolder",
    "PolicySource",
    "PolicyTexts",
    "check",
    "load",
    "load_folder",
    "load_many",
    "render",
]
