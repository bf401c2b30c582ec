"""A chosen table from a few lines of text, without a data set: year, perhaps a place, one group, and measures."""

from __future__ import annotations

from alder.publishing.contents import Contents
from alder.publishing.contents.version_contents import (
    DataSetFilter,
    DataSetIndicator,
    Option,
    Place,
    PlaceGroup,
    TimePeriod,
)
from alder.publishing.tables.chosen_table import table_of
from alder.show.notes import TableSource
from alder.show.table import StatisticalTable

FACTS = TableSource(
    *("Starts", "id", "Apprenticeships", "2024/25", "1.0", "2026-03-26", "https://mereshire.example/t", "", (), ())
)
UNITS = {
    "starts": DataSetIndicator("ist", "starts", "Starts", "", 0),
    "rate": DataSetIndicator("irt", "rate", "Pass rate", "%", 1),
    "rate_lower": DataSetIndicator("irl", "rate_lower", "Pass rate (lower end of 95% interval)", "%", 1),
    "rate_upper": DataSetIndicator("iru", "rate_upper", "Pass rate (upper end of 95% interval)", "%", 1),
}


def table(text: str, *, code: str = "AY", places: str = "NAT", area: str = "") -> StatisticalTable:
    """A table from its rows: year, perhaps a place, one group, and measures. `area` is at a level of its own."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    measures = [UNITS[name] for name in head if name in UNITS]
    (group,) = (name for name in head if name not in (*UNITS, "year", "place"))
    years, labels = sorted({r["year"] for r in rows}), list(dict.fromkeys(r[group] for r in rows))
    named = list(dict.fromkeys(r.get("place", "England") for r in rows))
    at = {level: [n for n in named if (n == area) is (level == "LSIP")] for level in (places, "LSIP")}
    where = {name: (level, n) for level, names in at.items() for n, name in enumerate(names, 1)}
    options = tuple(Option(f"o{n}", label) for n, label in enumerate(labels))
    contents = Contents(
        filters=(DataSetFilter("fgr", group, group.capitalize(), "", options),),
        indicators=tuple(measures),
        levels=tuple(level for level, names in at.items() if names),
        places=tuple(
            PlaceGroup(level, tuple(Place(f"p{named.index(name)}", name) for name in names))
            for level, names in at.items()
            if names
        ),
        periods=tuple(TimePeriod(year, "AY" if len(year) == 6 else code) for year in years),
        rows=len(rows),
    )
    figures = {
        (
            where[r.get("place", "England")],
            *(years.index(r["year"]) + 1, labels.index(r[group]) + 1, n),
        ): r[measure.column]
        for r in rows
        for n, measure in enumerate(measures)
        if r[measure.column]
    }
    return table_of(contents, figures, range(len(measures)))
