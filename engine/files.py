"""Files by reference: what a case keeps of a file that lies elsewhere, and what is wrong with such a reference."""

import re
from collections.abc import Iterator, Mapping

from .attachment import Attachment
from .errors import Reason
from .expressions import show
from .world import Limits

PARTS = ("name", "media_type", "size", "sha256", "where")
MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w.+-]{0,126}/[A-Za-z0-9][\w.+-]{0,126}\Z", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}\Z")
LONGEST_NAME = 255
LONGEST_PLACE = 2_000


def file_of(value: object, limits: Limits) -> dict[str, object]:
    """A reference to a file, with exactly the parts it has; raises ValueError with a sentence for anything else."""
    if isinstance(value, Attachment):
        value = {part: getattr(value, part) for part in PARTS}
    if not isinstance(value, Mapping) or set(value) != set(PARTS):
        raise ValueError(f"a file is a map of {', '.join(PARTS)}, not {show(value)}")
    for wrong in _wrong(value, limits):
        raise ValueError(wrong)
    return {part: value[part] for part in PARTS}


def _wrong(value: Mapping[str, object], limits: Limits) -> Iterator[str]:
    name, kind, size, hashed, where = (value[part] for part in PARTS)
    if not _plain(name, LONGEST_NAME) or set("/\\") & set(str(name)) or name in (".", ".."):
        yield f"the name of a file is 1 to {LONGEST_NAME} characters without slashes and control characters, not {show(name)}"
    if not isinstance(kind, str) or not MEDIA_TYPE.match(kind):
        yield f"a media type such as application/pdf is needed, not {show(kind)}"
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        yield f"the size is a number of bytes, not {show(size)}"
    elif size > limits.file:
        yield f"{size} bytes are more than {limits.file}"
    if not isinstance(hashed, str) or not SHA256.match(hashed):
        yield f"sha256 is 64 small hex digits, not {show(hashed)}"
    if not _plain(where, LONGEST_PLACE):
        yield f"`where` is 1 to {LONGEST_PLACE} characters without control characters, not {show(where)}"


def _plain(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= longest and value.isprintable()


def attachment_reasons(given: object, limits: Limits) -> list[Reason]:
    """What is wrong with the attachments of an act: a reason for each that is none."""
    if not isinstance(given, tuple | list):
        return [Reason("attachment_invalid", f"attachments are a list of files, not {show(given)}", f"Each has {', '.join(PARTS)}.")]
    if len(given) > limits.attachments:
        told = f"{len(given)} attachments are more than {limits.attachments}"
        return [Reason("too_many_attachments", told, "Put some together.", {"limit": limits.attachments})]
    found = []
    for number, one in enumerate(given, 1):
        try:
            file_of(one, limits)
        except ValueError as error:
            found.append(Reason("attachment_invalid", f"attachment {number}: {error}", data={"number": number}))
    return found


def attachments_of(given: object, limits: Limits) -> tuple[Attachment, ...]:
    """The attachments of an act, which have been found right."""
    assert isinstance(given, tuple | list)
    return tuple(Attachment(**file_of(one, limits)) for one in given)  # type: ignore[arg-type]
