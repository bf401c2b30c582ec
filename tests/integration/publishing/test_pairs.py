"""Files that people call CSV: which are read, and what is said of those that are not.

Files that are no data sets: each has its message and exit status, as the page says, and nothing of it is stored.

The verdicts of the department's own screener, where they are at hand.
"""

from __future__ import annotations

import csv
import gzip
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.odd_pairs import MADE, MARK, good
from tests.support.site import ACCEPTED, Site, site_in
from tests.vectors import screener as screener_pairs

from alder.cli import main
from alder.errors import UnreadableFile
from alder.publishing.screener import CheckOutcome, Lists, read_lists, screen_files, screener
from alder.publishing.standard import csv_file, read_pair

DATA = (
    "time_period,time_identifier,geographic_level,country_code,country_name,sex,learners\n"
    "202425,Academic year,National,E92000001,England,Total,30\n"
    "202324,Academic year,National,E92000001,England,Female,c\n"
)
META = (
    "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column,"
    "filter_default,parent_filter\n"
    "sex,Filter,Sex,,,,,,Total,\n"
    "learners,Indicator,Learners,People,numberstring,0\n"
)


def made(folder: Path, data: str | bytes = DATA, meta: str | bytes = META, name: str = "learners.csv") -> Path:
    """A pair of files as given; the name is that of the data file."""
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    beside = folder / f"{name.removesuffix('.gz').removesuffix('.csv')}.meta.csv"
    beside.write_bytes(meta if isinstance(meta, bytes) else meta.encode())
    return file


def refused(file: Path) -> str:
    with pytest.raises(UnreadableFile) as error:
        read_pair(file)
    return " ".join(str(error.value).split())


def test_cells_are_text_as_written(tmp_path: Path) -> None:
    data_set = read_pair(made(tmp_path, DATA.replace("30", "030.10")))
    assert data_set.data["learners"].to_pylist() == ["030.10", "c"]
    assert data_set.data["time_period"].to_pylist() == ["202425", "202324"]
    assert (data_set.name, data_set.data_file, data_set.meta_file) == ("learners", "learners.csv", "learners.meta.csv")
    assert data_set.notices == ()


def test_a_data_set_knows_its_filters_indicators_levels_and_periods(tmp_path: Path) -> None:
    data_set = read_pair(made(tmp_path))
    (sex,), (learners,) = data_set.filters, data_set.indicators
    assert (sex.name, sex.label, sex.default, sex.parent) == ("sex", "Sex", "Total", "")
    assert (learners.grouping, learners.unit, learners.decimals) == ("People", "numberstring", 0)
    assert [level.code for level in data_set.levels] == ["NAT"]
    assert [level.code for level in data_set.located] == ["NAT"]
    assert [(i.code, period) for i, period in data_set.periods] == [("AY", "202324"), ("AY", "202425")]


def test_the_last_cells_of_a_row_of_the_meta_file_may_be_left_out_and_lines_may_be_empty(tmp_path: Path) -> None:
    data_set = read_pair(made(tmp_path, meta=META + "\n\n"))
    assert len(data_set.meta.rows) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="a byte order mark"),
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="lines ended by Windows"),
        pytest.param(lambda text: text.replace(b"\n", b"\r"), id="lines ended by an old Mac"),
        pytest.param(lambda text: text.rstrip(b"\n"), id="no end of the last line"),
        pytest.param(lambda text: text.replace(b"Total", b'"Total"'), id="quotation marks"),
    ],
)
def test_forms_of_a_file_that_say_the_same(tmp_path: Path, change) -> None:
    assert (
        read_pair(made(tmp_path, change(DATA.encode()), change(META.encode()))).data == read_pair(made(tmp_path)).data
    )


def test_cells_with_commas_and_line_breaks(tmp_path: Path) -> None:
    data_set = read_pair(made(tmp_path, DATA.replace("Total", '"Women, men\nand others"')))
    assert data_set.data["sex"].to_pylist() == ["Women, men\nand others", "Female"]


@pytest.mark.parametrize("name", ["learners.csv.gz", "learners.csv"])
def test_a_packed_file_is_known_by_its_bytes(tmp_path: Path, name: str) -> None:
    data_set = read_pair(made(tmp_path, gzip.compress(DATA.encode()), name=name))
    assert data_set.data.num_rows == 2
    assert data_set.name == "learners"


def test_a_packed_meta_file_is_found_beside(tmp_path: Path) -> None:
    file = made(tmp_path)
    (tmp_path / "learners.meta.csv").rename(tmp_path / "learners.meta.csv.gz")
    assert read_pair(file).meta_file == "learners.meta.csv.gz"


def _long(rows: int) -> bytes:
    head, row, _ = DATA.encode().splitlines()
    return head + b"\n" + (row + b"\n") * rows + row.replace(b"Total", b"Caf\xe9") + b"\n"


@pytest.mark.parametrize("rows", [1, 30_000], ids=["in the first block", "far down"])
def test_letters_of_windows_are_read_with_a_note(tmp_path: Path, rows: int) -> None:
    data_set = read_pair(made(tmp_path, _long(rows)))
    assert data_set.data["sex"].to_pylist()[-1] == "Café"
    assert data_set.notices == (
        f"learners.csv is not in UTF-8 (line {rows + 2:,}), so it was read as Windows-1252. "
        "Save it as CSV UTF-8 with commas between the columns.",
    )


