"""What the cells of a table's system stand for."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """What a cell of the system stands for."""

    COUNT = 0
    DIFFERENCE = 1
    REST = 2
    OUTSIDE = 3
    OVERLAP = 4
    STEP = 5
