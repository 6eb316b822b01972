"""The reasons of the families *owner* and *logic*: nobody can act, or no move is possible."""

from .code import Family, ReasonCode, Repair, Severity

OWNER = (
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
            "vacant": "the post is vacant: {person} has left it, and nobody has followed",
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
        "holder_away",
        Family.OWNER,
        Severity.WARNING,
        Repair.MENDS,
        "the holder of a seat is away, and nobody who stands in can act; or everybody of a pool is away",
        {
            "until": "{person} holds the seat and is away until {until}; nobody who stands in can act: {kept}",
            "open": "{person} holds the seat and is away, no end is set; nobody who stands in can act: {kept}",
            "pool": "everybody in {pool} is away: {people}; nobody stands in for a pool",
        },
    ),
    ReasonCode(
        "delegation_loop",
        Family.OWNER,
        Severity.WARNING,
        Repair.MENDS,
        "the holder of a seat is away, and whoever stands in for him is away and leads back to him",
        {
            "circle": "{person} holds the seat and is away, and those who stand in lead back: {circle}",
        },
    ),
    ReasonCode(
        "quorum_unattainable",
        Family.OWNER,
        Severity.ERROR,
        Repair.MENDS,
        "the rule can no longer be met by the seats on which somebody can act",
        {"short": "approvals needed: {needed}; given: {got}; open seats on which somebody can act: {able}"},
    ),
)

LOGIC = (
    ReasonCode(
        "no_move",
        Family.LOGIC,
        Severity.ERROR,
        Repair.MENDS,
        "somebody holds the seat, and no action is offered to them (the evidence has the reason for each)",
        {
            "refused": "{person} may act, but no action is possible at `{step}`: {reasons}",
            "no_seat": "`{step}` has no open seat and nothing that could move the case",
        },
    ),
    ReasonCode(
        "guard_raises",
        Family.LOGIC,
        Severity.ERROR,
        Repair.MENDS,
        "a condition of an action raises instead of being true or false (warning: another way is open)",
        {
            "action": "whether `{action}` is possible at `{step}` cannot be worked out: {error}",
            "itself": "`{action}` would happen by itself at `{step}`, and its condition cannot be worked out: {error}",
        },
    ),
    ReasonCode(
        "ping_pong",
        Family.LOGIC,
        Severity.WARNING,
        Repair.ACKNOWLEDGES,
        "the case has been returned again and again between the same two steps",
        {
            "returned": "returned {times} times from `{origin}` to `{target}`, last by {person}: {comment}",
            "wordless": "returned {times} times from `{origin}` to `{target}`, last by {person}, who gave no reason",
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
    ReasonCode(
        "other_case_over",
        Family.LOGIC,
        Severity.ERROR,
        Repair.OUTSIDE,
        "the case waits for another one, which has ended (or is not there) without having signalled",
        {
            "ended": "`{action}` waits for {other}, which has ended ({status}) without it",
            "archived": "`{action}` waits for {other}, which has been archived",
            "missing": "`{action}` waits for {other}, and there is no such case",
            "ambiguous": "`{action}` waits for {other}, which could be any of {candidates}",
        },
    ),
)
