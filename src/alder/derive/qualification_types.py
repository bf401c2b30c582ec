"""Kinds of qualifications and units as categories: the codes of LearnAimRefType in LARS, and their names there."""

from __future__ import annotations

from alder.model.statistic import Category
from alder.sources.reference import lars_codes

QUALIFICATION_TYPES = tuple(Category(code, name) for code, name in lars_codes.aim_type_names().items())
