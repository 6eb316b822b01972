"""Did you mean …? The nearest of a list of names."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant: one slip away, or alike enough; None where nothing is near."""
    known = list(dict.fromkeys(names))
    slip = next((other for other in known if one_slip(name, other)), None)
    if slip is not None:
        return slip
    folded = {other.casefold().replace("-", "_"): other for other in known}
    match = get_close_matches(name.casefold().replace("-", "_"), folded, n=1, cutoff=0.65)
    return folded[match[0]] if match else None


def did_you_mean(name: str, names: Iterable[str], known: str = "", *, surely: str | None = None) -> str | None:
    """A suggestion: the one that is meant `surely`, else the nearest name, else `known` and the list if it is short."""
    names = list(names)
    near = surely or nearest(name, names)
    if near is not None:
        return f"Did you mean `{near}`?"
    if names and len(names) <= 12:
        return f"{known or 'Known here'}: {', '.join(names)}."
    return None


def one_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed or swapped with its neighbour makes `a` into `b` (and they differ)."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = a[start + 1 : start + 2] == b[start : start + 1] and a[start : start + 1] == b[start + 1 : start + 2]
    return a[start + 1 :] == b[start + 1 :] or (swapped and a[start + 2 :] == b[start + 2 :])
