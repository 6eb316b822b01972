"""Every report by its id."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from .durations import step_duration
from .filters import Filter, filtered
from .ledger import ledger
from .lists import contact_log, due_soon_list, interim_list, leader_led_list, overdue_list, publication_list, supervision_ledger
from .rates import b_conversion, rates
from .rows import Ledger
from .tables import Report, both
from .totals import class_distribution, overview, summary, unit_load

REPORTS: Mapping[str, Callable[[Ledger], Report]] = {
    "ledger": ledger,
    "summary": summary,
    "overview": overview,
    "on_time_rate": rates("on_time_rate", both("按时办结率", "On-time rate"), "on_time", "statutory_on_time"),
    "completion_rate": rates("completion_rate", both("办复率", "Completion"), "completion"),
    "upload_rate": rates("upload_rate", both("上传率", "Upload to the online system"), "upload"),
    "satisfaction_rate": rates(
        "satisfaction_rate",
        both("满意率", "Satisfaction"),
        "satisfaction",
        "satisfaction_final",
        "strict_satisfaction",
        "strict_satisfaction_final",
        "feedback",
        "feedback_final",
    ),
    "contact_rate": rates("contact_rate", both("面商率", "Face-to-face contacts"), "contact"),
    "resolution_rate": rates("resolution_rate", both("办成率", "Resolution"), "resolution", "resolution_ab"),
    "publication_rate": rates("publication_rate", both("公开率", "Publication"), "publication"),
    "sign_in_rate": rates("sign_in_rate", both("按时签收率", "Signing in on time"), "sign_in"),
    "co_opinion_rate": rates("co_opinion_rate", both("会办意见按时报送率", "Co-handling opinions on time"), "co_opinion"),
    "class_distribution": class_distribution,
    "b_conversion": b_conversion,
    "fulfilment_rate": rates("fulfilment_rate", both("承诺兑现率", "Commitments kept"), "fulfilment"),
    "overdue_list": overdue_list,
    "due_soon_list": due_soon_list,
    "unit_load": unit_load,
    "step_duration": step_duration,
    "supervision_ledger": supervision_ledger,
    "leader_led_list": leader_led_list,
    "contact_log": contact_log,
    "publication_list": publication_list,
    "interim_list": interim_list,
}
"""Those that need nothing but the ledger; `unit_ranking` needs a scorecard, letters need an office that signs them."""


def made(id: str, found: Ledger, wanted: Filter | None = None) -> Report:
    """The report of this id about the part of the ledger that is meant. Raises KeyError."""
    wanted = wanted or Filter()
    return replace(REPORTS[id](filtered(found, wanted)), filter=wanted.label(found))
