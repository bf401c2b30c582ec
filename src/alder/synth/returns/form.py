"""What a return is written as."""

from __future__ import annotations

from enum import StrEnum


class ReturnForm(StrEnum):
    """XML as providers send it, or Parquet for those who only want its tables."""

    XML = "xml"
    PARQUET = "parquet"
