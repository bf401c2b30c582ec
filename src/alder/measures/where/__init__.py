"""Filters: `level = 3 and FundModel in (35, 36)`, typed against what can be asked about, compiled to an expression."""

from alder.measures.where.filter import Where
from alder.measures.where.names import names

__all__ = ["Where", "names"]
