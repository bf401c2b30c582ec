"""The organisations that assess apprentices at the end, and what they may assess."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, TEXT, WHOLE, reference

REFERENCES = (
    reference(
        "epa_organisation",
        "the register of end-point assessment organisations",
        {"EPAOrgID": "EPAOrgID"},
        EPAOrgID=TEXT,
        StandardCode=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
)
