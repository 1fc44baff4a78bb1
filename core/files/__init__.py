"""Uploaded files: policy, inspection, encryption at rest, virus scan, serving (rule 5, promises F1-F5)."""

from core.files.emblem import emblem_receive
from core.files.registration import register
from core.files.response import file_response
from core.files.scanner import ScannerStatus, scanner_status
from core.files.services import (
    FileContent,
    JudgedFile,
    can_view_file,
    file_erase,
    file_judge,
    file_open,
    file_receive,
    files_of,
)

__all__ = [
    "FileContent",
    "JudgedFile",
    "ScannerStatus",
    "can_view_file",
    "emblem_receive",
    "file_erase",
    "file_judge",
    "file_open",
    "file_receive",
    "file_response",
    "files_of",
    "register",
    "scanner_status",
]
