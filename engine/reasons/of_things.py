"""The reasons of the families *time* and *machinery*: it has waited too long, or the house is not in order."""

from .code import Family, ReasonCode, Repair, Severity

TIME = (
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
            "all_fired": "due {due}; no rung of the escalation is left (of {rungs})",
            "clock_fired": "`{clock}` was due {due}; no rung of its escalation is left (of {rungs})",
        },
    ),
    ReasonCode(
        "timer_missing",
        Family.TIME,
        Severity.WARNING,
        Repair.MENDS,
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
            "backlog": "rung {rung} was due {due} and has not fired, though processes are ticking ({nodes}): they lag behind",
        },
    ),
    ReasonCode(
        "suspended",
        Family.TIME,
        Severity.WARNING,
        Repair.MENDS,
        "the case is suspended: nothing happens until it is resumed",
        {
            "resting": "the case has been suspended since {since}",
            "put": "suspended by {person} since {since}: {why}",
        },
    ),
    ReasonCode(
        "silent",
        Family.TIME,
        Severity.INFO,
        Repair.ACKNOWLEDGES,
        "nobody has done anything for three times as long as the step nearly always takes (the p95 of at least 20 finished visits)",
        {
            "working": "nobody has done anything for {hours} working hours; of {peers} earlier visits 95 in 100 were over within {usual}",
            "elapsed": "nobody has done anything for {hours} hours; of {peers} earlier visits 95 in 100 were over within {usual}",
        },
    ),
)

MACHINERY = (
    ReasonCode(
        "effect_dead",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.MENDS,
        "an outgoing effect has failed its last try",
        {"dead": "outgoing effects given up after their last try: {count} ({kinds}); {error}"},
    ),
    ReasonCode(
        "effect_waiting",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.OUTSIDE,
        "an outgoing effect waits for something that no living process has",
        {
            "unserved": "outgoing effects that wait for `{needs}`, which no living process has: {count} ({kinds})",
        },
    ),
    ReasonCode(
        "plugin_missing",
        Family.MACHINERY,
        Severity.ERROR,
        Repair.OUTSIDE,
        "the definition of the case needs a plug-in that this engine does not have, or has in another version",
        {
            "absent": "the definition needs {plugin}, and it is not installed here",
            "version": "the definition needs {plugin}, and version {found} is installed here",
        },
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
        "the calendar that counts at this step, or at a step ahead, is not known to this engine: no timer can fire, no clock can begin",
        {
            "unknown": "the calendar `{calendar}`, by which time counts here, was not given to this engine: no timer can fire",
            "ahead": "the calendar `{calendar}`, by which time counts at {step}, was not given to this engine: the case cannot go there",
        },
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
