"""Made-up pairs of data file and meta file: one that every check passes, and that pair with one thing changed."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from alder.disclosure.protected import Protected
from alder.publishing.screener import Lists, Result, screener
from alder.publishing.screener.subject import Subject
from alder.publishing.standard.data_set import NEEDED_META_COLUMNS, DataSetFiles, MetaFile, read_pair
from alder.show.data_pair import DataPair, MetaRow, write

LISTS = Lists(
    {
        "countries": frozenset({("E92000001", "England"), ("z", "England and Wales")}),
        "regions": frozenset({("E12000001", "North East"), ("E12000002", "North West")}),
        "wards": frozenset({("E05000001", "Aldersgate")}),
        "constituencies": frozenset({("E14000001", "Aldershot")}),
        "districts": frozenset({("E07000001", "Alderley")}),
        "partnerships": frozenset({("E37000001", "Alder Valley")}),
        "improvement_plan_areas": frozenset({("E69000001", "Alder and Ash")}),
        "devolved_areas": frozenset({("E47000001", "Greater Alder")}),
        "authorities": frozenset({("901", "E06000001", "Alderton"), ("902", "", "Old Alderton")}),
        "no_places": frozenset({("z", "Unknown")}),
        "harmonised": frozenset(
            {("ethnic", "ethnicity_major"), ("ethnic", "ethnicity_minor"), ("school_type", "establishment_type")}
        ),
        "ethnicity": frozenset({("Total", "Total"), ("White", "Total"), ("White", "Roma")}),
        "dictionary": frozenset(
            {
                ("Filter", "sex", "Total", "", ""),
                ("Filter", "sex", "Female", "", ""),
                ("Filter", "sex", "Male", "", ""),
                ("Filter", "aim", "Baking", "subject", "Food"),
                ("Indicator", "learners", "", "", ""),
            }
        ),
    }
)
"""Every list, as small as can be."""

COLUMNS: dict[str, str | list[str]] = {
    "time_period": "202425",
    "time_identifier": "Academic year",
    "geographic_level": "National",
    "country_code": "E92000001",
    "country_name": "England",
    "sex": ["Total", "Female", "Male"],
    "learners": ["30", "20", "10"],
}
"""The data of a pair that passes: three rows about England."""

SEX = MetaRow("sex", "Filter", "Sex")
LEARNERS = MetaRow("learners", "Indicator", "Learners", indicator_dp="0")


def pair(
    *rows: MetaRow,
    without: tuple[str, ...] = (),
    data_file: str = "learners.csv",
    meta_file: str = "learners.meta.csv",
    meta_columns: tuple[str, ...] = NEEDED_META_COLUMNS,
    **columns: str | list[str],
) -> DataSetFiles:
    """The pair that passes with other rows in its meta file, other columns, or without some of them.

    A column that is one text says so in every row.
    """
    found = {name: cells for name, cells in {**COLUMNS, **columns}.items() if name not in without}
    size = max([len(cells) for cells in columns.values() if isinstance(cells, list)] or [3])
    cells = {n: list(islice(cycle([c] if isinstance(c, str) else c), size)) for n, c in found.items()}
    table = pa.table({name: pa.array(c, pa.string()) for name, c in cells.items()})
    return DataSetFiles("learners", table, MetaFile(meta_columns, rows or (SEX, LEARNERS)), data_file, meta_file)


def answer(check: str, data_set: DataSetFiles, lists: Lists = LISTS) -> Result:
    """What one check says, whatever the stages before it say."""
    return screener[check].run(Subject(data_set, lists))


def found(check: str, data_set: DataSetFiles, lists: Lists = LISTS) -> list[str]:
    """What one check finds, each with the place: the words, then the file if it is the meta file, line and column."""
    return [
        " | ".join([f.said, *([f.file] if f.file != "data" else []), str(f.line), f.column]).rstrip(" |")
        for f in answer(check, data_set, lists).faults
    ]


def data_set_of(table: Protected, name: str) -> DataSetFiles:
    """The data set that is read from the files of a protected table."""
    with TemporaryDirectory() as folder:
        return read_pair(table.write_csv(Path(folder) / f"{name}.csv")[0])


def write_pair(data_set: DataSetFiles, folder: Path) -> list[Path]:
    """NAME.csv and NAME.meta.csv in the folder, as tables are written."""
    columns = {name: data_set.data[name].to_pylist() for name in data_set.data.column_names}
    return write(DataPair(columns, data_set.meta.rows), folder / f"{data_set.name}.csv")
