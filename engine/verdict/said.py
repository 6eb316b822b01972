"""What may be wrong with the words that are given with a command."""

from ..data import storable
from ..errors import Reason
from ..expressions import show
from ..world import World


def comment_reasons(comment: object, rule: str, world: World) -> list[Reason]:
    """What is wrong with a comment: missing where one is required, given where there is none, or too long."""
    if not isinstance(comment, str | None):
        return [Reason("comment_invalid", f"a comment is a text, not {show(comment)}", "Give comment='…'.")]
    text = (comment or "").strip()
    if rule == "required" and not text:
        return [Reason("comment_required", "a comment is required", "Give comment='…'.")]
    if rule == "none" and text:
        return [Reason("comment_not_wanted", "this action takes no comment", "Leave the comment out.")]
    if len(text) > world.limits.comment:
        return [Reason("comment_too_large", f"the comment has {len(text)} characters; {world.limits.comment} are allowed", "Shorten it.")]
    if not storable(text):
        return [Reason("comment_invalid", "the comment holds characters that cannot be stored", "Take them out.")]
    return []
