"""What is taught: a few dozen aims, standards and frameworks, enough for tables by level and subject.

References are those of real qualifications on the public register of qualifications (open licence), so that reference
data about aims joins on; class codes begin with Z. Titles are ours. Nothing here says anything about a real provider.
"""

from __future__ import annotations

from typing import Final

GRADES: Final = {
    "gcse": (("4", "5", "6", "7", "3", "2"), (30, 18, 7, 3, 27, 15)),
    "a_level": (("A*", "A", "B", "C", "D", "E"), (6, 14, 24, 29, 18, 9)),
    "diploma": (("PA", "ME", "DS"), (55, 30, 15)),
    "none": (("",), (1,)),
}
"""Grades of those who achieved, with assumed shares. A GCSE counts as achieved from 9 down to 1."""

VOCATIONAL: Final = {
    1: ("60011804", "60027538", "60014556", "60027526"),
    2: ("50086947", "60016486", "50089225", "50063297"),
    3: ("60171984", "60174699", "60174225", "60016462", "60158025"),
}
"""Level 1 to 3: hair and beauty, IT, business, service; at level 3 health, media, sport, business, engineering."""

A_LEVELS: Final = ("60139948", "60143368", "60146254", "60146771", "60147258")
"""Sociology, business, biology, history, English literature."""

GCSE_ENGLISH, GCSE_MATHS = "60142923", "60146084"
SKILLS_ENGLISH, SKILLS_MATHS = "60342845", "60342572"
WORK_PLACEMENT = "ZWRKX001"
PROGRAMME = "ZPROG001"
ACCESS = ("40006396", "40007418", "40007467")
HIGHER = ("60348665", "10061903")
COMMUNITY = ("Z0007846", "Z0007847", "Z0007848", "Z0007849")
UNFUNDED = ("60341567", "50117725", "60355311")

STANDARDS: Final = (
    # code, level, price in pounds, component aim
    (119, 2, 3000, "60034233"),
    (122, 2, 3500, "50063297"),
    (101, 2, 4000, "60016486"),
    (105, 3, 4500, "60016462"),
    (118, 3, 3000, "60161103"),
    (154, 3, 15000, "60174699"),
    (2, 4, 18000, "10061903"),
    (104, 5, 7000, "60348665"),
)
"""Apprenticeship standards open to starts since 2016 or before."""
STANDARD_SHARES: Final = (18, 12, 8, 20, 16, 8, 8, 10)

FRAMEWORKS: Final = (
    # programme type, framework, pathway, price, component aim
    (3, 488, 1, 2000, "50063297"),
    (3, 445, 1, 2000, "60034233"),
    (2, 488, 1, 2500, "60016462"),
    (2, 445, 1, 3000, "60161103"),
    (2, 508, 1, 4000, "60101064"),
)
FRAMEWORK_SHARES: Final = (34, 22, 20, 14, 10)
