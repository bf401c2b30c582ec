"""Attacks of the list that have an output as their subject, each under its id: what is hidden in one is found.

T14, T15, T17 and T24 stand with the files that mean harm.
"""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from typing import TYPE_CHECKING

import pytest

from alder.model.ids.learner_numbers import ULN, UPN
from alder.outputs import OutputVerdict, check_outputs

if TYPE_CHECKING:
    from pathlib import Path

A_ULN = next(str(n) for n in range(4_000_000_000, 4_000_000_100) if ULN.is_sound(str(n)))
A_UPN = next(f"{letter}801200001001" for letter in "ABCDEFGHJKLMNPQRTUVWXYZ" if UPN.is_sound(f"{letter}801200001001"))
GOOD = "sex,learners\nFemale,120\nMale,95\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def judged(folder: Path, **files: str | bytes) -> OutputVerdict:
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (verdict,) = check_outputs([folder])
    return verdict


def held(verdict: OutputVerdict) -> set[str]:
    return {f"{int(finding.check)}:{finding.rule}" for finding in verdict.held}


def packed(**parts: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("___", "/").replace("__", "."), text)
    return kept.getvalue()


def document(body: str, **more: str) -> bytes:
    return packed(word___document__xml=f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>', **more)


def workbook(rows: str, *, state: str = "visible", **more: str) -> bytes:
    to_sheet = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    sheets = f'<sheets><sheet name="Data" sheetId="1" state="{state}" r:id="r1"/></sheets>'
    return packed(
        xl___workbook__xml=f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{sheets}</workbook>',
        xl____rels___workbook__xml__rels=f"<Relationships>{to_sheet}</Relationships>",
        xl___worksheets___sheet1__xml=f'<worksheet xmlns="{MAIN}">{rows}</worksheet>',
        **more,
    )


PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
ROWS = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>sex</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>learners</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Female</t></is></c><c r="B2"><v>120</v></c></row>'
    '<row r="3"{}><c r="A3" t="inlineStr"><is><t>Male</t></is></c><c r="B3">{}<v>95</v></c></row></sheetData>'
)
COLUMN = '<cols><col min="2" max="2" hidden="1"/></cols>'
A_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg=="
TRACKED = "<w:p><w:del><w:r><w:delText>seven</w:delText></w:r></w:del></w:p>"

