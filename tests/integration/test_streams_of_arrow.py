"""What programs read of Alder: tables, rows, returns, findings and names as streams of Arrow on standard output."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pytest
from tests.support import commands, stores

import alder
from alder.cli import arrow_stream
from alder.environment import Environment
from alder.rules.findings import FINDINGS
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns

YEAR = "2020/21"


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("streams")
    write_returns(folder / "returns", providers=2, learners=60, years=parse_years((YEAR,)), seed=7)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    miniature.load(environment.store)
    return environment


@pytest.fixture(name="held")
def _held(environment: Environment) -> tuple[str, ...]:
    return ("--store", str(environment.store.folder))


def test_a_table_is_the_frame_that_python_has_and_is_kept_in_the_ledger_to_stay_inside(
    environment: Environment, held: tuple[str, ...]
) -> None:
    asked = ("table", "retention_rate", "--by", "sex,age_band", "--year", YEAR, *held)
    assert "has 2 scopes" in commands.refused(*asked, "--format", "arrow-stream")
    assert not environment.ledger().releases()
    table, said = commands.streamed(*asked, "--scope", "education_and_training")
    assert [r.binds for r in environment.ledger().releases()] == [False]
    assert "are not shown, and sums" in said
    counts = alder.tabulate(
        environment, "retention_rate", by=["sex", "age_band"], year=YEAR, scope="education_and_training"
    )
    assert table.equals(alder.protect(counts).to_arrow(), check_metadata=True)


def test_rows_of_an_analysis_set_come_as_they_are_worked_out_with_its_notes_beside(
    environment: Environment, held: tuple[str, ...]
) -> None:
    with_ = ("--with", "age_band,distance_km", "--year", YEAR)
    table, said = commands.streamed("analysis", "achievement_rate", *with_, *held)
    expected = environment.analysis("achievement_rate", with_="age_band,distance_km", year=YEAR)
    assert table.equals(expected.to_arrow())
    assert said == expected.notes()
    order = json.loads(table.schema.field("age_band").metadata[b"order"])
    assert order.index("16-18") < order.index("19-23")


def test_returns_findings_and_names_are_tables_of_plain_columns(
    environment: Environment, held: tuple[str, ...]
) -> None:
    returns, _ = commands.streamed("returns", *held)
    assert returns.equals(environment.returns().to_arrow())
    file = next((environment.store.folder.parent / "returns").glob("*.xml"))
    found, _ = commands.streamed("check", file, *held)
    assert found.column_names == ["file", *FINDINGS.names]
    [checked] = json.loads(found.schema.metadata[b"alder"])["checked"]
    assert checked["file"] == file.name
    assert checked["errors"] + checked["warnings"] == found.num_rows
    names, _ = commands.streamed("explain", "reference", "tables")
    assert {"kind", "name", "says"} == {*names.column_names}
    for table in (returns, found, names):
        assert not any(pa.types.is_nested(one.type) or pa.types.is_dictionary(one.type) for one in table.schema)


def test_values_of_a_finding_stand_as_name_and_value() -> None:
    pairs = pa.list_(pa.struct([("name", pa.string()), ("value", pa.string())]))
    cells = [[{"name": "Sex", "value": "M"}, {"name": "ULN", "value": None}], [], None]
    with mock.patch.object(arrow_stream, "sys") as process:
        process.stdout.buffer = BytesIO()
        arrow_stream.write_table(pa.table({"fields": pa.array(cells, pairs)}))
    read = pa.ipc.open_stream(process.stdout.buffer.getvalue()).read_all()
    assert read["fields"].to_pylist() == ["Sex=M|ULN=", "", ""]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("table starts --year 2020/21 --out t.csv", "to a file or to a program"),
        ("table starts --year 2020/21 --nearest", "--nearest is for people"),
        ("analysis starts --year 2020/21 --out t.csv", "to a file or to a program"),
        ("explain achievement_rate", "not a list of names"),
    ],
)
def test_what_a_stream_cannot_be_is_said(asked: str, why: str) -> None:
    assert why in commands.refused(*asked.split(), "--format", "arrow-stream")


def test_rows_are_chosen_of_a_stream_alone() -> None:
    assert "--rows belongs to" in commands.refused("table", "starts", "--year", YEAR, "--rows", "totals")


def test_a_screen_gets_no_stream(held: tuple[str, ...]) -> None:
    with mock.patch.object(arrow_stream, "sys") as process:
        process.stdout.isatty.return_value = True
        streams = ("table starts --year 2020/21", "analysis starts --year 2020/21", "returns", "check x")
        for asked in (*streams, "explain measures"):
            options = () if asked.startswith("explain") else held
            assert "this is a screen" in commands.refused(*asked.split(), *options, "--format", "arrow-stream")


def test_a_store_without_a_place_streams_no_rows(tmp_path: Path) -> None:
    stores.keep(stores.store_in(tmp_path / "store"), "file\nfirst")
    asked = ("analysis", "starts", "--year", "2020/21", "--store", tmp_path / "store")
    assert "has no place" in commands.refused(*asked, "--format", "arrow-stream")
