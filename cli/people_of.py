"""Who acts."""

from typing import TYPE_CHECKING

from .errors import USAGE, Problem
from .messages import say

if TYPE_CHECKING:
    from .app import App


def someone(app: "App") -> str:
    """Whoever was named with `--as` or in the settings; nobody acts by the way."""
    user = app.settings.as_user
    if not user:
        raise Problem("no_user", USAGE, say("hint.no_user"))
    return user
