"""What a version of a data set holds: its filters, indicators, places and periods with their ids and codes."""

from alder.publishing.described.coded_rows import coded_rows
from alder.publishing.described.contents import Contents, Filter, Indicator, Option, Period, Place, PlaceGroup
from alder.publishing.described.describe import describe
from alder.publishing.described.named import with_named_places
from alder.publishing.described.renamed import Renamed
from alder.publishing.described.spelling import with_known_levels

__all__ = [
    "Contents",
    "Filter",
    "Indicator",
    "Option",
    "Period",
    "Place",
    "PlaceGroup",
    "Renamed",
    "coded_rows",
    "describe",
    "with_known_levels",
    "with_named_places",
]
