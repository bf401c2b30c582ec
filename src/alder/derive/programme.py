"""Variables of the programme: apprenticeship or education and training, its type, and its level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.derive.notional_level import HIGHER_LEVEL, LEVEL_1_2, codes_at
from alder.derive.variable import column_if, variables
from alder.model.definition import Evidence
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text

APPRENTICESHIPS = (2, 3, 10, 20, 21, 22, 23, 25)
"""Programme types that are apprenticeships: frameworks by level, and standards (25)."""
STANDARD = 25
TRAINEESHIP = 24
T_LEVEL = 31
"""The programme type of T Levels; 30 is the foundation year before one."""
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
    reads=("ProgType", "StdCode", "LearnAimRef"),
    helped_by=("notional_level", "standard_level"),
    source="ILR specification: programme types of frameworks; LARS: levels of standards and aims, whose groups are a "
    "reading",
    evidence=Evidence.B,
    parameters=(LEVEL_1_2, HIGHER_LEVEL),
    categories=(
        Category("Entry", "Entry level"),
        Category("Level 1", "Level 1"),
        Category("Level 2", "Level 2"),
        Category("Level 3", "Level 3"),
        Category("Level 4+", "Level 4+", ("Level 4 and over",)),  # as in achievement rates
        UNKNOWN,
    ),
    unknown="Unknown",
    without="Without the list of aims (LARS), the level of a standard and of every aim outside apprenticeships is not "
    "known. Add it:  alder reference add FILE",
)
def level(aims: Table, *, level_1_2: int, higher_level: int) -> Text:
    """The level of what is learned: of an apprenticeship its programme's level, of any other aim its own.

    An intermediate framework is level 2, an advanced one level 3, a higher one level 4 or over; a standard has the
    level that LARS gives it; so have its components. Other aims have the level that the list of aims gives them. Mixed
    levels, and aims without one, are not known. `notional_level` is the aim's own level in full.
    """
    listed = column_if(aims, "notional_level", "string")
    of_standard = column_if(aims, "standard_level", "string")
    ranges = zip(_LEVELS, (range(1), range(1, 2), range(2, 3), range(3, 4), range(4, 9)), strict=True)
    codes = {name: codes_at(n, level_1_2=level_1_2, higher_level=higher_level) for name, n in ranges}
    standard = aims.ProgType == STANDARD
    return cases(
        (aims.level.isin(list(_LEVELS)), aims.level),
        (aims.ProgType.isin(_TYPES["intermediate"]), "Level 2"),
        (aims.ProgType.isin(_TYPES["advanced"]), "Level 3"),
        (aims.ProgType.isin(_TYPES["higher"]), "Level 4+"),
        *((standard & of_standard.isin(at), name) for name, at in codes.items()),
        (standard, "Unknown"),
        *((listed.isin(at), name) for name, at in codes.items()),
        else_="Unknown",
    )
