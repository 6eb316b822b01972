"""Lines of a gzip file of several members, and where each of these ends."""

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 16


def pack(made: bytes) -> bytes:
    """One member."""
    return gzip.compress(made, compresslevel=6, mtime=0)


def unpacked(raw: BinaryIO) -> Iterator[tuple[bytes, int | None]]:
    """Every line with its end; and how many bytes of the file had been read, where a member ends with it.

    A member that is cut off gives as many lines as it can; raises zlib.error where bytes are no gzip.
    """
    unpack, text, packed = zlib.decompressobj(31), b"", b""
    while packed or (packed := raw.read(CHUNK)):
        *lines, text = (text + unpack.decompress(packed)).split(b"\n")
        packed = unpack.unused_data
        at = raw.tell() - len(packed) if unpack.eof and not text else None
        for number, line in enumerate(lines, 1):
            yield line + b"\n", at if number == len(lines) else None
        if unpack.eof:
            unpack = zlib.decompressobj(31)
    if text:
        yield text, None
