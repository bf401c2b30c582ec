"""Levels in the spelling of the standard: the service takes `Mayoral Combined Authority` for the level it means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.publishing.standard import LEVEL_BY_TEXT

if TYPE_CHECKING:
    from alder.publishing.standard import DataSet

_COLUMN = "geographic_level"
_BY_LETTERS = {text.casefold(): text for text in LEVEL_BY_TEXT}


def with_known_levels(data_set: DataSet) -> DataSet:
    """The data set with every level that differs from a known one only by capitals or blanks around it as that one."""
    if _COLUMN not in data_set.data.column_names:
        return data_set
    column = data_set.data[_COLUMN]
    written = pc.unique(column).to_pylist()
    meant = {text: _BY_LETTERS.get(text.strip().casefold(), text) for text in written}
    if all(text == known for text, known in meant.items()):
        return data_set
    at = pc.index_in(column, value_set=pa.array(written, pa.string()))
    spelled = pc.take(pa.array([meant[text] for text in written], pa.string()), at)
    position = data_set.data.column_names.index(_COLUMN)
    return replace(data_set, data=data_set.data.set_column(position, _COLUMN, spelled))
