"""`proposals`: what an office does with suggestions and proposals (人大建议、政协提案) beyond a single case."""

from .helping import Group

proposals = Group(
    "proposals",
    sections={"commands": ("import", "assign", "panel", "picks", "pick", "campaign", "ledger", "report", "scorecard", "snapshot")},
    lazy={
        "import": ".proposals_import:import_",
        "assign": ".proposals_many:assign",
        "panel": ".proposals_posts:panel",
        "picks": ".proposals_posts:picks",
        "pick": ".proposals_posts:pick",
        "campaign": ".proposals_many:campaign",
        "ledger": ".reports:ledger",
        "report": ".reports:report",
        "scorecard": ".reports:scorecard",
        "snapshot": ".reports:snapshot",
    },
)
