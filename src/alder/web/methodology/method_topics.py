"""Methods that all statistics share, each a page; and in which order, under which headings, measures are listed."""

from __future__ import annotations

from dataclasses import dataclass

from alder.measures import Measure, measures
from alder.measures.measure import Theme


@dataclass(frozen=True, slots=True)
class MethodTopic:
    """`also` are other words for it, by which a search finds it."""

    slug: str
    title: str
    lead: str
    also: str

    @property
    def template(self) -> str:
        return f"alder.web.methodology:templates/topic_{self.slug.replace('-', '_')}.html.j2"


TOPICS = (
    MethodTopic(
        "protection",
        "How people are protected",
        "Figures that could show somebody are hidden or rounded, and others beside them, so that they cannot be worked "
        "out. A table that does not withstand an attack is refused.",
        "disclosure control, suppression, confidentiality, privacy, anonymised, small numbers, hidden cells, GDPR, "
        "statistical disclosure control, redacted, policy",
    ),
    MethodTopic(
        "grades-of-quality",
        "Grades of quality",
        "Every field that is collected has a grade from A to D. A figure takes the lowest grade of the fields that can "
        "move it, and is never better than its definition.",
        "data quality, reliability, accuracy, trust, caveats, breaks in series, cautions",
    ),
    MethodTopic(
        "symbols",
        "Symbols in tables",
        "A symbol stands where a number cannot. It is never the same as 0.",
        "c, low, z, x, u, k, asterisk, star, dash, not available, not applicable, missing figures, conventions",
    ),
    MethodTopic(
        "rounding",
        "Rounding and rates",
        "Rates are worked out from counts that are not rounded. Rounded counts may not add up to their total.",
        "rounded, decimals, percentages, percentage points, confidence interval, totals do not add up, nearest 10",
    ),
    MethodTopic(
        "linking",
        "Linking records",
        "People are followed over years, providers and sources by their numbers. Names are used to doubt a link, and "
        "never to make one.",
        "matching, match rate, linkage, ULN, joining data, record linkage, deduplication",
    ),
)


FIRST = (
    *("learners_participating", "fe_and_skills_participation", "starts", "apprenticeship_restarts", "enrolments"),
    *("retention_rate", "retention_curve", "leavers", "retention_rate_16_to_18", "retained_and_assessed_rate_16_to_18"),
    *("returned_and_retained_rate_16_to_18", "retention_rate_in_sixth_forms", "funding_retention_rate_16_to_19"),
    *("achievement_rate", "pass_rate", "timely_achievement_rate", "achievements", "learner_achievements"),
    "fe_and_skills_achievements",
    *("progression_rate", "progression_to_higher_level_rate", "progression_to_higher_education_rate"),
    *("sustained_positive_destination_rate", "sustained_employment_rate", "sustained_learning_rate"),
    "further_education_earnings",
    *("recorded_destinations", "graduate_employment_rate", "graduate_employment_or_study_rate"),
)
"""The measures that are read most come first under their heading, in this order; all others follow by name."""


def measures_by_theme() -> tuple[tuple[Theme, tuple[Measure, ...]], ...]:
    """Every measure under its heading."""
    place = {name: n for n, name in enumerate(FIRST)}
    ordered = sorted(measures, key=lambda m: (place.get(m.name, len(place)), m.name))
    return tuple((theme, tuple(m for m in ordered if m.theme is theme)) for theme in Theme)
