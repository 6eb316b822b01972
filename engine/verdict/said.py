"""What may be wrong with the words that are given with a command."""

from ..data import storable
from ..errors import Reason
from ..expressions import show
from ..world import World


def comment_reasons(comment: object, rule: str, world: World, called: str = "comment") -> list[Reason]:
    """What is wrong with a comment: missing where one is required, given where there is none, or too long.

    `called`: how the command calls it (`comment`, `reason` or `text`), so that whoever is refused is told by its name what to give.
    """
    hint, data = f"Give {called}='…'.", {"option": called} if called != "comment" else {}
    if not isinstance(comment, str | None):
        return [Reason("comment_invalid", f"a {called} is a text, not {show(comment)}", hint, data)]
    text = (comment or "").strip()
    if rule == "required" and not text:
        return [Reason("comment_required", f"a {called} is required", hint, data)]
    if rule == "none" and text:
        return [Reason("comment_not_wanted", "this action takes no comment", "Leave the comment out.")]
    if len(text) > world.limits.comment:
        told = f"the {called} has {len(text)} characters; {world.limits.comment} are allowed"
        return [Reason("comment_too_large", told, "Shorten it.", data)]
    if not storable(text):
        return [Reason("comment_invalid", f"the {called} holds characters that cannot be stored", "Take them out.", data)]
    return []
