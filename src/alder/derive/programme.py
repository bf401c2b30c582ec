"""Variables of the programme: apprenticeship or education and training, its type, and its level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text

APPRENTICESHIPS = (2, 3, 10, 20, 21, 22, 23, 25)
"""Programme types that are apprenticeships: frameworks by level, and standards (25)."""
STANDARD = 25
TRAINEESHIP = 24
COMMUNITY_LEARNING = 10
"""The funding model of community learning, until 2023/24."""

PROVISIONS = (
    Category("apprenticeships", "Apprenticeships"),
    Category("education_and_training", "Education and training"),
    Category("traineeships", "Traineeships"),
    Category("community_learning", "Community learning"),
)


@variables.declare(
    title="Provision",
    unit="category",
    reads=("ProgType", "FundModel"),
    source="ILR specification; further education and skills statistics",
    evidence=Evidence.V,
    categories=PROVISIONS,
)
def provision(aims: Table) -> Text:
    """Apprenticeships, traineeships (programme type 24), community learning (funding model 10), or the rest.

    The rest is education and training, funded or not. A component aim belongs to the provision of its programme.
    Tailored learning, which replaced community learning in 2024/25, is education and training.
    """
    return cases(
        (aims.ProgType.isin(list(APPRENTICESHIPS)), "apprenticeships"),
        (aims.ProgType == TRAINEESHIP, "traineeships"),
        (aims.FundModel == COMMUNITY_LEARNING, "community_learning"),
        else_="education_and_training",
    )


_TYPES = {"intermediate": [3], "advanced": [2], "higher": [10, 20, 21, 22, 23], "standard": [STANDARD]}
_LEVELS = ("Entry", "Level 1", "Level 2", "Level 3", "Level 4+")


@variables.declare(
    title="Programme type",
    unit="category",
    reads=("ProgType",),
    source="ILR specification",
    evidence=Evidence.V,
    categories=(
        Category("intermediate", "Intermediate framework"),
        Category("advanced", "Advanced framework"),
        Category("higher", "Higher framework"),
        Category("standard", "Standard"),
        Category("none", "Not an apprenticeship"),
    ),
)
def prog_type(aims: Table) -> Text:
    """The kind of apprenticeship: a framework of intermediate, advanced or higher level, or a standard."""
    return cases(*((aims.ProgType.isin(codes), kind) for kind, codes in _TYPES.items()), else_="none")


@variables.declare(
    title="Level",
    unit="category",
    reads=("ProgType",),
    source="ILR specification: programme types of frameworks",
    evidence=Evidence.V,
    categories=(
        Category("Entry", "Entry level"),
        Category("Level 1", "Level 1"),
        Category("Level 2", "Level 2"),
        Category("Level 3", "Level 3"),
        Category("Level 4+", "Level 4 and over"),
        Category("Unknown", "Not known"),
    ),
    unknown="Unknown",
    unavailable="The level of a standard, and of every aim outside apprenticeships, is in the list of aims (LARS), "
    "which this version cannot load.",
)
def level(aims: Table) -> Text:
    """The level of the aim: from the list of aims where that is loaded, else from the type of a framework.

    An intermediate apprenticeship is level 2, an advanced one level 3, a higher one level 4 or over.
    """
    kind = prog_type(aims)
    return cases(
        (aims.level.isin(list(_LEVELS)), aims.level),
        (kind == "intermediate", "Level 2"),
        (kind == "advanced", "Level 3"),
        (kind == "higher", "Level 4+"),
        else_="Unknown",
    )
