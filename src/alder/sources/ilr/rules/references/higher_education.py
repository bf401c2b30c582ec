"""The register of higher education providers, which the Office for Students (OfS) keeps."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, TRUTH, WHOLE, reference

REFERENCES = (
    reference(
        "ofs_register",
        "the register of higher education providers (OfS)",
        {"UKPRN": "UKPRN"},
        UKPRN=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        FundingFieldsRequired=TRUTH,
    ),
)
"""`FundingFieldsRequired` is false for providers that need not say the level and completion of funded study."""