def test_a_name_of_a_column_in_letters_of_windows(tmp_path: Path) -> None:
    data_set = read_pair(made(tmp_path, DATA.replace("sex", "caf\xe9").encode("windows-1252")))
    assert data_set.data.column_names[-2:] == ["café", "learners"]
    assert data_set.notices[0].startswith("learners.csv is not in UTF-8 (line 1)")


def test_a_letter_that_ends_the_first_block_is_whole(tmp_path: Path) -> None:
    head, row, _ = DATA.encode().splitlines()
    for shift in range(2):
        first = row.replace(b"Total", b"T" * shift + "é".encode() * (1024 * 1024))
        data_set = read_pair(made(tmp_path, head + b"\n" + first + b"\n"))
        assert data_set.notices == ()


def test_a_letter_of_no_encoding_that_we_know_is_refused_far_down_too(tmp_path: Path) -> None:
    said = refused(made(tmp_path, _long(30_000).replace(b"\xe9", b"\x81")))
    assert said.startswith("learners.csv is not in UTF-8 A letter on line 30,002 is in another encoding.")


UNREADABLE = {
    "empty": (b"", "learners.csv is empty The first line holds the names of the columns."),
    "no names": (b",,\n1,2,3\n", "learners.csv is empty The first line holds the names of the columns."),
    "UTF-16": (DATA.encode("utf-16"), "learners.csv is not in UTF-8 It is written in UTF-16."),
    "a workbook": (b"PK\x03\x04 and so on", "learners.csv is a ZIP file or a workbook, not text"),
    "zero bytes": (b"a,b\n1,\x00\n", "learners.csv is not a text file It holds zero bytes."),
    "no encoding we know": (
        DATA.encode().replace(b"Total", b"\x81"),
        "learners.csv is not in UTF-8 A letter on line 2",
    ),
    "semicolons": (
        DATA.replace(",", ";").encode(),
        "no commas between its columns Line 1 separates its columns by semic",
    ),
    "tabs": (DATA.replace(",", "\t").encode(), "Line 1 separates its columns by tabs."),
    "a name twice": (
        DATA.replace("sex", "learners").encode(),
        "has two columns called 'learners' Every column has a name",
    ),
    "a short line": (
        (DATA + "202425\n").encode(),
        "different lengths Line 4 has 1 columns, the first line 7. Put values",
    ),
    "long lines": (
        (DATA + "1,2,3,4,5,6,7,8\n" * 3).encode(),
        "Line 4 has 8 columns, the first line 7. So have 2 more lines.",
    ),
    "packed and cut short": (
        gzip.compress(DATA.encode())[:-9],
        "learners.csv could not be unpacked It is cut short or",
    ),
    "packed and damaged": (gzip.compress(DATA.encode())[:20] + b"\xff" * 40, "learners.csv could not be unpacked"),
}


