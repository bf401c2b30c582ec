"""What changed in each version of a measure that has had several."""

from __future__ import annotations

_MERGERS = {
    "1": "Counted who left because of a merger (reason 47) as withdrawn, and aims of a provider that stopped returning "
    "as going on.",
    "2": "Leaves out who left because of a merger, says that the outcome of aims of a provider that stopped returning "
    "is not known unless the year is declared complete, and finds a learner without a ULN by the reference of the year "
    "before.",
}

_REFERENCES = "Finds a learner without a ULN whose reference or provider changed by those of the year before."

_FOUND_AGAIN = {"1": "Took such a learner for another person, who left.", "2": _REFERENCES}

VERSIONS: dict[str, dict[str, str]] = {
    "achievement_rate": _MERGERS,
    "leavers": _MERGERS,
    "pass_rate": _MERGERS,
    "retention_rate": _MERGERS,
    "timely_achievement_rate": _MERGERS,
    "retention_curve": _FOUND_AGAIN,
    "progression_rate": _FOUND_AGAIN,
    "progression_to_higher_level_rate": _FOUND_AGAIN,
    "returned_and_retained_rate_16_to_18": _FOUND_AGAIN,
    "english_and_maths_progress": {
        "1": "Counted students below 4 points in every year.",
        "2": "Counts those below 5 points, a C, up to 2018/19, and below 4 since.",
    },
    "starts": {
        "1": "Left every restart out.",
        "2": "Counts a restart of an apprenticeship that broke off in an earlier academic year, except in 2020/21, as "
        "the department does.",
    },
    "retained_and_assessed_rate_16_to_18": {
        "1": "Looked at the latest year of a programme alone.",
        "2": "Finds students who left in the first of two years, too.",
        "3": _REFERENCES,
    },
    "retention_rate_16_to_18": {
        "1": "Looked at the latest year of a programme alone.",
        "2": "Finds students who left in the first of two years, too.",
        "3": _REFERENCES,
    },
}
"""By measure, each version and what it did or does otherwise than the one before."""


def versions_of(name: str, version: str) -> tuple[tuple[str, str], ...]:
    """The versions, the newest first; one that is the only one was never changed."""
    found = VERSIONS.get(name, {version: "The first, and never changed."})
    return tuple(sorted(found.items(), key=lambda one: int(one[0]), reverse=True))
