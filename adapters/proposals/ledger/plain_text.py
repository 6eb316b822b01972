"""Texts as they are compared: one width, one case, no spaces within."""

import re
import unicodedata

ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


def folded(text: str) -> str:
    """A text as it is compared.

    >>> folded("Ａ 类")
    'a类'
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def heading(text: str) -> str:
    """A heading as it is compared: without what stands in brackets, colons and asterisks.

    >>> heading("编　号（必填）*")
    '编号'
    """
    return folded(ASIDE.sub("", text)).strip("*:") or folded(text).strip("*:")
