"""Organisations that provide learning, found through any field that holds their UKPRN."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, TEXT, TRUTH, WHOLE, called, reference

ORGANISATION = reference(
    "organisation",
    "the list of organisations",
    {"UKPRN": "UKPRN"},
    UKPRN=WHOLE,
    LegalOrgType=TEXT,
    PartnerUKPRN=TRUTH,
    LongTermResid=TRUTH,
)
"""`PartnerUKPRN` says whether an organisation may be named as a partner of another."""

REFERENCES = (
    called("provider", {"UKPRN": "UKPRN"}, ORGANISATION),
    called("partner", {"PartnerUKPRN": "UKPRN"}, ORGANISATION),
    called("earlier_provider", {"PrevUKPRN": "UKPRN"}, ORGANISATION),
    called("provider_before_merger", {"PMUKPRN": "UKPRN"}, ORGANISATION),
    reference(
        "short_term_funding",
        "the providers with short-term funding",
        {"LearnDelFAMCode": "LdmCode"},
        UKPRN=WHOLE,
        LdmCode=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
)