HIDDEN: dict[str, tuple[str, bytes]] = {
    "a change that is tracked": (
        "a.docx",
        document(TRACKED),
    ),
    "text that is hidden": ("a.docx", document("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>")),
    "comments": ("a.docx", document(PARAGRAPH.format("Fine."), word___comments__xml=f'<w:comments xmlns:w="{WORD}"/>')),
    "a chart with its data": ("a.docx", document(PARAGRAPH.format("Fine."), word___charts___chart1__xml="<c/>")),
    "a workbook within": ("a.docx", document(PARAGRAPH.format("Fine."), word___embeddings___a__xlsx="x")),
    "a sheet that is hidden": ("a.xlsx", workbook(ROWS.format("", ""), state="veryHidden")),
    "a row that is hidden": ("a.xlsx", workbook(ROWS.format(' hidden="1"', ""))),
    "a column that is hidden": (
        "a.xlsx",
        workbook(COLUMN + ROWS.format("", "")),
    ),
    "the records of a pivot table": ("a.xlsx", workbook(ROWS.format("", ""), xl___pivotCache___records1__xml="<r/>")),
    "a link to another workbook": ("a.xlsx", workbook(ROWS.format("", ""), xl___externalLinks___link1__xml="<l/>")),
    "a formula that reads another file": ("a.xlsx", workbook(ROWS.format("", "<f>[1]Raw!B3</f>"))),
    "a description behind a drawing": (
        "a.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><metadata>rows: 12, 7, 3, 9, 41</metadata></svg>',
    ),
    "a picture within a page": (
        "a.html",
        f'<p>Fine.</p><img src="data:image/png;base64,{A_DOT}">'.encode(),
    ),
    "attributes of a page": ("a.html", b'<p data-rows="[12, 7, 3, 9]">Fine.</p>'),
    "a page within a document": ("a.docx", document(PARAGRAPH.format("Fine."), word___afchunk__mht="3 learners")),
    "a row that a style sheet hides": (
        "a.html",
        b"<style>tr.h { display: none }</style><table><tr><th>sex<th>learners<tr><td>F<td>120"
        b"<tr class='x h'><td>M<td>95</table>",
    ),
    "data in what a notebook says of itself": (
        "a.ipynb",
        json.dumps({"nbformat": 4, "metadata": {"mine": list(range(60))}, "cells": []}).encode(),
    ),
    "a hidden output of a notebook": (
        "a.ipynb",
        json.dumps(
            {
                "nbformat": 4,
                "metadata": {},
                "cells": [
                    {
                        "cell_type": "code",
                        "source": "x",
                        "metadata": {"jupyter": {"outputs_hidden": True}},
                        "outputs": [{"output_type": "stream", "text": "fine"}],
                    }
                ],
            }
        ).encode(),
    ),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_t18_what_a_reader_does_not_see_is_found(tmp_path: Path, what: str) -> None:
    name, data = HIDDEN[what]
    (tmp_path / name).write_bytes(data)
    (verdict,) = check_outputs([tmp_path])
    assert verdict.is_held
    assert {finding.check for finding in verdict.held} & {10, 14}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a learner number", A_ULN),
        ("a pupil number", A_UPN),
        ("a National Insurance number", "AB 12 34 56 C"),
        ("a postcode", "SW1A 1AA"),
        ("an e-mail address", "somebody@college.ac.uk"),
        ("a date of birth", "born 12/03/2004"),
    ],
)
@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("table.csv", "name,learners\n{},120\nother,95\n"),
        ("notes.txt", "Ask {} for more.\n"),
        ("run.py", "x = 1  # {}\n"),
        ("page.html", "<p>Fine.</p><!-- {} -->"),
        ("paper.docx", ""),
    ],
)
def test_t19_what_says_who_somebody_is_is_found_in_any_file_and_never_repeated(
    tmp_path: Path, what: str, text: str, name: str, around: str
) -> None:
    path = tmp_path / name
    path.write_bytes(document(PARAGRAPH.format(text)) if name.endswith("docx") else around.format(text).encode())
    (verdict,) = check_outputs([path])
    assert "2:DATE" in held(verdict)
    assert text not in " ".join(f"{finding.place} {finding.what} {finding.mend}" for finding in verdict.findings)


EARLIER = "sex,learners\nFemale,118\nMale,95\nUnknown,80\n"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("the same cells, of a few people fewer", "sex,learners\nFemale,112\nMale,95\nUnknown,80\n"),
        ("in another order", "sex,learners\nUnknown,80\nMale,95\nFemale,112\n"),
        ("in columns", "area,Female,Male,Unknown\nAll,112,95,80\n"),
        ("with another name above", "Sex of learner,N\nFemale,112\nMale,95\nUnknown,80\n"),
    ],
)
def test_t20_a_table_that_lies_near_an_earlier_one_is_held_with_the_pair_named(
    tmp_path: Path, what: str, text: str
) -> None:
    cover = '[[files]]\nname = "earlier.csv"\nkind = "earlier"\n'
    verdict = judged(tmp_path, table__csv=text, earlier__csv=EARLIER, cover__toml=cover)
    (found,) = [finding for finding in verdict.held if finding.rule == "DIFFQ"]
    assert "earlier.csv" in found.what


FEWER = "Site,{}\nAsh,512\nBeech,396\nElm,{}\nOak,200\nYew,240\n"
SITES = "Site,{}\nAsh,845\nBeech,{}\nElm,553\nOak,362\nYew,{}\nAll,{}\n"


