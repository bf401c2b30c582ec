"""What a version of a data set holds: its filters, indicators, places and periods with their ids and codes."""

from alder.publishing.contents.coded_rows import coded_rows
from alder.publishing.contents.contents import Contents, Filter, Indicator, Option, Period, Place, PlaceGroup
from alder.publishing.contents.description import Renamed, describe, with_known_levels, with_named_places

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
