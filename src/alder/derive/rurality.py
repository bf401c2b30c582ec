"""Classes of the rural-urban classification of 2011 for England and Wales."""

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
RURAL_OR_URBAN = (Category("Urban", "Urban"), Category("Rural", "Rural"))
