"""Expressions against the names and types of the workflow, each mistake at its exact place."""

import re

from signoff.engine.definition import Workflow

from .context import Context

POLICY_USE = re.compile(r"\bpolicy\.(\w+)")


def lint_expressions(ctx: Context, workflow: Workflow) -> None:
    """Check everything that is an expression."""
