"""Conditions: `level = 3 and FundModel in (35, 36)`, typed against what can be asked about, made an expression."""

from alder.measures.condition.condition import Condition
from alder.measures.condition.vocabulary import names_for

__all__ = ["Condition", "names_for"]
