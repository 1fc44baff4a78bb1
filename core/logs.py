"""One event, one JSON line, in UTC, with the request id (ASVS 16.2)."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from core import request_context

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id", "taskName"}


class RequestFilter(logging.Filter):
    """Adds the request id to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True."""
        context = request_context.current.get()
        record.request_id = context.request_id if context else ""
        return True


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object; control characters cannot start a new line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": record.getMessage(),
        }
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if extra:
            line["data"] = extra
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
