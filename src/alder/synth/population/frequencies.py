"""How common things are. Each figure says where it is from; "assumed" means that it only has to look plausible.

Published figures are those of the department's releases on further education and skills, apprenticeships and
achievement rates. Nothing is fitted to learner records.
"""

from __future__ import annotations

from typing import Final

from alder.synth.population.fictitious import ProviderKind

STUDY, ADULT, APPRENTICE, COMMUNITY, UNFUNDED, LOAN, HIGHER = range(7)
"""What a learner came for."""

MIX: Final = {
    ProviderKind.COLLEGE: (40, 28, 14, 6, 5, 4, 3),
    ProviderKind.TRAINING: (0, 20, 76, 0, 4, 0, 0),
    ProviderKind.COMMUNITY: (0, 30, 0, 64, 6, 0, 0),
}
"""New learners of a year by what they came for, by sort of provider. Assumed."""

RETENTION: Final = {
    STUDY: 0.92,  # near 16 to 18 retention, published
    ADULT: 0.915,  # education and training, all ages, 2019/20, published
    COMMUNITY: 0.95,  # assumed
    UNFUNDED: 0.93,  # assumed
    LOAN: 0.84,  # assumed
    HIGHER: 0.86,  # assumed
}
STANDARD_RETENTION, FRAMEWORK_RETENTION = 0.56, 0.70
"""Apprenticeships, near the published rates around 2019/20 and 2020/21."""

LEAN: Final = (0.02, -0.01, -0.03, 0.01, 0.0)
"""How much more often learners stay at a provider than elsewhere, going round the providers. Assumed."""
YOUNG_APPRENTICE = 0.06
"""How much less often apprentices under 19 stay than others, in the years shown here. Assumed."""

PASS: Final = {
    STUDY: 0.90,
    ADULT: 0.932,  # education and training, all ages, 2019/20, published
    COMMUNITY: 0.96,
    UNFUNDED: 0.94,
    LOAN: 0.88,
    HIGHER: 0.93,
}
APPRENTICE_PASS = 0.975
"""Near the published pass rate of apprenticeships."""

BREAK = 0.07
"""Apprentices who pause and come back. Assumed."""

ETHNICITY: Final = (
    (31, 66), (32, 0.6), (33, 0.3), (34, 8), (35, 1.5), (36, 0.9), (37, 1), (38, 1.2), (39, 2), (40, 4), (41, 1.7),
    (42, 0.6), (43, 2.4), (44, 4.6), (45, 1.5), (46, 0.8), (47, 1), (98, 1.6), (99, 1.3),
)  # fmt: skip
"""ILR codes. Major groups are near their shares of published leavers in education and training; the rest is assumed."""

AGES: Final = {
    # bands of age on 31 August of the year in which the learner came, with assumed shares
    ADULT: ((19, 23, 22), (24, 34, 34), (35, 49, 30), (50, 64, 13), (65, 74, 1)),
    APPRENTICE: ((16, 18, 29), (19, 24, 31), (25, 34, 20), (35, 49, 15), (50, 62, 5)),
    COMMUNITY: ((19, 24, 7), (25, 49, 45), (50, 64, 24), (65, 88, 24)),
    UNFUNDED: ((19, 24, 25), (25, 49, 55), (50, 70, 20)),
    LOAN: ((19, 23, 25), (24, 34, 45), (35, 55, 30)),
    HIGHER: ((18, 20, 40), (21, 29, 36), (30, 50, 24)),
}

FEMALE: Final = {STUDY: 0.49, ADULT: 0.61, APPRENTICE: 0.50, COMMUNITY: 0.74, UNFUNDED: 0.55, LOAN: 0.68, HIGHER: 0.55}
"""Assumed."""

LLDD: Final = {STUDY: 0.24, ADULT: 0.17, APPRENTICE: 0.13, COMMUNITY: 0.16, UNFUNDED: 0.12, LOAN: 0.18, HIGHER: 0.16}
"""Learners who say they have a learning difficulty or disability. Assumed."""

LLDD_UNKNOWN = 0.03
LLDD_CATEGORIES: Final = (
    (4, 3), (5, 4), (6, 5), (7, 2), (8, 6), (9, 16), (10, 9), (11, 7), (12, 22), (13, 3), (14, 8), (15, 4), (16, 1),
    (17, 2), (93, 2), (94, 3), (95, 5), (96, 3), (97, 5),
)  # fmt: skip
"""Primary category. Assumed."""

LADDER: Final = {
    # position on the ladder of prior attainment, 0 none to 7 level 7, with assumed shares for each kind of learner
    STUDY: (6, 10, 34, 50, 0, 0, 0, 0),
    ADULT: (22, 16, 18, 22, 14, 4, 2, 2),
    APPRENTICE: (3, 6, 18, 42, 31, 0, 0, 0),
    COMMUNITY: (14, 12, 14, 18, 16, 10, 8, 8),
    UNFUNDED: (8, 8, 16, 24, 22, 10, 6, 6),
    LOAN: (2, 4, 12, 42, 40, 0, 0, 0),
    HIGHER: (0, 0, 0, 0, 92, 8, 0, 0),
}
OLD_LADDER: Final = (99, 9, 1, 2, 3, 10, 11, 12)
"""PriorAttain to 2020/21: none, entry, level 1, full level 2, full level 3, levels 4, 5, 6."""
NEW_LADDER: Final = (99, 1, 2, 4, 6, 7, 8, 9)
"""PriorLevel from 2021/22, the same steps."""

WITHDRAWAL: Final = ((98, 24), (97, 26), (3, 12), (40, 9), (44, 10), (43, 6), (2, 5), (46, 4), (29, 4))
"""Reasons for leaving. Assumed."""

LATE_REPORT = 0.12
"""Learners whose changes reach the return some weeks late. Assumed."""
