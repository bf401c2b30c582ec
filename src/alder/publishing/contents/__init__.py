"""What a version of a data set holds: its filters, indicators, places and periods with their ids and codes."""

from alder.publishing.contents.coded_rows import coded_rows
from alder.publishing.contents.description import Renamed, describe, with_known_levels, with_named_places
from alder.publishing.contents.version_contents import (
    Contents,
    DataSetFilter,
    DataSetIndicator,
    Option,
    Place,
    PlaceGroup,
    TimePeriod,
)

__all__ = [
    "Contents",
    "DataSetFilter",
    "DataSetIndicator",
    "Option",
    "Place",
    "PlaceGroup",
    "Renamed",
    "TimePeriod",
    "coded_rows",
    "describe",
    "with_known_levels",
    "with_named_places",
]
