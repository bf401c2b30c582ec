"""The store beside what is published, whose reference tables the pages of aims show."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from alder.environment import Environment

if TYPE_CHECKING:
    from pathlib import Path

    from alder.engine.store import Store


def store() -> Store:
    """The store of this site. Only its reference tables are read here: nothing about anybody."""
    return _opened(settings.ALDER_PUBLISHED.parent)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Store:
    return Environment(folder).store