@pytest.mark.parametrize(
    ("what", "new", "is_told"),
    [
        ("some of the same people under another heading", SITES.format("Learners aged 19+", 393, 448, 2601), True),
        ("other people, of whom some rows have more", SITES.format("Learners aged 19+", 407, 441, 2608), False),
        ("far fewer of them", SITES.format("Learners on a plan", 43, 48, 1851), False),
        (
            "others, of whom each row has a few fewer by chance",
            "Site,{}\nAsh,820\nBeech,393\nElm,538\nOak,331\nYew,439\nAll,2521\n".format("Learners who live near"),
            False,
        ),
        (
            "nearly all of them, the same in most rows",
            "Site,{}\nAsh,845\nBeech,393\nElm,553\nOak,340\nYew,448\nAll,2579\n".format("Learners aged 19+"),
            True,
        ),
        (
            "beside another count",
            "Site,{},Leavers\nAsh,845,41\nBeech,393,32\nElm,553,30\nOak,362,55\nYew,448,27\nAll,2601,185\n".format(
                "Learners aged 19+"
            ),
            True,
        ),
        ("another year", SITES.format("Learners 2022/23", 393, 448, 2601), False),
        (
            "some of them by its heading, most rows far fewer",
            FEWER.format("Adult learners 2023/24 on a plan", 301),
            True,
        ),
        ("others by its heading, most rows far fewer", FEWER.format("Young learners 2023/24", 301), False),
        (
            "some of them by its heading, and a row with more",
            FEWER.format("Adult learners 2023/24 online", 560),
            False,
        ),
        ("four sites, each with a few fewer", "Site,Learners\nAsh,842\nBeech,396\nElm,551\nOak,360\n", True),
    ],
)
def test_t20_two_headings_that_count_nearly_the_same_people_tell_the_few_between(
    tmp_path: Path, what: str, new: str, is_told: bool
) -> None:
    cover = 'rounding = 0\n[[files]]\nname = "earlier.csv"\nkind = "earlier"\n'
    earlier = SITES.format("Adult learners 2023/24", 400, 448, 2608)
    verdict = judged(tmp_path, table__csv=new, earlier__csv=earlier, cover__toml=cover)
    assert ("12:DIFFQ" in held(verdict)) is is_told, what


def test_t20_the_same_counts_rounded_to_the_same_base_tell_nothing(tmp_path: Path) -> None:
    cover = '[[files]]\nname = "earlier.csv"\nkind = "earlier"\n'
    rounded = EARLIER.replace("118", "120")
    verdict = judged(tmp_path, table__csv=rounded.replace("120", "115"), earlier__csv=rounded, cover__toml=cover)
    assert not verdict.is_held


CUBE = """area,sex,age,learners
{}"""


def cube(hidden: set[tuple[str, str, str]], *, total: bool = True) -> str:
    """Counts by area, sex and age with every sum, those named hidden."""
    areas, sexes, ages = ["North", "South"], ["Female", "Male"], ["16", "17"]
    leaf = {
        (a, s, g): 200 + 10 * n for n, (a, s, g) in enumerate((a, s, g) for a in areas for s in sexes for g in ages)
    }
    lines = []
    for a in [*areas, "Total"]:
        for s in [*sexes, "Total"]:
            for g in [*ages, "Total"]:
                parts = [
                    v for k, v in leaf.items() if all(x in ("Total", y) for x, y in zip((a, s, g), k, strict=True))
                ]
                if total or "Total" not in (a, s, g):
                    lines.append(f"{a},{s},{g},{'c' if (a, s, g) in hidden else sum(parts)}")
    return CUBE.format("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("what", "hidden", "follows"),
    [
        ("one hidden", {("North", "Female", "16")}, True),
        ("two in one row of three dimensions", {("North", "Female", "16"), ("North", "Female", "17")}, True),
        (
            "a square, open in the third dimension",
            {(a, s, "16") for a in ("North", "South") for s in ("Female", "Male")},
            True,
        ),
        (
            "all eight corners",
            {(a, s, g) for a in ("North", "South") for s in ("Female", "Male") for g in ("16", "17")},
            False,
        ),
    ],
)
def test_t21_what_sums_of_three_dimensions_tell_of_a_hidden_count(
    tmp_path: Path, what: str, hidden: set[tuple[str, str, str]], follows: bool
) -> None:
    verdict = judged(tmp_path, table__csv=cube(hidden))
    assert ("11:FREQ" in held(verdict)) == follows


def test_t21_a_count_that_one_table_hides_and_another_shows_is_told(tmp_path: Path) -> None:
    corners = {(a, s, g) for a in ("North", "South") for s in ("Female", "Male") for g in ("16", "17")}
    other = "area,sex,learners\nNorth,Female,410\nNorth,Male,450\nSouth,Female,490\nSouth,Male,530\n"
    hidden = corners | {("North", "Female", "Total"), ("North", "Male", "Total")}
    verdict = judged(tmp_path, a__csv=cube(hidden), b__csv=other)
    told = [finding.what for finding in verdict.held if finding.rule == "FREQ" and finding.check == 11]
    assert "a count that is hidden here is shown in another table" in told


