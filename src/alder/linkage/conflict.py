"""What speaks against a link, or leaves it open: listed, and never dropped in silence."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa


class Conflict(StrEnum):
    """A kind of conflict. The first three are between two tables, the others among the records of one."""

    DISAGREES = "disagrees"
    SEVERAL_RIGHT = "several_right"
    SEVERAL_LEFT = "several_left"
    DIFFERS = "differs"
    SHARED_NUMBER = "shared_number"
    SECOND_NUMBER = "second_number"
    REUSED_REFERENCE = "reused_reference"
    SAME_RETURN = "same_return"

    @property
    def words(self) -> str:
        """What it is, for a report."""
        return _WORDS[self]


_WORDS = {
    Conflict.DISAGREES: "the same number, but date of birth and surname speak against it: not linked",
    Conflict.SEVERAL_RIGHT: "several rows on the right fit one on the left: not linked",
    Conflict.SEVERAL_LEFT: "several rows on the left fit one on the right: not linked",
    Conflict.DIFFERS: "linked, though date of birth, surname or sex differs",
    Conflict.SHARED_NUMBER: "one learner number, two persons: kept apart",
    Conflict.SECOND_NUMBER: "one reference and date of birth, two learner numbers: kept apart",
    Conflict.REUSED_REFERENCE: "one reference, two dates of birth: kept apart",
    Conflict.SAME_RETURN: "two records of one return that cannot be told apart: kept apart",
}

BETWEEN = pa.schema([("kind", pa.string()), ("pass", pa.string()), ("left_row", pa.int64()), ("right_row", pa.int64())])
"""Conflicts between two tables: a line for each pair of rows, by their numbers and without a value of either."""

AMONG = pa.schema([("kind", pa.string()), ("group", pa.int64()), ("row", pa.int64())])
"""Conflicts among the records of one table: a line for each record, those of one conflict with one number."""
