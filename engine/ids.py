"""New ids: time-ordered UUIDs (version 7), so that rows of one time lie together and whole chains can be archived by ranges."""

import os
import threading
from collections.abc import Callable
from datetime import datetime

_lock = threading.Lock()
_last = 0


def id_source(now: datetime) -> Callable[[], str]:
    """A source of ids for one command that happens now; within a process no id sorts before an earlier one of the same millisecond."""
    millisecond = int(now.timestamp() * 1000)

    def new_id() -> str:
        digits = f"{_bits(millisecond):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    return new_id


def _bits(millisecond: int) -> int:
    global _last
    with _lock:
        counter = (_last & 0xFFF) + 1 if _last >> 12 == millisecond else 0
        counter &= 0xFFF
        _last = (millisecond << 12) | counter
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return ((millisecond & ((1 << 48) - 1)) << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | random
