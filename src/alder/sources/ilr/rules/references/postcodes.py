"""Postcodes, and the devolved areas that they lie in. Letter case does not count."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, TEXT, called, reference

POSTCODE = reference(
    "postcode",
    "the list of postcodes",
    {"home_postcode": "pcds"},
    pcds=TEXT,
    EffectiveFrom=DAY,
    EffectiveTo=DAY,
    laua=TEXT,
    lep1=TEXT,
    lep2=TEXT,
)

REFERENCES = (
    *(
        called(f"{where}_postcode", {f"{where}_postcode": "pcds"}, POSTCODE)
        for where in ("home", "prior", "delivery", "start", "he")
    ),
    reference(
        "devolved_postcode",
        "the postcodes of devolved areas",
        {"start_postcode": "Postcode"},
        Postcode=TEXT,
        SourceOfFunding=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
)
"""One table of postcodes, by where it is read: home and prior (learner), delivery and start (aim), higher education."""
