"""Every reason for which a case may be stuck: its stable code, what it means, and its sentences with the values they need."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter


class Family(StrEnum):
    """What a reason is about: who should act, when, whether a move is possible at all, or the machinery below."""

    OWNER = "owner"
    TIME = "time"
    LOGIC = "logic"
    MACHINERY = "machinery"


class Severity(StrEnum):
    """`error`: the case cannot move, or something is lost; `warning`: somebody should look; `info`: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Repair(StrEnum):
    """What a repair can do: make the finding go away, record that somebody has seen to it, or nothing from in here."""

    MENDS = "mends"
    ACKNOWLEDGES = "acknowledges"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One reason. `sentences` has one for each variant; the finding's `params` fill it in, in any language.

    `severity` is the gravest that a finding with this code has.
    """

    code: str
    family: Family
    severity: Severity
    repair: Repair
    meaning: str
    sentences: Mapping[str, str]

    def params(self, variant: str) -> tuple[str, ...]:
        """The names that a variant's sentence needs, in the order of the sentence."""
        return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(self.sentences[variant]) if name))


_OWNER = (
    ReasonCode(
        "nobody_assigned",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "a seat is open without an owner, and nobody may take it",
        {
            "empty": "`{expression}` found nobody, and `empty: {policy}` let the seat open without an owner",
            "insufficient": "the rule needs more seats than were found; `insufficient_seats: {policy}` opened this one without an owner",
            "failed": "whom to ask could not be worked out: {error}",
            "given_up": "the seat has no owner and no pool",
        },
    ),
    ReasonCode(
        "candidates_empty",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "a pool in which nobody active is left",
        {
            "left": "nobody who is active belongs to {pool} any more",
        },
    ),
    ReasonCode(
        "holder_inactive",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "the holder of a seat is no longer active",
        {"left": "{person} holds the seat and is no longer active"},
    ),
    ReasonCode(
        "holder_unknown",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "the directory no longer knows the holder of a seat",
        {"gone": "{person} holds the seat, and the directory knows no such person any more"},
    ),
    ReasonCode(
        "duties_leave_nobody",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "the separation of duties leaves nobody who may act: `not_same_as`, `self`, `duplicate: forbid`",
        {
            "holder": "{person} holds the seat and may not act here: {duties}",
            "pool": "nobody in {pool} may act here: {duties}",
            "entry": "`{expression}` found only people who may not act here: {duties}",
        },
    ),
    ReasonCode(
        "quorum_unattainable",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "the rule can no longer be met by the seats on which somebody can act",
        {"short": "{needed} approvals are needed, {got} are given, and only {able} open seats have somebody who can act"},
    ),
)

_TIME = (
    ReasonCode(
        "overdue",
        Family.TIME,
        Severity.WARNING,
        Repair.ACKNOWLEDGES,
        "the step, or a clock of the case, is past its due instant",
        {
            "workdays": "due {due}; overdue by {workdays} working days",
            "same_day": "due {due}; late, though no working day has begun since",
            "hours": "due {due}; overdue by {hours} hours",
            "clock_workdays": "`{clock}` was due {due}; overdue by {workdays} working days",
            "clock_same_day": "`{clock}` was due {due}; late, though no working day has begun since",
            "clock_hours": "`{clock}` was due {due}; overdue by {hours} hours",
        },
    ),
    ReasonCode(
        "ladder_exhausted",
        Family.TIME,
        Severity.WARNING,
        Repair.ACKNOWLEDGES,
        "overdue, and every rung of the escalation has fired: nobody will be told again",
        {
            "all_fired": "due {due}; all {rungs} rungs of the escalation have passed",
            "clock_fired": "`{clock}` was due {due}; all {rungs} rungs of its escalation have passed",
        },
    ),
    ReasonCode(
        "timer_missing",
        Family.TIME,
        Severity.WARNING,
        Repair.OUTSIDE,
        "the definition names a deadline or rungs for this step or case, and no timers run for them (info: the deadline had no value)",
        {
            "failed": "on entry the clock could not be worked out: {error}",
            "no_value": "`due: {expression}` had no value on entry, so no clock runs",
            "rungs": "the definition arms rungs {rungs} for this entry, and they are neither armed nor fired",
            "clock_failed": "from when `{clock}` counts cannot be worked out: {error}",
            "clock_missing": "`{clock}` has something to count from and does not run",
            "clock_no_value": "`due: {expression}` of `{clock}` has no value, so nothing is due",
            "clock_rungs": "the definition arms rungs {rungs} of `{clock}`, and they are neither armed nor fired",
        },
    ),
    ReasonCode(
        "timer_unfired",
        Family.TIME,
        Severity.ERROR,
        Repair.MENDS,
        "a timer has been due for longer than the grace and has not fired",
        {
            "no_node": "rung {rung} was due {due} and has not fired: no node is ticking (last beat: {beat})",
            "failing": "rung {rung} was due {due} and fails whenever it fires ({tries} times): {error}",
            "backlog": "rung {rung} was due {due} and has not fired, though {nodes} nodes are ticking: they lag behind",
        },
    ),
    ReasonCode(
        "suspended",
        Family.TIME,
        Severity.WARNING,
        Repair.MENDS,
        "the case is suspended: nothing happens until it is resumed",
        {"resting": "the case has been suspended since {since}"},
    ),
)

