"""How an upload enters the process: in memory, never more of it than the policy allows (F1, F5)."""

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from core.files import policy

# A body this many times the limit is not even read; below that the person gets the form back with the reason.
HOPELESS = 5


class BoundedUploadHandler(FileUploadHandler):
    """Keeps an upload in memory and forgets it once it is larger than the policy allows; its true size stays known."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Refuse a hopelessly large body before reading it.

        Raises:
            RequestDataTooBig: shown as 413.
        """
        self.limit = policy.limits().size
        if content_length > HOPELESS * self.limit:
            raise RequestDataTooBig("upload is far larger than the file policy allows")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing."""
        super().new_file(*args, **kwargs)
        self.content = io.BytesIO()
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece; what is beyond the limit is counted only."""
        self.received += len(raw_data)
        if self.received <= self.limit:
            self.content.write(raw_data)
        elif self.content.tell():
            self.content = io.BytesIO()
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The upload; when it was too large it has its true size and no content, and `file_receive` refuses it."""
        self.content.seek(0)
        return InMemoryUploadedFile(
            file=self.content,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
