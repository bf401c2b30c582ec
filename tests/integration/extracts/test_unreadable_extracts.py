"""Extracts that cannot be loaded: each has the message of the page in the docs, repeats no value and leaves nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.unreadable_extracts import GOOD, MADE, MARK, of

import alder
from alder.errors import UnreadableFile
from alder.files import delimited

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "unreadable-extracts.md"


def rows() -> dict[str, tuple[str, str]]:
    """The table of the page: exit status and message by file."""
    table = PAGE.read_text(encoding="utf-8").rpartition("|---|---|---|\n")[2]
    found = [re.fullmatch(r"\| (.*) \| (\d+) \| `(.*)` \|", line) for line in table.splitlines() if line]
    return {m[1]: (m[2], m[3]) for m in found if m}


def test_the_page_lists_every_file_that_is_tried():
    assert list(rows()) == list(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_answer_is_the_one_on_the_page_and_nothing_is_kept(name: str, tmp_path: Path):
    path = MADE[name](tmp_path)
    store = alder.open(tmp_path / "store")
    with pytest.raises(UnreadableFile) as caught:
        store.load_source(path, source="plams")
    error = caught.value
    assert (str(error.exit_code), error.what) == rows()[name]
    assert path.name in error.where
    assert error.next
    assert MARK.lower() not in str(error).lower()
    assert str(tmp_path) not in str(error)
    assert store.deliveries() == ()
    assert not list((tmp_path / "store").rglob("*.parquet"))


def test_a_sound_file_beside_a_harmed_one_is_not_kept_either(tmp_path: Path):
    sound = of(GOOD, "sound.csv")(tmp_path)
    harmed = MADE["American dates"](tmp_path)
    store = alder.open(tmp_path / "store")
    with pytest.raises(UnreadableFile, match="spreadsheet"):
        store.load_source(sound, harmed, source="plams")
    assert store.deliveries() == ()
    assert not list((tmp_path / "store").rglob("*.parquet"))


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("a byte order mark", b"\xef\xbb\xbf" + GOOD.encode()),
        ("tabs", GOOD.replace(",", "\t").encode()),
        ("upright bars", GOOD.replace(",", "|").encode()),
        ("semicolons", GOOD.replace(",", ";").encode()),
        ("lines that end as on Windows", GOOD.replace("\n", "\r\n").encode()),
        ("values in quotation marks", GOOD.replace(f",{MARK}\n", f',"{MARK}"\n').encode()),
        ("Latin-1", GOOD.replace(f",{MARK}\n", ",caf\xe9\n").encode("latin-1")),
        ("no line end at the end", GOOD.rstrip("\n").encode()),
    ],
)
def test_a_file_with_something_unusual_about_it_is_read_alike(what: str, content: bytes, tmp_path: Path):
    report = alder.open(tmp_path / "store").load_source(of(content)(tmp_path), source="plams")
    assert (report.delivery.rows, report.delivery.findings) == (9, {})
    assert any("Windows-1252" in n for n in report.delivery.notices) is (what == "Latin-1")


def test_a_row_of_another_width_is_left_out_and_its_line_told(tmp_path: Path):
    rows = GOOD.splitlines()
    short = "\n".join([*rows, *rows[1:], *rows[1:5], "a,b", rows[1].replace(",12,", ",twelve,")]) + "\n"
    report = alder.open(tmp_path / "store").load_source(of(short)(tmp_path), source="plams")
    assert report.delivery.findings == {"EX_TYPE": 1, "EX_ROW": 1}
    assert sorted((f.fault.name, f.line) for f in report.tally.listed) == [("ROW", 24), ("TYPE", 25)]


def test_a_text_without_end_is_told_however_small_the_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delimited, "BLOCK", 256)
    with pytest.raises(UnreadableFile, match=r"quotation mark|cannot be read as a CSV"):
        alder.open(tmp_path / "store").load_source(
            of(GOOD + '"' + "long " * 1000 + "\n" + '"')(tmp_path), source="plams"
        )


def test_a_first_line_without_end_names_no_columns(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="does not name the columns"):
        alder.open(tmp_path / "store").load_source(of("x" * 200_000 + "\n1\n")(tmp_path), source="plams")


def test_latin_1_in_the_names_of_columns_is_read_too(tmp_path: Path):
    content = GOOD.replace("Grade_ATT", "caf\u00e9").encode("latin-1")
    report = alder.open(tmp_path / "store").load_source(of(content)(tmp_path), source="plams")
    assert report.delivery.unknown == {"caf\u00e9": "caf\u00e9"}


def test_a_wide_file_without_any_value_is_refused(tmp_path: Path):
    content = "pmr_17,Gender_spr17,Gender_spr18\nA,,\n"
    with pytest.raises(UnreadableFile, match="no row of this file has a value"):
        alder.open(tmp_path / "store").load_source(of(content)(tmp_path), source="npd_census")