def test_t21_a_hidden_count_follows_from_two_tables_that_share_a_margin(tmp_path: Path) -> None:
    """In each table two counts are hidden in each row and column; the second shows sums that the first hides."""
    first = "area,A,B,C,Total\nNorth,c,c,210,500\nSouth,c,c,220,520\nEast,110,130,205,445\nTotal,400,430,635,1465\n"
    second = "area,A,B or C\nNorth,150,350\nSouth,140,380\nEast,110,335\nTotal,400,1065\n"
    apart = judged(tmp_path, first__csv=first)
    assert "11:FREQ" not in held(apart)
    together = judged(tmp_path, second__csv=second)
    assert "11:FREQ" in held(together)


SVG = "http://www.w3.org/2000/svg"


@pytest.mark.parametrize(
    ("what", "drawing"),
    [
        ("an instruction before it", f'<?xml version="1.0"?><?rows 120, 7, 3, 9?><svg xmlns="{SVG}"/>'),
        ("a comment behind it", f'<svg xmlns="{SVG}"/><!-- 120, 7, 3, 9 -->'),
        ("a comment in its style", f'<svg xmlns="{SVG}"><style>/* 120, 7, 3, 9 */</style></svg>'),
        ("another program's part", f'<svg xmlns="{SVG}"><x:pgf xmlns:x="urn:x">120 7 3 9</x:pgf></svg>'),
    ],
)
def test_t18_what_a_drawing_carries_and_does_not_draw_is_found(tmp_path: Path, what: str, drawing: str) -> None:
    (tmp_path / "a.svg").write_text(drawing, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path / "a.svg"])
    assert "14:VEC" in held(verdict), what


NOT_LOOKED_INTO = {
    "a workbook of Excel 97": ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "Excel workbook (.xlsx)"),
    "a binary workbook": ("a.xlsb", packed(xl___workbook__bin="x"), "Excel workbook (.xlsx)"),
    "a document of LibreOffice": (
        "a.odt",
        packed(mimetype="application/vnd.oasis.opendocument.text", content__xml="<x/>"),
        "Word document (.docx)",
    ),
    "slides": ("a.pptx", packed(ppt___presentation__xml="<p/>"), "its words as plain text"),
    "a table of Arrow": ("a.feather", b"ARROW1\0\0" + bytes(range(256)), "as Parquet or CSV"),
    "an object of R": ("a.rds", gzip.compress(b"X\n\0\0\0\3\0\4"), "write.csv"),
    "a packed archive": ("a.tar.xz", lzma.compress(b"x" * 600), "pack them as .zip"),
    "an archive of 7-Zip": ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), "pack them as .zip"),
}


@pytest.mark.parametrize("what", NOT_LOOKED_INTO)
def test_what_is_not_looked_into_is_held_and_told_what_to_hand_in_instead(tmp_path: Path, what: str) -> None:
    name, data, instead = NOT_LOOKED_INTO[what]
    (tmp_path / name).write_bytes(data)
    (verdict,) = check_outputs([tmp_path / name])
    assert any(instead in finding.mend for finding in verdict.held)
    assert not any("ending of what it is" in finding.mend for finding in verdict.held)


def test_a_small_number_under_a_name_that_says_nothing_is_put_before_a_person(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"a": 120, "b": 7}), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"seed": 7, "max_depth": 5}), encoding="utf-8")
    (verdict,) = check_outputs([tmp_path])
    assert [str(one.place) for one in verdict.to_look_at if one.rule == "FREQ"] == ["a.json: values, line 2, column b"]


@pytest.mark.parametrize(
    ("largest", "second", "held_for"),
    [("5200", "4900", True), ("2000", "1900", False), ("7000", "500", True), ("5200", "9300", True)],
)
def test_the_largest_contributors_may_be_given_as_amounts(
    tmp_path: Path, largest: str, second: str, held_for: bool
) -> None:
    """The second alone, or both together: which it is follows from whether it is more than the first."""
    (tmp_path / "levy.csv").write_text("sector,employers,levy spend\nFarming,45,10000\nRetail,50,9000\n")
    shares = (
        f"sector,employers,levy_total,largest1,largest2\nFarming,45,10000,{largest},{second}\nRetail,50,9000,300,200\n"
    )
    (tmp_path / "shares.csv").write_text(shares)
    (tmp_path / "cover.toml").write_text(
        '[[files]]\nname = "levy.csv"\ncounts = "shares.csv"\n[[files]]\nname = "shares.csv"\nkind = "supporting"\n'
    )
    (verdict,) = check_outputs([tmp_path])
    assert any(one.check == 7 for one in verdict.held) is held_for
