"""Whether a folder is a store, told without opening it or loading what opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIGN = "alder-store.json"
"""The file that says which format a store has."""


def is_store(folder: Path) -> bool:
    """Whether there is a store in the folder, of whichever release."""
    return (folder / SIGN).is_file()