@pytest.mark.parametrize(("data", "said"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_is_said_of_a_file_that_cannot_be_read(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in refused(made(tmp_path, data))


def test_a_row_of_the_meta_file_that_is_too_long(tmp_path: Path) -> None:
    said = refused(made(tmp_path, meta=META + "a,Filter,Age,,,,,,,,,\n"))
    assert said.startswith("learners.meta.csv has lines of different lengths Line 4 has 12 columns, the first line 10.")


def test_a_cell_without_an_end(tmp_path: Path) -> None:
    said = refused(made(tmp_path, meta=META + '"' + "a" * 200_000))
    assert "learners.meta.csv does not read as comma-separated text" in said


def test_quotation_marks_that_open_and_never_close_in_a_large_file(tmp_path: Path) -> None:
    said = refused(made(tmp_path, DATA + '"' + "a,b\n" * 5_000_000))
    assert "learners.csv does not read as comma-separated text" in said


def test_a_file_of_one_column_is_read_and_left_to_the_screener(tmp_path: Path) -> None:
    assert read_pair(made(tmp_path, "learners\n1\n")).data.column_names == ["learners"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no file learners.csv" in refused(made(tmp_path).rename(tmp_path / "x").with_name("learners.csv"))
    (tmp_path / "learners.meta.csv").unlink()
    assert "there is no meta file for x" in refused(tmp_path / "x")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "folder.meta.csv").write_text(META)
    assert "folder.csv could not be opened" in refused(tmp_path / "folder.csv")


def test_no_more_is_unpacked_than_the_service_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "DATA_SET", 100_000)
    file = made(tmp_path, gzip.compress(_long(20_000).replace(b"\xe9", b"e")))
    assert file.stat().st_size < 100_000
    assert "learners.csv holds more than 2 GB The service takes files of up to 2 GB." in refused(file)


def test_no_error_holds_a_cell(tmp_path: Path) -> None:
    assert "Total" not in refused(made(tmp_path, (DATA + "Total\n").encode()))
    assert "Total" not in refused(made(tmp_path, DATA.encode().replace(b"England", b"\x81")))


PAGE = Path(__file__).parents[3] / "docs" / "reference" / "unreadable-data-sets.md"


def rows() -> dict[str, tuple[str, str]]:
    """The table of the page: exit status and message by file."""
    table = PAGE.read_text(encoding="utf-8").rpartition("|---|---|---|\n")[2]
    found = [re.fullmatch(r"\| (.*) \| (\d+) \| `(.*)` \|", line) for line in table.splitlines() if line]
    return {m[1]: (m[2], m[3]) for m in found if m}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("refusing") / "store") as site:
        yield site


def published(site: Site, file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status of the import, and all that it says."""
    known = ("--publication", "Made up", "--release", "2024/25", *ACCEPTED)
    status = 0
    try:
        main(["publish", "import", str(file), *known, "--store", str(site.store)])
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out + said.err


def stored(site: Site) -> Any:
    from alder.web.publications.models import DataSet, DataSetVersion, Publication, Release

    kept = sorted(path.name for path in (site.store / "published/data-sets").glob("*"))
    return kept, [list(model.objects.values_list("pk")) for model in (Publication, Release, DataSet, DataSetVersion)]


def test_the_page_lists_every_pair_that_is_tried() -> None:
    assert list(rows()) == list(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_answer_is_the_one_on_the_page(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = MADE[name](tmp_path)
    before = stored(site)
    tracemalloc.start()
    try:
        status, said = published(site, file, capsys)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    message = re.sub(r"\s+", " ", said.partition("alder: ")[2].partition("\n\n")[0]).strip()
    assert (str(status), message) == rows()[name]
    assert MARK not in said
    assert "Traceback" not in said
    assert stored(site) == before
    assert most < 256 * 1024**2


def test_what_can_be_read_is_published_with_a_word_about_it(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = good(tmp_path)
    text = file.read_text(encoding="utf-8").replace("Girls", "Gr\u00e9ta")
    for encoding, word in (("utf-8-sig", ""), ("latin-1", "so it was read as Windows-1252")):
        file.write_bytes(text.encode(encoding))
        status, said = published(site, file, capsys)
        assert status == 0, said
        assert word in said
        (id,) = re.findall(r"data set (\S+)", said)
        (group,) = [f for f in site.get(f"/v1/data-sets/{id}/meta")["filters"] if f["column"] == "group"]
        assert "Gr\u00e9ta" in [option["label"] for option in group["options"]]


def test_every_recorded_verdict_agrees_or_its_reason_is_known(shared: Path) -> None:
    data = shared / "ees" / "data"
    found = screener_pairs.compare(
        data / "screener_pairs_dev.zip",
        data / "screener_pairs_dev_expected.csv",
        read_lists(shared / "ees" / "ref"),
    )
    assert not found.disagree
    assert len(found.agree) == 44
    assert set(found.explained) == set(screener_pairs.EXPLAINED)


def test_with_a_list_of_wards_every_verdict_agrees(shared: Path, tmp_path: Path) -> None:
    """Two pairs have wards that the department's screener let pass; a list of these fails the wards of the third."""
    data, lists = shared / "ees" / "data", read_lists(shared / "ees" / "ref")
    with zipfile.ZipFile(data / "screener_pairs_dev.zip") as packed:
        packed.extractall(tmp_path)
    wards: set[tuple[str, ...]] = set()
    for name in ("absence_school.csv", "absence_school_major_auto.csv"):
        table = read_pair(next(tmp_path.rglob(name))).data
        wards |= set(zip(table["ward_code"].to_pylist(), table["ward_name"].to_pylist(), strict=True))
    found = screener_pairs.compare(
        data / "screener_pairs_dev.zip",
        data / "screener_pairs_dev_expected.csv",
        Lists({**lists.rows, "wards": frozenset(wards)}),
    )
    assert (len(found.agree), found.explained, found.disagree) == (45, (), {})


def test_the_book_has_the_checks_and_stages_of_the_departments_screener(shared: Path) -> None:
    with (shared / "ees" / "screener_checks.csv").open(encoding="utf-8") as file:
        theirs = [
            (row["check"], row["stage"].lower(), row["worst_result"] == "WARNING") for row in csv.DictReader(file)
        ]
    assert sorted((check.name, check.stage.lower(), check.advises) for check in screener) == sorted(theirs)
    assert len(screener) == 81


def test_real_published_files_get_the_answers_that_were_measured(shared: Path) -> None:
    """The department's screener passed all three, with one, five and three warnings."""
    data, lists = shared / "ees" / "data", read_lists(shared / "ees" / "ref")
    measured = {
        "app-provider-starts-202122-q4.csv.gz": 1,
        "regional_map_data_ees.csv.gz": 5,
        "vectors/data-further-education-and-skills.csv": 3,
    }
    for name, warnings in measured.items():
        screening = screen_files(data / name, lists=lists)
        assert screening.passed, name
        assert len(screening.advice) == warnings, name
        assert [result.check for result in screening.having(CheckOutcome.UNAVAILABLE)] == ["geog_ward_combos"]
        assert screening.api_suitable is False
