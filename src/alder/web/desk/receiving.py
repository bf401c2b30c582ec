"""How much may be sent to the desk at once. Files go to disk as they come, and no further than the limit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

TOO_LARGE = "alder.too_large"
"""Set in the request where more was sent than is taken."""


class Limited(TemporaryFileUploadHandler):
    """Writes a file to disk, and stops when a request brings more than may be sent."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._come = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._come += len(raw_data)
        if self._come > settings.ALDER_UPLOAD_MB * 1024 * 1024:
            if self.request:
                self.request.META[TOO_LARGE] = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
