"""`proposals`: what an office does with suggestions and proposals (人大建议、政协提案) beyond a single case."""

from .helping import Group

proposals = Group(
    "proposals",
    sections={"commands": ("import",)},
    lazy={"import": ".proposals_import:import_"},
)
