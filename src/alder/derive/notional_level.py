"""The level of an aim as the list of aims (LARS) codes it, in words, as a number, and in the groups of reports.

These are functions of a column of codes; the variables that read the list of aims are made of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Whole

LEVELS: dict[str, tuple[str, int | None]] = {
    "E": ("Entry", 0),
    "1": ("Level 1", 1),
    "1.5": ("Level 1/2", 1),
    "2": ("Level 2", 2),
    "3": ("Level 3", 3),
    "4": ("Level 4", 4),
    "5": ("Level 5", 5),
    "6": ("Level 6", 6),
    "7": ("Level 7", 7),
    "8": ("Level 8", 8),
    "H": ("Higher level", 4),
    "M": ("Mixed level", None),
    "X": ("Not known", None),
}
"""NotionalNVQLevelv2 codes, with what each is called and its place on the ladder from entry level (0) upwards.

LARS itself writes `Entry Level` and `Higher Level`; the definitions that Alder is checked with have these words.
"""

LEVEL_1_2 = Parameter(
    "level_1_2",
    1,
    "The level that an aim at level 1/2 counts for.",
    Evidence.B,
    "The list of aims has one code for qualifications that span levels 1 and 2 and does not say which counts.",
    choices=((1, "level 1, which everyone who achieves it has"), (2, "level 2, the highest that it can give")),
)
HIGHER_LEVEL = Parameter(
    "higher_level",
    4,
    "The level that an aim counts for whose level is coded as higher, without a number.",
    Evidence.B,
    "The code means level 4 or over; the lowest of these is certain.",
    choices=((4, "level 4"), (5, "level 5"), (6, "level 6")),
)

GROUPS = (
    Category("Entry/1", "Level E/1", ("Entry level and level 1",)),
    Category("2", "Level 2"),
    Category("3", "Level 3"),
    Category("4+", "Level 4+", ("Level 4 and over",)),
    Category("Unassigned", "No level assigned", ("Mixed, not applicable or not known",)),
)
"""As achievement rates in education and training print them; the last as further education and skills statistics do."""

FULL_LEVEL_ROWS = (
    Category("below_level_2", "Below level 2 (excluding essential skills)"),
    Category("essential_skills", "Essential skills"),
    Category("full_level_2", "Full level 2"),
    Category("level_2", "Level 2"),
    Category("full_level_3", "Full level 3"),
    Category("level_3", "Level 3"),
    Category("level_4_plus", "Level 4+"),
    Category("no_level", "No level assigned"),
)
"""The rows of further education and skills statistics. Level 2 holds full level 2, and level 3 full level 3.

Essential skills were called basic skills until 2021/22; the rows are the same.
"""


def level_label(code: Text) -> Text:
    """What a notional level code is called; a code that is not in the list, or none, is not known."""
    return cases(*((code == c, label) for c, (label, _) in LEVELS.items()), else_="Not known")


def level_number(code: Text, *, level_1_2: int = 1, higher_level: int = 4) -> Whole:
    """The place of a notional level on the ladder from 0 (entry) to 8; missing where it has none."""
    numbers = {c: n for c, (_, n) in LEVELS.items() if n is not None} | {"1.5": level_1_2, "H": higher_level}
    return cases(*((code == c, n) for c, n in numbers.items()), else_=null("int32")).cast("int32")


def codes_at(numbers: range, *, level_1_2: int = 1, higher_level: int = 4) -> list[str]:
    """The notional level codes whose place on the ladder is one of `numbers`."""
    places = {c: n for c, (_, n) in LEVELS.items()} | {"1.5": level_1_2, "H": higher_level}
    return [c for c, n in places.items() if n in numbers]


def level_group(number: Whole) -> Text:
    """The group of a level in reports: entry and 1, 2, 3, 4 and over, or unassigned where there is no number."""
    return cases(
        (number <= 1, "Entry/1"), (number == 2, "2"), (number == 3, "3"), (number >= 4, "4+"), else_="Unassigned"
    )


def falls_in(row: str, number: Whole, full: Truth, essential: Truth) -> Truth:
    """Whether an aim falls in one of `FULL_LEVEL_ROWS`, of which it may fall in two.

    `full` says that the aim is wide enough to be a full level (a flag of the list of aims, not a level of its own),
    `essential` that it teaches English, maths or digital skills as an essential skill.
    """
    wide, skill = full.fill_null(False), essential.fill_null(False)
    is_in = {
        "below_level_2": (number < 2) & ~skill,
        "essential_skills": skill,
        "full_level_2": (number == 2) & wide,
        "level_2": number == 2,
        "full_level_3": (number == 3) & wide,
        "level_3": number == 3,
        "level_4_plus": number >= 4,
        "no_level": number.isnull(),
    }[row]
    return ifelse(is_in.isnull(), False, is_in)
