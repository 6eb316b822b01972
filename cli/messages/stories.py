"""What happened, what stands still and why: the sentences of `history`, `stuck` and `why`."""

MESSAGES: dict[str, tuple[str, str]] = {}
