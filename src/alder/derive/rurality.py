"""Classes of the rural-urban classifications of 2011 and of 2021 for England and Wales.

The words for the classes of 2021 are those of the categories "rurality" and "relative access" in the department's data
standard; that the letters of the codes stand for them is believed. The two classifications draw their lines by other
rules, so no class of one is a class of the other: only rural and urban as a whole are comparable, across a break.
"""

from alder.model.statistic import Category

RURAL_URBAN = (
    Category("A1", "Urban: major conurbation"),
    Category("B1", "Urban: minor conurbation"),
    Category("C1", "Urban: city and town"),
    Category("C2", "Urban: city and town, sparse setting"),
    Category("D1", "Rural: town and fringe"),
    Category("D2", "Rural: town and fringe, sparse setting"),
    Category("E1", "Rural: village"),
    Category("E2", "Rural: village, sparse setting"),
    Category("F1", "Rural: hamlets and isolated dwellings"),
    Category("F2", "Rural: hamlets and isolated dwellings, sparse setting"),
)
RURAL_URBAN_2021 = (
    Category("UN1", "Urban: nearer to a major town or city"),
    Category("UF1", "Urban: further from a major town or city"),
    Category("RLN1", "Larger rural settlement: nearer to a major town or city"),
    Category("RLF1", "Larger rural settlement: further from a major town or city"),
    Category("RSN1", "Smaller rural settlement: nearer to a major town or city"),
    Category("RSF1", "Smaller rural settlement: further from a major town or city"),
)
URBAN = tuple(c.code for c in (*RURAL_URBAN, *RURAL_URBAN_2021) if c.label.startswith("Urban"))
RURAL = tuple(c.code for c in (*RURAL_URBAN, *RURAL_URBAN_2021) if c.code not in URBAN)
"""Which classes of either classification are urban, and which are rural."""

RURAL_OR_URBAN = (Category("Urban", "Urban"), Category("Rural", "Rural"))