_LOGIC = (
    ReasonCode(
        "no_move",
        Family.LOGIC,
        Severity.ERROR,
        Repair.OUTSIDE,
        "somebody holds the seat, and no action is offered to them (the evidence has the reason for each)",
        {
            "refused": "{person} may act, but no action is possible at `{step}`: {reasons}",
            "no_seat": "`{step}` has no open seat and nothing that could move the case",
        },
    ),
    ReasonCode(
        "child_stuck",
        Family.LOGIC,
        Severity.ERROR,
        Repair.OUTSIDE,
        "a child case that the step waits for is stuck: look at that one (warning: others may still be enough)",
        {"stuck": "{child} holds it up: {cause}"},
    ),
    ReasonCode(
        "not_opened",
        Family.LOGIC,
        Severity.ERROR,
        Repair.MENDS,
        "the step could not open its children, and the case rests there: mend the cause, then `retry`, or `jump` to a step before it",
        {
            "loop": "`for_each` of `{branch}` cannot be worked out: {error}",
            "unknown_workflow": "`{branch}` runs the workflow `{workflow}`, which this engine was not given",
            "too_many": "the case would have {children} children; it may have {most}",
            "too_deep": "the case stands {depth} cases deep, and no deeper one is opened",
        },
    ),
    ReasonCode(
        "join_open",
        Family.LOGIC,
        Severity.ERROR,
        Repair.OUTSIDE,
        "the branches have ended, and the join cannot be worked out or leads nowhere",
        {
            "failed": "the join of `{step}` cannot be worked out: {error}",
            "nowhere": "the branches of `{step}` have ended, and no target fits",
        },
    ),
)

_MACHINERY = (
    ReasonCode(
        "effect_dead",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.MENDS,
        "an outgoing effect has failed its last try",
        {"dead": "{count} outgoing effects ({kinds}) have failed their last try: {error}"},
    ),
    ReasonCode(
        "definition_missing",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.OUTSIDE,
        "the definition that the case is pinned to is not there",
        {"gone": "the definition {definition} of this case is neither loaded nor in the database"},
    ),
    ReasonCode(
        "definition_unreadable",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.OUTSIDE,
        "the definition that the case is pinned to cannot be used by this release, or lacks the step where the case rests",
        {"unreadable": "the definition {definition} of this case cannot be used: {error}"},
    ),
    ReasonCode(
        "calendar_missing",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.OUTSIDE,
        "the calendar that counts at this step is not known to this engine: no timer can fire",
        {"unknown": "{error}"},
    ),
    ReasonCode(
        "commands_failing",
        Family.MACHINERY,
        Severity.INFO,
        Repair.OUTSIDE,
        "the last commands on the case were all refused",
        {"refused": "{count} commands were refused since the case last changed, lately `{action}` by {person}: {refusal}"},
    ),
)

REASONS: Mapping[str, ReasonCode] = {reason.code: reason for reason in (*_OWNER, *_TIME, *_LOGIC, *_MACHINERY)}
"""Every reason by its code, in the order of the families."""
