"""What a measure counts that the returns of providers do not hold: a table drawn from an extract of another source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.model import expr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.derive.variable import Variable
    from alder.model.expr import Table
    from alder.model.quality import FieldQuality

Columns = dict[str, tuple[pa.DataType, str]]

PERSON: Columns = {
    "person": (pa.int64(), "The person: a number that stands for whatever key the extract has, one a person."),
    "ukprn": (pa.int32(), "The provider where the person learned."),
    "year": (pa.int32(), "The starting year of the academic year of the cohort."),
    "DateOfBirth": (pa.date32(), "The person's date of birth."),
    "Sex": (pa.string(), "F or M."),
    "Ethnicity": (pa.int32(), "As coded in the ILR; school and university codes are to be mapped to it first."),
    "LLDDHealthProb": (pa.int32(), "As coded in the ILR."),
}
"""The columns that every such table starts with. Those that are not known are missing throughout."""

DESCRIBES = ("DateOfBirth", "Sex", "Ethnicity", "LLDDHealthProb")
"""The columns that must say the same in every row of a person, who could otherwise be counted in two categories."""


@dataclass(frozen=True)
class Extract:
    """A table that measures count, with the source that it is drawn from.

    `source` is the source's name in the catalogue, `title` what people call it; `get` says how it is had and what to
    load, and `quality` how far to trust it. `variables` split its figures beside the characteristics of people. No two
    rows have the same `key`, where there is one. `linked` says that people were looked for in records of another
    source, though the source itself is no linked one.
    """

    name: str
    row: str
    columns: Mapping[str, tuple[pa.DataType, str]]
    source: str
    title: str
    get: str
    quality: FieldQuality
    variables: Mapping[str, Variable] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    linked: bool = False

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, type) for name, (type, _) in self.columns.items()])

    def table(self) -> Table:
        """The unbound table, for building expressions."""
        return expr.table(self.name, self.schema)
