"""Supervision orders (督办单) begin by themselves when a duty is late: whoever is meant answers, and the section closes them."""

from typing import TYPE_CHECKING

from signoff.engine.views import CaseView

if TYPE_CHECKING:
    from .run import Stage

WORKFLOW, CLOSES = "supervision", "li"


def see_to(stage: "Stage") -> None:
    """One look at every open order: it is acknowledged, answered where no clock says that the duty is done, and closed when it is."""
    for order in stage.engine.cases(workflow=WORKFLOW, open=True):
        if order.id not in stage.ordered:
            stage.ordered.add(order.id)
            stage.happened("ordered")
        see_to_one(stage, order)


def see_to_one(stage: "Stage", order: CaseView) -> None:
    """The next step of one order."""
    person = next((one for task in order.tasks for one in ((task.holder,) if task.holder else task.candidates)), None)
    if order.step == "feedback_filed":
        stage.act(order.id, "approve", CLOSES)
    elif order.step == "ordered" and person is not None:
        stage.act(order.id, "acknowledge", person)
    elif order.step == "acknowledged" and person is not None and order.data.get("cause") is None:
        stage.act(order.id, "file_feedback", person, data={"reason": "已逐条核改，请予核实"})
