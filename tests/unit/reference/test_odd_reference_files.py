"""Reference data that has come to harm: each file has its message and exit status, as the page in the docs says.

Folders, packed files and first lines that hold no table, or one that nobody could read.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path

import pytest
from tests.support import unreadable_reference_tables, unreadable_references
from tests.support.unreadable_reference_tables import HEAD, MARK, ROWS, text
from tests.support.unreadable_references import postcodes

import alder
from alder.engine import reference
from alder.errors import AlderError, UnreadableFile

MADE = {**unreadable_reference_tables.MADE, **unreadable_references.MADE}
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "add-reference-data.md"


def rows() -> dict[str, tuple[str, str]]:
    """The table of the page: exit status and message by file."""
    table = PAGE.read_text(encoding="utf-8").rpartition("|---|---|---|\n")[2]
    found = [re.fullmatch(r"\| (.*) \| (\d+) \| `(.*)` \|", line) for line in table.splitlines() if line]
    return {m[1]: (m[2], m[3]) for m in found if m}


def refusal(path: Path, folder: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        alder.open(folder).add_reference(path)
    return caught.value


def test_the_page_lists_every_file_that_is_tried():
    assert list(rows()) == list(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_answer_is_the_one_on_the_page(name: str, tmp_path: Path):
    path = MADE[name](tmp_path)
    error = refusal(path, tmp_path / "store")
    assert (str(error.exit_code), error.what) == rows()[name]
    assert path.name in error.where
    assert error.next.startswith("Nothing was added.")
    assert str(tmp_path) not in str(error)
    assert MARK not in str(error)
    for word in ("invalid", "failed", "please", "successfully"):
        assert word not in str(error).lower()
    assert error.__suppress_context__ or error.__context__ is None
    assert not (tmp_path / "store").exists(), "nothing is made for a file that cannot be used"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Dates in numbers, as spreadsheets keep them", 2),
        ("American dates", 3),
        ("A code taken for a power of ten", 10),
        ("A column that is missing", 1),
    ],
)
def test_the_answer_says_the_line(name: str, line: int, tmp_path: Path):
    assert refusal(MADE[name](tmp_path), tmp_path / "store").where.endswith(f", line {line}")


SOUND = {
    "as published": text(),
    "with a byte order mark": "\ufeff" + text(),
    "lines end as on Linux": text().replace("\r\n", "\n"),
    "no end to the last line": text().rstrip(),
    "every value in quotation marks": "\n".join(
        ",".join(f'"{v}"' for v in line.split(",")) for line in text().splitlines()
    ),
    "empty lines between": text().replace("\r\n", "\r\n\r\n"),
    "names in capitals, with blanks": text(head=HEAD.upper().replace(",", " , ")),
    "another column, with a comma and a line end in it": "\n".join(
        [HEAD + ",Note", *(row + ',"one, two\nand three"' for row in ROWS)]
    ),
    "columns in another order": "\n".join(",".join(reversed(line.split(","))) for line in text().splitlines()),
    "dates as Britain writes them": text().replace("2010-08-01", "01/08/2010").replace("2015-07-31", "31/07/2015"),
    "dates with the time of day": text().replace("2010-08-01", "2010-08-01 00:00:00.000"),
    "months named": text().replace("2010-08-01", "1 Aug 2010").replace("2015-07-31", "31-Jul-2015"),
    "NULL for no value": text().replace(",,", ",NULL,"),
    "whole numbers with decimals": text().replace("403,2,", "403.00,2.0,"),
    "blanks around values": text().replace(",", " , ", 100),
}


@pytest.mark.parametrize("name", SOUND)
def test_the_same_rows_are_read_however_a_sound_file_is_written(name: str, tmp_path: Path):
    from alder.engine import reference

    tables = []
    for n, content in enumerate((SOUND["as published"], SOUND[name])):
        path = tmp_path / f"{n}.csv"
        path.write_bytes(content.encode())
        environment = alder.open(tmp_path / f"store{n}")
        report = environment.add_reference(path)
        assert [a.edition.table for a in report.tables] == ["lars_framework_aim"]
        assert report.tables[0].edition.unusable == 0
        assert report.tables[0].notices == ()
        tables.append(reference.get(environment.store, "lars_framework_aim"))
    assert tables[0] == tables[1]
    assert tables[0].num_rows == 9


def test_text_in_another_encoding_is_read_and_told(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_bytes("ukprn,provider_name\n10000001,Collège du Nord\n".encode("cp1252"))
    environment = alder.open(tmp_path / "store")
    report = environment.add_reference(path)
    assert report.tables[0].notices == ("The text is not UTF-8. It was read as Windows-1252.",)
    from alder.engine import reference

    held = reference.get(environment.store, "provider")
    assert held is not None
    assert held["name"].to_pylist() == ["Collège du Nord"]


def test_rows_that_do_not_fit_are_left_out_and_told_by_line(tmp_path: Path):
    good = [f"403,2,{n},{MARK}1,2010-08-01,,1" for n in range(1, 100)]
    faults = ["403,2,1", ",".join(["403,2,x", *ROWS[0].split(",")[3:]]), "403,2,1,,2010-08-01,,1"]
    path = tmp_path / "FrameworkAims.csv"
    path.write_text(
        text(*good[:50], faults[0], '403,2,1,"' + MARK + '2",2010-02-30,,1', faults[1], *good[50:], faults[2])
    )
    report = alder.open(tmp_path / "store").add_reference(path)
    (added,) = report.tables
    assert (added.edition.rows, added.edition.unusable) == (99, 4)
    assert [(u.line, u.why) for u in added.told] == [
        (52, "has not the 7 columns of the first line"),
        (53, "EffectiveFrom is a date that no calendar has"),
        (54, "PwayCode is not a whole number"),
        (104, "LearnAimRef is empty"),
    ]


def test_lines_are_right_after_many_rows_and_texts_of_several_lines(tmp_path: Path):
    row = f'403,2,1,{MARK}1,2010-08-01,,1,"{"long " * 20}\nand more"'
    path = tmp_path / "FrameworkAims.csv"
    path.write_text("\n".join([HEAD + ",Note", *[row] * 120_000, row.replace("2010", "20x0"), row]))
    assert path.stat().st_size > 16 << 20, "more than one block"
    (added,) = alder.open(tmp_path / "store").add_reference(path).tables
    assert (added.edition.rows, added.edition.unusable) == (120_001, 1)
    assert [u.line for u in added.told] == [240_002]


def refused(tmp_path: Path, path: Path) -> AlderError:
    with pytest.raises(AlderError) as caught:
        alder.open(tmp_path / "store").add_reference(path)
    return caught.value


def test_a_folder_without_a_csv_is_named(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path, tmp_path / "empty").what == "there is no CSV or ZIP file in this folder"


def test_a_zip_with_a_password_is_not_opened(tmp_path: Path):
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("FrameworkAims.csv", text())
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    path.write_bytes(content)
    assert refused(tmp_path, path).what == "this ZIP needs a password"


def test_a_zero_byte_in_the_first_line_is_no_text(tmp_path: Path):
    path = tmp_path / "FrameworkAims.csv"
    path.write_bytes(b"Fwork\x00Code,ProgType\n1,2\n")
    assert refused(tmp_path, path).what == "this file is not text"


def test_text_that_no_encoding_explains_is_refused(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_bytes(b"ukprn,provider_name\n10000001,Coll\x81ge\n")
    assert refused(tmp_path, path).what == "the text of this file is neither UTF-8 nor Windows-1252"


def test_a_file_without_a_key_in_any_row_is_refused(tmp_path: Path):
    path = tmp_path / "FrameworkAims.csv"
    path.write_text(text(*(",".join(["403,2,1,", *row.split(",")[4:]]) for row in ROWS)))
    error = refused(tmp_path, path)
    assert error.what == "no row of this file has LearnAimRef"


def test_progress_of_a_packed_file_is_told_in_bytes_of_the_packed_one(tmp_path: Path):
    told: list[int] = []
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FrameworkAims.csv", text(*ROWS * 500))
    alder.open(tmp_path / "store").add_reference(path, progress=told.append)
    assert 0 < sum(told) <= path.stat().st_size
    told.clear()
    packed = tmp_path / "ONSPD_NOV_2023_UK.csv.gz"
    packed.write_bytes(gzip.compress(postcodes().encode()))
    alder.open(tmp_path / "store").add_reference(packed, progress=told.append)
    assert set(told) == {0}, "how far a gzipped file has come is not known until its end"


def test_a_first_line_that_is_no_line_of_a_csv_is_answered(tmp_path: Path):
    path = tmp_path / "FrameworkAims.csv"
    path.write_text("x" * 200_000 + "\n1\n")
    assert "holds no table that Alder takes" in refused(tmp_path, path).what


def test_a_table_of_returns_is_no_reference_table(tmp_path: Path):
    from alder.sources.ilr.submissions import tables

    name, schema = next(iter(tables().items()))
    with pytest.raises(ValueError, match="which only a load may add to"):
        reference.put(alder.open(tmp_path / "store").store, name, schema.empty_table())


def test_read_me_files_of_a_zip_are_passed_over_and_an_odd_csv_is_not(tmp_path: Path):
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("FrameworkAims.csv", text())
        archive.writestr("licence.txt", "\n")
    assert alder.open(tmp_path / "store").add_reference(path).passed_over == ("licence.txt in LARS.zip",)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Validity.csv", "\n")
    with pytest.raises(UnreadableFile, match="the first line of this file is empty"):
        alder.open(tmp_path / "store").add_reference(path)
