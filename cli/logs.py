"""What a worker logs, on standard error: lines for people, or one JSON object a line for programs."""

import json
import logging
import sys
from datetime import UTC, datetime

from signoff.engine.observing import FACTS

FORMATS = ("text", "json")
SHOWN = (*FACTS, "node", "duty", "row")
"""Fields of records that a line of JSON has: those that are named. Any others may hold what people wrote."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON: `at` (UTC), `level`, `logger`, `message`, the fields that it has, `error` with the trace."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in SHOWN if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_stderr(format: str = "text", level: int = logging.INFO) -> None:
    """What the engine logs from this level on is told with its time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if format == "json" else logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("signoff")
    logger.addHandler(handler)
    logger.setLevel(level)
