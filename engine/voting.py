"""How the seats of a case stand under the rule of its step, whether the language knows the rule or a plug-in does."""

from collections.abc import Collection

from .added import seated
from .case import Case, Task
from .definition import Step, StepKind
from .errors import DirectoryUnavailable, PluginMissing, SignoffError, told_by
from .model import Model
from .rules import Tally, count, judged, votes_of
from .world import Surroundings

RULES = "signoff.rules"


def counted(model: Model, step: Step, tasks: tuple[Task, ...], around: Surroundings, unable: Collection[str] = ()) -> Tally:
    """How these seats stand; tasks that are `unable` are taken as open ones which nobody will ever decide.

    Raises PluginMissing where the rule is of a plug-in that is not there in the version the case is pinned to, and
    DirectoryUnavailable where it fails.
    """
    votes = votes_of(seated(tasks), unable)
    if step.rule.plugin is None:
        return count(step.rule, votes, step.insufficient_seats == "clamp")
    function = around.rule(step.rule.plugin, model.plugins.get(f"{RULES}:{step.rule.plugin}"))
    try:
        return judged(function, votes)
    except SignoffError:
        raise
    except Exception as error:
        told = f"the rule `{step.rule.plugin}` failed: {told_by(error)}"
        raise DirectoryUnavailable(told, hint="Nothing has changed; mend the plug-in.") from error


def progress(model: Model, case: Case, around: Surroundings) -> Tally | None:
    """How the present slate stands; None where nothing is voted on, or the rule cannot be asked."""
    step = model.workflow.steps.get(case.step)
    if step is None or not case.open or step.kind is not StepKind.APPROVAL:
        return None
    try:
        return counted(model, step, case.tasks, around)
    except (PluginMissing, DirectoryUnavailable):
        return None
