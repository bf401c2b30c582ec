"""Every reference table, gathered from the modules."""

from __future__ import annotations

from alder.sources.ilr.rules.references import (
    assessment,
    codes,
    contracts,
    higher_education,
    lars_aims,
    lars_apprenticeships,
    last_year,
    organisations,
    postcodes,
    registers,
)

_MODULES = (
    assessment,
    codes,
    contracts,
    higher_education,
    lars_aims,
    lars_apprenticeships,
    last_year,
    organisations,
    postcodes,
    registers,
)

REFERENCES = {reference.name: reference for module in _MODULES for reference in module.REFERENCES}
"""Every reference table by the name that rules call it by."""
