"""The open-data standard: levels, periods, symbols, the meta file, and a data set read from a pair of files."""

from alder.model.geographic_levels import GEOGRAPHY_COLUMNS, LEVEL_BY_CODE, LEVEL_BY_TEXT, LEVELS, Level
from alder.model.symbols import SYMBOLS
from alder.publishing.standard.data_set import (
    NEEDED_COLUMNS,
    DataSetFiles,
    FilterColumn,
    IndicatorColumn,
    MetaFile,
    read_pair,
)
from alder.publishing.standard.periods import (
    IDENTIFIER_BY_CODE,
    IDENTIFIER_BY_TEXT,
    TIME_IDENTIFIERS,
    Family,
    TimeIdentifier,
)
from alder.show.data_pair import MetaRow

__all__ = [
    "GEOGRAPHY_COLUMNS",
    "IDENTIFIER_BY_CODE",
    "IDENTIFIER_BY_TEXT",
    "LEVELS",
    "LEVEL_BY_CODE",
    "LEVEL_BY_TEXT",
    "NEEDED_COLUMNS",
    "SYMBOLS",
    "TIME_IDENTIFIERS",
    "DataSetFiles",
    "Family",
    "FilterColumn",
    "IndicatorColumn",
    "Level",
    "MetaFile",
    "MetaRow",
    "TimeIdentifier",
    "read_pair",
]
