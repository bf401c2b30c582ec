"""`alder synth returns --format parquet`: the same return as its XML, in the tables that reading the XML gives."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from alder.errors import UsageError
from alder.model.made_up import SUPPLIER
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.schema import entities, tree
from alder.sources.ilr.xml import reader
from alder.synth import ReturnForm, write_returns
from alder.synth.returns import writing

OF_THE_RETURN = ["ukprn", "collection_year", "return_number"]


@pytest.mark.parametrize("start", [2016, 2020, 2025])
def test_tables_are_those_that_reading_the_xml_gives(
    start: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More learners than are written together in 2025/26, so that keys go on from one group of rows to the next."""
    monkeypatch.setattr(writing, "_TOGETHER", 1)
    asked = {"years": [AcademicYear(start)], "learners": 1_100 if start == 2025 else 90, "seed": 3}
    (sent,) = write_returns(tmp_path, **asked)  # type: ignore[arg-type]
    (folder,) = write_returns(tmp_path, **asked, form=ReturnForm.PARQUET)  # type: ignore[arg-type]
    blocks = [block.tables for block in reader.read(sent.path).blocks()]
    for table in sorted({name for block in blocks for name in block}):
        read = pa.concat_tables(block[table] for block in blocks if table in block).drop_columns("line")
        written = pq.read_table(folder.path / f"{table}.parquet")
        assert set(pc.unique(written["ukprn"]).to_pylist()) == {sent.provider.ukprn}
        assert set(pc.unique(written["collection_year"]).to_pylist()) == {sent.year.label}
        assert set(pc.unique(written["return_number"]).to_pylist()) == {"R14"}
        both = [name for name in read.column_names if name in written.column_names]
        assert all(read[name].null_count == len(read) for name in set(read.column_names) - set(both))
        assert written.select(both).cast(pa.schema([read.schema.field(b) for b in both])).equals(read.select(both))
    assert (folder.learners, folder.learning_deliveries) == (sent.learners, sent.learning_deliveries)


def test_each_table_of_the_year_is_there_with_all_its_fields(tmp_path: Path) -> None:
    (written,) = write_returns(tmp_path, years=[AcademicYear(2020)], learners=20, form=ReturnForm.PARQUET)
    wanted = {e.table for part in tree(AcademicYear(2020)).children if part.table for e in part.walk()}
    assert {p.stem for p in written.path.iterdir()} == wanted
    rows = pq.read_schema(written.path / "learner_he_financial_support.parquet")
    assert rows.names == ["learner", "row", *OF_THE_RETURN, "FINTYPE", "FINAMOUNT"]
    assert rows.metadata[b"SoftwareSupplier"].decode() == SUPPLIER
    types = {f.name: f.kind.arrow for f in entities()["learning_delivery"].fields}
    delivery = pq.read_schema(written.path / "learning_delivery.parquet")
    assert {f.name: f.type for f in delivery if f.name in types} == {n: types[n] for n in delivery.names if n in types}


def test_a_return_without_learners_leaves_nothing(tmp_path: Path) -> None:
    first, last = ReturnNumber.R01, ReturnNumber.R14
    wanted = {"years": [AcademicYear(2025)], "learners": 1, "returns": [first, last]}
    (written,) = write_returns(tmp_path, **wanted, form=ReturnForm.PARQUET)  # type: ignore[arg-type]
    assert (written.number, list(tmp_path.iterdir())) == (last, [written.path])


def test_what_parquet_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="as Parquet has no planted errors"):
        write_returns(tmp_path, years=[AcademicYear(2025)], errors=0.1, form=ReturnForm.PARQUET)
