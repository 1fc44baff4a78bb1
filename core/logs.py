"""One event, one JSON line, in UTC, with the request id (ASVS 16.2)."""

import json
import logging
from datetime import UTC, datetime

from core import request_context


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
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
