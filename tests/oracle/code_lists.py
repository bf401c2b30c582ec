"""What codes mean, written down from the specification of the ILR and the footnotes of published statistics."""

from __future__ import annotations

FRAMEWORKS = {
    3: "Level 2",
    2: "Level 3",
    10: "Level 4+",
    20: "Level 4+",
    21: "Level 4+",
    22: "Level 4+",
    23: "Level 4+",
}
"""Programme types of apprenticeship frameworks, and the level of each."""
STANDARD = 25
APPRENTICESHIPS = {*FRAMEWORKS, STANDARD}
TRAINEESHIP = 24

COMMUNITY_LEARNING = 10
"""A funding model."""
APPRENTICESHIPS_FROM_2017 = 36
"""The funding model of apprenticeships that began from May 2017 on."""
NOT_FUNDED = 99
GOVERNMENT_FUNDED = {10, 11, 25, 35, 36, 38, 70, 81, 82}

PROGRAMME_AIM = 1
"""The type of the aim that stands for a whole programme."""

CONTINUING, COMPLETED, WITHDRAWN, ON_BREAK = 1, 2, 3, 6
"""Completion status."""
ACHIEVED, NOT_YET_KNOWN = 1, 8
"""Outcome."""
ONCE_ACHIEVED = {1, 6, 7}
"""Outcome, as funding reads it: 6 and 7 are of years before 2015."""

TO_ANOTHER_AIM, BY_INTERVENTION, IN_A_MERGER = 40, 7, 47
"""Reasons for withdrawal."""

NO_NUMBER = 9999999999
"""The ULN of whoever has none yet."""

ETHNIC_GROUPS = {
    "White": (31, 32, 33, 34),
    "Mixed": (35, 36, 37, 38),
    "Asian": (39, 40, 41, 42, 43),
    "Black": (44, 45, 46),
    "Other": (47, 98),
}
ETHNIC_GROUP = {code: group for group, codes in ETHNIC_GROUPS.items() for code in codes}

NOTIONAL_LEVELS = {
    "E": "Entry",
    "1": "Level 1",
    "1.5": "Level 1",  # who achieves it has level 1
    "2": "Level 2",
    "3": "Level 3",
    **dict.fromkeys(["4", "5", "6", "7", "8", "H"], "Level 4+"),
}
"""Levels of the list of aims. Mixed levels (M) and none (X) are not known."""

DIFFICULTY = {1: "Yes", 2: "No"}
