"""Extracts of other sources written as text, as the tables that measures count.

Delivered records of linked sources written as text, loaded and asked as people do it: by commands alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from click.testing import CliRunner

import alder
from alder.cli.commands import cli
from alder.engine import extracts
from alder.engine.duckdb import DuckDB
from alder.environment import Environment
from alder.errors import AlderError
from alder.measures import measures
from alder.model.statistic import TOTAL
from tests.support import commands, text_tables
from tests.support.analysis_sets import rows_add_up


def holding(measure: str, text: str, **same: Any) -> DuckDB:
    """An engine with the extract that a measure needs. Each row is a person of 2015/16 unless it says otherwise."""
    extract = measures[measure].extract
    assert extract is not None
    rows = []
    for n, row in enumerate(text_tables.rows(text)):
        typed = {k: text_tables.value(v, extract.schema.field(k).type) for k, v in row.items() if k in extract.columns}
        usual = {"person": n + 1, "record": n, "ukprn": 10000001, "year": 2015, **same}
        merged = {**usual, **{k: v for k, v in typed.items() if v is not None}}
        rows.append({k: v for k, v in merged.items() if k in extract.columns})
    engine = DuckDB()
    engine.add(extract.name, pa.Table.from_pylist(rows, schema=extract.schema))
    return engine


def averages(source: Any, measure: str, **asked: Any) -> list[dict[str, Any]]:
    """The rows of one category each, those of totals left out: how many the mean or median rests on, and the figure."""
    counts = alder.tabulate(source, measure, **asked)
    (i,) = counts.averages
    names = [f.id for f in counts.filters]
    rows = [r for r in counts.cells.to_pylist() if TOTAL not in (r[n] for n in names)]
    return [{**{n: r[n] for n in names}, "of": r[i.rests_on], i.id: r[i.id]} for r in rows]


def written(folder: Path, text: str, name: str = "extract.csv", delimiter: str = ",") -> Path:
    """A file with the lines of a text table, whose cells are divided by bars."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    path = folder / name
    path.write_text("\n".join(delimiter.join(cells) for cells in lines) + "\n", encoding="utf-8")
    return path


def counting(store: Environment, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table that count, as some columns, in the order of the files."""
    held = extracts.deliveries(store.store)
    slices = [s.number for of in extracts.current(held).values() for s in of]
    found = []
    for one in (d for d in held if d.table == table):
        rows = pq.read_table(store.store.folder / "extracts" / table / one.part, partitioning=None)
        rows = rows.filter(pc.is_in(rows["delivery_slice"], pa.array(slices, pa.int64())))
        found += list(zip(*(rows[c].to_pylist() for c in columns), strict=True))
    return found


class Stored:
    """A store in a folder, to which deliveries are loaded one after another."""

    def __init__(self, folder: Path, *, made_up: bool = False) -> None:
        self.folder = folder
        self.said = ["--made-up"] if made_up else []
        self._files = 0

    @property
    def place(self) -> list[str]:
        return ["--store", str(self.folder / "store")]

    def load(self, record: str, text: str, *, year: str = "", edition: str = "made up") -> None:
        """One delivery of a kind of record, named `source.entity`."""
        source, entity = record.split(".")
        self._files += 1
        file = written(self.folder, text, f"part{self._files}.txt", "|")
        told = ["--year", year] if year else []
        options = ["--source", source, "--entity", entity, "--edition", edition, *told]
        done = CliRunner().invoke(cli, ["load", *self.place, *self.said, *options, str(file)])
        assert done.exit_code == 0, f"{done.output}{done.exception!r}"

    def load_all(self, **records: str) -> None:
        """Deliveries by name, `leo__employment` for `leo.employment`."""
        for name, text in records.items():
            self.load(name.replace("__", "."), text)

    def ask(self, *question: str) -> Any:
        return CliRunner().invoke(cli, ["table", *question, *self.place])

    def counted(self, *question: str) -> str:
        """The unprotected counts that a question gets, a line a combination, with single bars between the cells."""
        with commands.at_a_terminal():
            done = self.ask(*question, "--unprotected")
        assert done.exit_code == 0, repr(done.exception)
        lines = [line.removeprefix("NOT FOR RELEASE").strip() for line in done.output.splitlines()]
        cells = "\n".join(lines[2:-1]).strip().partition("\n\n")[0]  # what was left out stands below them
        return "\n".join(re.sub(r"\s{2,}", " | ", line) for line in cells.splitlines())

    def rows_add_up(self, measure: str, **asked: Any) -> None:
        """The rows of an analysis set are those that the measure counts."""
        rows_add_up(alder.open(self.folder / "store"), measure, **asked)

    def refused(self, *question: str, exit_code: int = 15) -> str:
        """What is said where there are no figures."""
        done = self.ask(*question)
        assert isinstance(done.exception, AlderError), done.output
        assert done.exception.exit_code == exit_code
        return " ".join(str(done.exception).split())


def a_year_later(text: str) -> str:
    """The same records with every year from 2010 on one more."""
    return re.sub(r"20[1-9]\d", lambda found: str(int(found[0]) + 1), text)


def table(text: str) -> str:
    """A text table with single bars between its cells, as `counted` gives it."""
    lines = [" | ".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    return "\n".join(lines)
