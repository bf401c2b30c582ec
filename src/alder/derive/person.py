"""Variables about the learner: sex, ethnic group, and learning difficulties, disabilities and health problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text, Truth

ETHNIC_GROUPS = {
    31: ("White", "English / Welsh / Scottish / Northern Irish / British"),
    32: ("White", "Irish"),
    33: ("White", "Gypsy or Irish Traveller"),
    34: ("White", "Any other White background"),
    35: ("Mixed", "White and Black Caribbean"),
    36: ("Mixed", "White and Black African"),
    37: ("Mixed", "White and Asian"),
    38: ("Mixed", "Any other Mixed / Multiple ethnic background"),
    39: ("Asian", "Indian"),
    40: ("Asian", "Pakistani"),
    41: ("Asian", "Bangladeshi"),
    42: ("Asian", "Chinese"),
    43: ("Asian", "Any other Asian background"),
    44: ("Black", "African"),
    45: ("Black", "Caribbean"),
    46: ("Black", "Any other Black / African / Caribbean background"),
    47: ("Other", "Arab"),
    98: ("Other", "Any other ethnic group"),
}
"""Ethnicity codes since 2011/12, with the major group of the 2011 Census to which each belongs.

The words are those of the department's data dictionary (`ethnicity_minor`), which data sets of further education and
skills print today; older ones have the same words without spaces about the strokes, and pathways after 16 `Asian`. One
table has one spelling, so that of today holds in every year.
"""

_FORMERLY = {
    31: "English, Welsh, Scottish, Northern Irish or British",
    38: "Any other Mixed background",
    46: "Any other Black background",
}

MAJOR_GROUPS = (
    Category("White", "White"),
    Category("Mixed", "Mixed / Multiple ethnic groups", ("Mixed or multiple ethnic groups",)),
    Category("Asian", "Asian / Asian British", ("Asian or Asian British",)),
    Category("Black", "Black / African / Caribbean / Black British", ("Black, African, Caribbean or Black British",)),
    Category("Other", "Other ethnic group"),
    UNKNOWN,
)
"""In the words of the same dictionary (`ethnicity_major`)."""


@variables.declare(
    title="Sex",
    unit="category",
    reads=("Sex",),
    source="ILR specification; further education and skills statistics",
    evidence=Evidence.V,
    categories=(Category("F", "Female"), Category("M", "Male"), UNKNOWN),
    unknown="Unknown",
    person=True,
    caveats=("Q-SELF",),
)
def sex(aims: Table) -> Text:
    """Legal sex as the learner declared it: female or male, the only two values that the ILR collects.

    Statistics called it gender until about 2021/22; the field is the same.
    """
    return cases((aims.Sex == "F", "F"), (aims.Sex == "M", "M"), else_="Unknown")


@variables.declare(
    title="Ethnic group",
    unit="category",
    reads=("Ethnicity",),
    source="ILR code list since 2011/12; further education and skills statistics",
    evidence=Evidence.V,
    categories=MAJOR_GROUPS,
    unknown="Unknown",
    person=True,
    caveats=("Q-SELF",),
)
def ethnicity(aims: Table) -> Text:
    """The five major groups of the 2011 Census, from the code that the learner chose, and not known (99)."""
    groups = {g: [c for c, (major, _) in ETHNIC_GROUPS.items() if major == g] for g, _ in ETHNIC_GROUPS.values()}
    return cases(*((aims.Ethnicity.isin(codes), group) for group, codes in groups.items()), else_="Unknown")


@variables.declare(
    title="Ethnic group (18 groups)",
    unit="category",
    reads=("Ethnicity",),
    source="ILR code list since 2011/12",
    evidence=Evidence.V,
    categories=(
        *(
            Category(str(code), label, (_FORMERLY[code],) if code in _FORMERLY else ())
            for code, (_, label) in ETHNIC_GROUPS.items()
        ),
        UNKNOWN,
    ),
    unknown="Unknown",
    person=True,
    caveats=("Q-SELF",),
    broader=("ethnicity",),
    within=lambda code: ETHNIC_GROUPS[int(code)][0] if code.isdecimal() else code,
)
def ethnicity_minor(aims: Table) -> Text:
    """The 18 groups of the collected code, and not known (99). Before 2011/12 other codes were in use."""
    known = aims.Ethnicity.isin(list(ETHNIC_GROUPS))
    return cases((known, aims.Ethnicity.cast("string")), else_="Unknown")


@variables.declare(
    title="In an ethnic minority",
    unit="yes or no",
    reads=("Ethnicity",),
    source="Further education and skills statistics",
    evidence=Evidence.V,
    person=True,
    caveats=("Q-SELF",),
)
def ethnic_minority_flag(aims: Table) -> Truth:
    """True for Mixed, Asian, Black and Other, false for every White group, missing where the group is not known."""
    codes = list(ETHNIC_GROUPS)
    white = [c for c, (major, _) in ETHNIC_GROUPS.items() if major == "White"]
    return cases(
        (aims.Ethnicity.isin(white), False),
        (aims.Ethnicity.isin(codes), True),
        else_=null("boolean"),
    )


@variables.declare(
    title="Ethnic minority",
    unit="category",
    reads=("Ethnicity",),
    source="Further education and skills statistics",
    evidence=Evidence.V,
    categories=(
        # The dictionary's `minority_ethnic`.
        Category(
            "Yes",
            "Ethnic minorities (excluding white minorities)",
            ("Ethnic minority (White minorities not included)",),
        ),
        Category("No", "White"),
        UNKNOWN,
    ),
    unknown="Unknown",
    person=True,
    caveats=("Q-SELF",),
)
def ethnic_minority(aims: Table) -> Text:
    """Whether the learner's major group is Mixed, Asian, Black or Other. White minorities are not included."""
    flag = ethnic_minority_flag(aims)
    return cases((flag, "Yes"), (~flag, "No"), else_="Unknown")


@variables.declare(
    title="Learning difficulty, disability or health problem",
    unit="category",
    reads=("LLDDHealthProb",),
    source="ILR specification",
    evidence=Evidence.V,
    categories=(
        # The dictionary's `learning_difficulty_disability`; older data sets have `LLDD - yes`.
        Category("Yes", "With learning difficulty / disability"),
        Category("No", "No learning difficulty / disability"),
        UNKNOWN,
    ),
    unknown="Unknown",
    person=True,
    caveats=("Q-SELF",),
)
def lldd(aims: Table) -> Text:
    """Whether the learner says they have a learning difficulty, disability or health problem. Not a diagnosis."""
    return cases((aims.LLDDHealthProb == 1, "Yes"), (aims.LLDDHealthProb == 2, "No"), else_="Unknown")
