"""A file that lies elsewhere, as an act refers to it."""

from .frozen import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that lies elsewhere: its name, media type, size in bytes, the hash of its content, and where the host keeps it."""

    name: str
    media_type: str
    size: int
    sha256: str
    where: str
