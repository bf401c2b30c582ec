"""Rows about a place without a name: it is shown as one that is not named, so that it can be chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from alder.publishing.standard import DataSet

NOT_NAMED = "Not named"


def with_named_places(data_set: DataSet) -> DataSet:
    """The data set with a name for the places of each level whose rows never name one at that level."""
    data = data_set.data
    if "geographic_level" not in data.column_names:
        return data_set
    for level in data_set.levels:
        there = level.name_column in data.column_names
        names = data[level.name_column] if there else pa.array([""] * data.num_rows, pa.string())
        own = pc.equal(data["geographic_level"], level.text)
        if pc.any(pc.and_(own, pc.not_equal(names, ""))).as_py():
            continue
        named = pc.if_else(own, NOT_NAMED, names)
        if there:
            data = data.set_column(data.column_names.index(level.name_column), level.name_column, named)
        else:
            data = data.append_column(level.name_column, named)
    return data_set if data is data_set.data else replace(data_set, data=data)
