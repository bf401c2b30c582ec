"""Methods that all statistics share: what each page is called, what it says first, and which template has the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """`also` are other words for it, by which a search finds it."""

    slug: str
    title: str
    lead: str
    also: str

    @property
    def template(self) -> str:
        return f"alder.web.methodology:templates/topic_{self.slug.replace('-', '_')}.html.j2"


TOPICS = (
    Topic(
        "protection",
        "How people are protected",
        "Figures that could show somebody are hidden or rounded, and others beside them, so that they cannot be worked "
        "out. A table that does not withstand an attack is refused.",
        "disclosure control, suppression, confidentiality, privacy, anonymised, small numbers, hidden cells, GDPR, "
        "statistical disclosure control, redacted, policy",
    ),
    Topic(
        "grades-of-quality",
        "Grades of quality",
        "Every field that is collected has a grade from A to D. A figure takes the lowest grade of the fields that can "
        "move it, and is never better than its definition.",
        "data quality, reliability, accuracy, trust, caveats, breaks in series, cautions",
    ),
    Topic(
        "symbols",
        "Symbols in tables",
        "A symbol stands where a number cannot. It is never the same as 0.",
        "c, low, z, x, u, k, asterisk, star, dash, not available, not applicable, missing figures, conventions",
    ),
    Topic(
        "rounding",
        "Rounding and rates",
        "Rates are worked out from counts that are not rounded. Rounded counts may not add up to their total.",
        "rounded, decimals, percentages, percentage points, confidence interval, totals do not add up, nearest 10",
    ),
    Topic(
        "linking",
        "Linking records",
        "People are followed over years, providers and sources by their numbers. Names are used to doubt a link, and "
        "never to make one.",
        "matching, match rate, linkage, ULN, joining data, record linkage, deduplication",
    ),
)
