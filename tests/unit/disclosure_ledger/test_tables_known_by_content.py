"""A table is known in a file by the content of its cells, whatever a spreadsheet made of its bytes."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.people_counts import counted, ledger_in, numbered

import alder
from alder.disclosure.ledger import Content, Ledger, file_content
from alder.disclosure.ledger.file_content import blocks_of, content_of
from alder.disclosure.ledger.fingerprint import Counted, Fingerprint, mark_of_figure, mark_of_text
from alder.disclosure.ledger.release import FINGERPRINT
from alder.errors import UnreadableFile, UsageError
from alder.model.coverage import Group
from alder.publishing.standard import read_pair

AREAS = [f"Area {n}" for n in range(1, 12)]
RANDOM = random.Random(8)
EVERYBODY = numbered(
    {"area": a, "sex": s, "stage": t}
    for a in AREAS
    for s in ("Female", "Male")
    for t in ("First", "Second", "Third")
    for _ in range(RANDOM.randint(12, 1400))
)
Rows = list[dict[str, str]]


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, Path]:
    """A table that stays inside, and its file."""
    folder = tmp_path_factory.mktemp("content")
    ledger = ledger_in(folder, by="Priya")
    counts = counted(EVERYBODY, ["area", "sex", "stage"])
    table = alder.protect(counts, against=ledger.keeping_in("For the governors, who see the records."))
    return ledger, table.write_csv(folder / "table.csv")[0]


def known(ledger: Ledger, table: pa.Table) -> list[str]:
    return [f.id for f in ledger.in_file(Content.of(table))]


def read(path: Path) -> pa.Table:
    return read_pair(path).data


def edited(path: Path, to: Path, edit: Callable[[Rows], Rows]) -> pa.Table:
    """The file after somebody changed its lines."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = edit(list(csv.DictReader(file)))
    out = io.StringIO()
    written = csv.DictWriter(out, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    written.writeheader()
    written.writerows(rows)
    to.write_text("\ufeff" + out.getvalue() + "\r\n", encoding="utf-8", newline="")
    to.with_suffix(".meta.csv").write_bytes(path.with_suffix(".meta.csv").read_bytes())
    return read(to)


def shuffled(rows: Rows) -> Rows:
    return random.Random(3).sample(rows, len(rows))


def columns_turned(rows: Rows) -> Rows:
    return [dict(reversed(row.items())) for row in rows]


def with_thousands(rows: Rows) -> Rows:
    return [{**row, "learners": _formatted(row["learners"])} for row in rows]


def _formatted(text: str) -> str:
    return f"{int(text):,}.0" if text.isdigit() else text


def with_notes(rows: Rows) -> Rows:
    return [{**row, "note": f"Checked by Tom, line {n}"} for n, row in enumerate(rows)]


def capitals(rows: Rows) -> Rows:
    return [{k: f" {v.upper()} " for k, v in row.items()} for row in rows]


def nine_in_ten(rows: Rows) -> Rows:
    return random.Random(5).sample(rows, len(rows) * 91 // 100)


def one_column_blank(rows: Rows) -> Rows:
    return [{**row, "time_identifier": ""} for row in rows]


@pytest.mark.parametrize(
    "edit",
    [
        list,
        shuffled,
        columns_turned,
        with_thousands,
        with_notes,
        capitals,
        nine_in_ten,
        one_column_blank,
    ],
)
def test_a_file_that_was_saved_again_is_the_table_that_it_was(
    made: tuple[Ledger, Path], tmp_path: Path, edit: Callable[[Rows], Rows]
) -> None:
    ledger, file = made
    assert known(ledger, edited(file, tmp_path / "again.csv", edit)) == ["0001"]


def test_names_of_columns_do_not_matter(made: tuple[Ledger, Path]) -> None:
    ledger, file = made
    table = read(file)
    assert known(ledger, table.rename_columns([f"c{n}" for n in range(table.num_columns)])) == ["0001"]


def test_a_part_whose_figures_are_all_of_the_table_is_known(made: tuple[Ledger, Path]) -> None:
    ledger, file = made
    assert known(ledger, read(file).slice(20, 40)) == ["0001"]


def test_half_of_the_figures_changed_is_another_table(made: tuple[Ledger, Path], tmp_path: Path) -> None:
    def changed(rows: Rows) -> Rows:
        return [
            {**r, "learners": str(int(r["learners"]) + 1)} if n % 2 and r["learners"].isdigit() else r
            for n, r in enumerate(rows)
        ]

    ledger, file = made
    assert known(ledger, edited(file, tmp_path / "changed.csv", changed)) == []


def test_a_column_of_codes_that_are_numbers_names_what_others_are_about_and_has_no_figure(tmp_path: Path) -> None:
    """Areas of learning have codes such as 14.1: no cell to compare, no warning; the table is known by the others."""
    who = numbered({**p, "area": f"{1 + AREAS.index(p['area'])}.1"} for p in EVERYBODY)
    ledger = ledger_in(tmp_path, by="Priya")
    counts = counted(who, ["area", "sex", "stage"])
    table = alder.protect(counts, against=ledger.keeping_in("For the governors, who see the records."))
    part = read(table.write_csv(tmp_path / "table.csv")[0]).slice(20, 40)
    assert "10.1" in part["area"].to_pylist()
    assert known(ledger, part) == ["0001"]


def renamed(rows: Rows) -> Rows:
    """Women for Female, letters for areas, numbers for stages."""
    words: dict[str, str] = {"Female": "Women", "Male": "Men", "First": "1", "Second": "2", "Third": "3"}
    words |= {area: f"{chr(64 + n)} division" for n, area in enumerate(AREAS, 1)}
    return [{k: words.get(v, v) for k, v in row.items()} for row in rows]


def moved(rows: Rows) -> Rows:
    figures = [row["learners"] for row in rows]
    return [{**row, "learners": figures[n - 1]} for n, row in enumerate(rows)]


def twenty_of_them(rows: Rows) -> Rows:
    return [row for row in renamed(rows) if row["area"] in ("A division", "B division")]


@pytest.mark.parametrize("edit", [renamed, moved, lambda rows: nine_in_ten(renamed(rows)), twenty_of_them])
def test_other_names_of_categories_do_not_free_a_table(
    made: tuple[Ledger, Path], tmp_path: Path, edit: Callable[[Rows], Rows]
) -> None:
    """So many figures are the same by chance in no other table: whatever they are said to be about, they leave."""
    ledger, file = made
    assert known(ledger, edited(file, tmp_path / "renamed.csv", edit)) == ["0001"]


def test_renamed_figures_that_another_table_let_out_are_free(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    counts = counted(EVERYBODY, ["area", "sex", "stage"])
    stays = alder.protect(counts, against=ledger.keeping_in("For the governors.")).write_csv(tmp_path / "in.csv")[0]
    alder.protect(counts, against=ledger)
    assert known(ledger, edited(stays, tmp_path / "renamed.csv", renamed)) == ["0002"]


def test_none_of_64_ordinary_tables_is_one_of_ten_that_stay_and_each_of_these_is_known_when_renamed(
    tmp_path: Path,
) -> None:
    """Of the same people, some of them, those of another year, of whom three in five are the same, and of others."""
    draw = random.Random(12)
    kinds = {"area": 9, "level": 4, "subject": 12, "provider": 30, "age": 3, "group": 6}
    codes = {k: [f"{k} {m}" for m in range(n)] for k, n in kinds.items()}
    shares = {k: [1 / (1 + m) for m in range(n)] for k, n in kinds.items()}

    def somebody() -> dict[str, str]:
        return {k: draw.choices(codes[k], shares[k])[0] for k in kinds}

    this = numbered(somebody() for _ in range(4000))
    before = [p if draw.random() < 0.6 else {**somebody(), "number": p["number"]} for p in this]
    pairs = [list(by) for by in itertools.combinations(kinds, 2)]
    ledger = ledger_in(tmp_path, by="Priya").keeping_in("For the governors.")
    for by in pairs[:10]:
        alder.protect(counted(this, by), against=ledger)
    ordinary = [(this, by, "") for by in pairs[10:]]
    others = numbered(somebody() for _ in range(4000))
    ordinary += [(who, by, "") for who in (before, others) for by in pairs]
    ordinary += [(who, by, "group 0") for who in (this, before) for by in pairs if "group" not in by]
    ordinary += [(before, [*by, "age"], "") for by in pairs if "age" not in by]
    ordinary += [(before, [*by, "level"], "") for by in pairs if "level" not in by]
    assert len(ordinary) >= 64
    for who, by, group in ordinary:
        assert known(ledger, _table_of(who, by, group)) == [], (by, group)
    found = [known(ledger, _table_of(this, by, "", names="other ")) for by in pairs[:10]]
    assert found == [[f"{n:04}"] for n in range(1, 11)]


def _table_of(who: list[dict[str, str]], by: list[str], group: str, *, names: str = "") -> pa.Table:
    """Counts of 10 and more with their margins, as a file has them."""
    finest = Counter(tuple(person[b] for b in by) for person in who if group in ("", person["group"]))
    cells: Counter[tuple[str, ...]] = Counter()
    for own, people in finest.items():
        for cell in itertools.product(*((names + one, "All") for one in own)):
            cells[cell] += people
    rows = [dict(zip(by, codes, strict=True)) | {"learners": str(n)} for codes, n in cells.items() if n >= 10]
    return pa.Table.from_pylist(rows)


def test_rates_and_small_counts_alone_are_no_table(tmp_path: Path) -> None:
    """Whatever is counted, 66.7 per cent and 14 people are there."""
    ledger = ledger_in(tmp_path, by="Priya")
    few = numbered({"area": f"Area {n}", "stage": s} for n in range(24) for s in "AB" for _ in range(12 + n))
    alder.protect(counted(few, ["area", "stage"]), against=ledger.keeping_in("For the governors."))
    counts = [str(n) for n in range(10, 80)]
    rates = [f"{100 * n / of:.1f}" for of in range(2, 30) for n in range(1, of)]
    assert known(ledger, pa.table({"group": [f"G{n}" for n in range(70)], "n": counts})) == []
    assert known(ledger, pa.table({"group": [f"G{n}" for n in range(len(rates))], "rate": rates})) == []


def test_a_frame_and_a_table_laid_out_across_are_known(made: tuple[Ledger, Path], tmp_path: Path) -> None:
    ledger, file = made
    frame = pd.read_csv(file)
    frame["learners"] = pd.to_numeric(frame["learners"], errors="coerce")
    pq.write_table(pa.Table.from_pandas(frame), tmp_path / "frame.parquet")
    assert known(ledger, pq.read_table(tmp_path / "frame.parquet")) == ["0001"]
    across = frame.pivot_table(index=["area", "stage"], columns="sex", values="learners").reset_index()
    assert known(ledger, pa.Table.from_pandas(across, preserve_index=False)) == ["0001"]


def test_the_same_table_let_out_elsewhere_is_free(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    counts = counted(EVERYBODY, ["area", "sex", "stage"])
    stays = alder.protect(counts, against=ledger.keeping_in("For the governors.")).write_csv(tmp_path / "in.csv")[0]
    assert [(f.id, f.binds) for f in ledger.in_file(Content.of(read(stays)))] == [("0001", False)]
    alder.protect(counts, against=ledger)
    assert [(f.id, f.binds) for f in ledger.in_file(Content.of(read(stays)))] == [("0002", True)]


def test_a_file_of_two_tables_is_both(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    keeping = ledger.keeping_in("For the governors.")
    files = []
    for area in AREAS[:2]:
        some = [p for p in EVERYBODY if p["area"] == area]
        table = alder.protect(counted(some, ["sex", "stage"], title=f"Learners of {area}"), against=keeping)
        files.append(read(table.write_csv(tmp_path / f"{area[-1]}.csv")[0]))
    assert known(ledger, pa.concat_tables(files)) == ["0001", "0002"]


@pytest.mark.parametrize("by", [["provider"], ["provider", "sex"], ["home_region", "sex", "stage"]])
@pytest.mark.parametrize("few", [2, 3, 4])
def test_a_table_of_few_providers_is_known_without_the_totals_that_its_file_leaves_out(
    tmp_path: Path, by: list[str], few: int
) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    some = [{**p, by[0]: p["area"]} for p in EVERYBODY if p["area"] in AREAS[:few]]
    counts = counted(some, by, group=Group(providers=few))
    table = alder.protect(counts, against=ledger.keeping_in("For the governors."))
    path = table.write_csv(tmp_path / "few.csv")[0]
    assert all("Area" in row for row in path.read_text(encoding="utf-8").splitlines()[1:]), "no row of all together"
    assert known(ledger, edited(path, tmp_path / "again.csv", shuffled)) == ["0001"]
    other = edited(
        path, tmp_path / "other.csv", lambda rows: [{**r, "learners": str(20 + 7 * n)} for n, r in enumerate(rows)]
    )
    assert known(ledger, other) == [], "the same places and other figures"


def test_a_table_kept_before_places_were_known_apart_is_known_once_it_is_asked_for_again(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    some = [{**p, "provider": p["area"]} for p in EVERYBODY if p["area"] in AREAS[:3]]
    counts = counted(some, ["provider"], group=Group(providers=3))
    path = alder.protect(counts, against=ledger).write_csv(tmp_path / "few.csv")[0]
    again = edited(path, tmp_path / "again.csv", shuffled)
    kept = ledger.store.table("0001", FINGERPRINT)
    with ledger.store.writing():
        parts = kept.drop_columns(["placed_cells", "placed_figures", "frames"])
        ledger.store.change("0001", ledger.facts("0001").text(), {FINGERPRINT: parts})
    assert known(ledger, again) == [], "as an earlier Alder kept it"
    alder.protect(counts, against=ledger)
    assert known(ledger, again) == ["0001"]


def test_a_table_of_one_figure_is_known_by_what_it_counts_in_a_small_file(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    table = alder.protect(counted(EVERYBODY[:1288]), against=ledger.keeping_in("For the governors."))
    file = read(table.write_csv(tmp_path / "one.csv")[0])
    assert known(ledger, file) == ["0001"]
    assert known(ledger, pa.table({"hats": ["1,288"]})) == [], "what is counted has another name"
    many = pa.table({"time_period": ["202021"] * 200, "learners": [str(n) for n in range(1200, 1400)]})
    assert known(ledger, many) == [], "one of two hundred figures is the same by chance"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1288", "1,288"),
        ("12", "12.0"),
        ("62.8", "62.80 %"),
        ("1288", "1288.000"),
        ("-3", "−3"),
        ("62,8", "62.8"),
        ("62.8", "62.8 (59.1 to 66.4)"),
        ("62.8", "62.8, 95% interval 59.1 to 66.4"),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert mark_of_figure(one) == mark_of_figure(other) != 0


@pytest.mark.parametrize("text", ["c", "", "low", "z", "0", "0.0", "nan", "inf", "1e99999"])
def test_what_is_no_figure_or_nothing_is_not_looked_for(text: str) -> None:
    assert mark_of_figure(text) == 0


@pytest.mark.parametrize(
    ("one", "other"), [("Female", " FEMALE "), ("2020/21", "202021"), ("2020/21", "2020-21"), ("A b", "'a  b'")]
)
def test_a_label_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert mark_of_text(one) == mark_of_text(other) != 0


def test_a_table_of_an_earlier_alder_that_stays_is_known_by_its_counts(
    made: tuple[Ledger, Path], tmp_path: Path
) -> None:
    """It has no fingerprint; the classes of its records tell which counts it shows."""
    ledger = ledger_in(tmp_path, by="Priya")
    table = alder.protect(counted(EVERYBODY, ["area", "sex", "stage"]), against=ledger.keeping_in("For the governors."))
    file = read(table.write_csv(tmp_path / "table.csv")[0])
    (tmp_path / "ledger" / "0001" / "fingerprint.parquet").unlink()
    assert known(ledger, file) == ["0001"]
    other = counted(EVERYBODY[::2], ["area", "sex", "stage"])
    elsewhere = read(alder.protect(other).write_csv(tmp_path / "other.csv")[0])
    assert known(ledger, elsewhere) == []


def test_a_table_that_is_the_totals_of_another_is_not_named_beside_it(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    alder.protect(counted(EVERYBODY, ["sex"]), against=ledger)
    stays = alder.protect(counted(EVERYBODY, ["area", "sex"]), against=ledger.keeping_in("For the governors."))
    assert known(ledger, read(stays.write_csv(tmp_path / "table.csv")[0])) == ["0002"]
    parts = alder.protect(counted(EVERYBODY, ["sex"])).write_csv(tmp_path / "sex.csv")[0]
    assert known(ledger, read(parts)) == ["0001"]


def test_every_format_in_which_a_table_leaves_is_known(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, by="Priya")
    counts = counted(EVERYBODY, ["area", "sex", "stage"])
    alder.protect(counts, against=ledger.keeping_in("For the governors."))
    table = alder.protect(counts)
    table.write_html(tmp_path / "table.html")
    table.write_parquet(tmp_path / "table.parquet")
    frame = table.to_pandas()
    frame.to_excel(tmp_path / "table.xlsx", index=False)
    frame.to_json(tmp_path / "table.json", orient="records")
    frame.to_csv(tmp_path / "table.csv", sep=";", index=False)
    (tmp_path / "table.of.excel.csv").write_text((tmp_path / "table.csv").read_text("utf-8"), encoding="utf-16")
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress((tmp_path / "table.csv").read_bytes()))
    for file in sorted(tmp_path.glob("table.*")):
        assert [f.id for f in ledger.in_file(content_of(file))] == ["0001"], file.name
    assert len(ledger.releases()) == 1, "a table of no store is nobody's concern"


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    for name, text in (("a.xlsx", "no book"), ("a.json", "{"), ("a.parquet", ""), ("a.ods", "PK")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableFile, match=f"{name} cannot be read as"):
            content_of(tmp_path / name)
    with pytest.raises(UsageError, match="in no format in which a table is known"):
        content_of(tmp_path / "a.pdf")
    with pytest.raises(UsageError, match="there is no file"):
        content_of(tmp_path / "gone.csv")


def test_a_row_of_symbols_is_no_heading() -> None:
    grid = [["Area", "Female", ""], ["North", "c", "low, few"], ["South", "10", "12"], ["", "Male"], ["North", "0"]]
    (first, second) = blocks_of(grid)
    assert first == ([["Area"], ["Female"], ["Female"]], grid[1:3])
    assert second == ([[""], ["Male"], ["Male"]], grid[4:])


def test_a_blank_row_below_a_heading_parts_it_from_nothing() -> None:
    grid = [["Area", "Learners"], ["", " "], ["North", "10"]]
    assert blocks_of(grid) == [([["Area"], ["Learners"]], grid[2:])]


PLAIN = [([["area code"], ["area name"], ["learners"]], [["E1", "North", "1204"], ["E2", "North", "87"]])]
PAGE = """<table><tr><th>area code</th><th>area name</th><th>learners</th></tr>
<tr><td>E1</td><td rowspan="2">North</td><td>1204</td></tr><tr><td>E2</td><td>87</td></tr></table>"""
LAST = """<table><tr><th>area code</th><th>learners</th><th>area name</th></tr>
<tr><td>E1</td><td>1204</td><td rowspan="2">North</td></tr><tr><td>E2</td><td>87</td></tr></table>"""
OBJECTS = """{"rows": [
{"area": {"code": "E1", "name": "North"}, "learners": 1204, "notes": ["checked"]},
{"area": {"code": "E2", "name": "North"}, "learners": 87, "notes": []}]}"""
LISTED = """{"class": "dataset", "id": ["code", "area", "of"], "size": [2, 1, 1], "value": {"0": 1204, "1": 87},
"dimension": {"code": {"category": {"index": ["E1", "E2"], "label": {"E1": "E1", "E2": "E2"}}},
"area": {"category": {"label": {"N": "North"}}}, "of": {"category": {"index": {"learners": 0}}}}}"""
ODS = """<content><table><table-row><table-cell number-columns-repeated="1"><p>area code</p></table-cell>
<table-cell><p>area name</p></table-cell><table-cell><p>learners</p></table-cell></table-row>
<table-row><table-cell><p>E1</p></table-cell><table-cell><p>North</p></table-cell>
<table-cell value-type="float" value="1204"><p>1,204</p></table-cell></table-row>
<table-row><table-cell><p>E2</p></table-cell><table-cell><p>North</p></table-cell>
<table-cell value-type="float" value="87"><p>87</p></table-cell></table-row></table></content>"""
SHEET = """<worksheet><sheetData>
<row><c r="A1" t="inlineStr"><is><t>area code</t></is></c><c r="B1" t="inlineStr"><is><t>area name</t></is></c>
<c r="C1" t="inlineStr"><is><t>learners</t></is></c></row>
<row><c r="A2" t="inlineStr"><is><t>E1</t></is></c><c r="B2" t="inlineStr"><is><t>North</t></is></c>
<c r="C2"><v>1204</v></c></row>
<row><c r="A3" t="inlineStr"><is><t>E2</t></is></c><c r="B3" t="inlineStr"><is><t>North</t></is></c>
<c r="C3"><v>87</v></c></row></sheetData></worksheet>"""


def workbook(path: Path, sheet: str) -> None:
    """A workbook of one sheet that keeps its words in its cells, as programs other than Excel write it."""
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", '<x><Relationship Id="1" Target="worksheets/sheet1.xml"/></x>')
        book.writestr("xl/worksheets/sheet1.xml", sheet)


@pytest.mark.parametrize("name", ["spanned.html", "last.html", "nested.json", "inline.xlsx"])
def test_a_label_over_several_rows_a_nested_object_and_words_within_cells_are_read_as_the_plain_table(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "spanned.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "last.html").write_text(LAST, encoding="utf-8")
    (tmp_path / "nested.json").write_text(OBJECTS, encoding="utf-8")
    workbook(tmp_path / "inline.xlsx", SHEET)
    found, plain = content_of(tmp_path / name), Content.of_rows(PLAIN)
    assert found.texts.tolist() == plain.texts.tolist()
    assert found.figures.tolist() == plain.figures.tolist()
    (block,) = found.blocks
    assert [column.number[column.figure != 0].tolist() for column in block if column.figure.any()] == [[1204, 87]]


def test_a_workbook_of_opendocument_is_read_by_its_values_not_by_how_they_look(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plain.ods", "w") as book:
        book.writestr("content.xml", ODS)
    found, plain = content_of(tmp_path / "plain.ods"), Content.of_rows(PLAIN)
    assert found.texts.tolist() == plain.texts.tolist()
    assert found.figures.tolist() == plain.figures.tolist()


def test_json_stat_may_list_its_categories_and_leave_out_what_it_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "cube.json").write_text(LISTED, encoding="utf-8")
    (block,) = content_of(tmp_path / "cube.json").blocks
    assert [column.number[column.figure != 0].tolist() for column in block if column.figure.any()] == [[1204, 87]]


@pytest.mark.parametrize("name", ["a.html", "a.csv"])
def test_a_blank_file_holds_no_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(" \n", encoding="utf-8")
    assert not content_of(tmp_path / name).figures.size


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx"])
def test_a_file_that_unpacks_to_more_than_any_table_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Small as it lies there: what is counted is what it unpacks to."""
    text = "area,learners\n" + "North,12\n" * 200_000
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", "<worksheet>" + " " * (2 << 20) + "</worksheet>")
    monkeypatch.setattr(file_content, "LARGEST", 1 << 20)
    assert name == "a.csv" or (tmp_path / name).stat().st_size < 1 << 20
    with pytest.raises(UnreadableFile, match=f"{name} is larger than 1 MB once it is unpacked"):
        content_of(tmp_path / name)


@pytest.mark.parametrize(("counts", "is_known"), [(range(10, 16), True), (range(10, 15), False), (range(1, 15), False)])
def test_a_table_kept_without_a_fingerprint_needs_six_different_counts_of_ten_to_be_known_by(
    counts: range, is_known: bool
) -> None:
    found = Counted.of(np.array([*counts, *counts], dtype=np.int64))
    assert (found is not None) is is_known


def test_a_table_that_shows_nothing_is_in_no_file() -> None:
    nothing = Fingerprint.read(pa.table({"cells": pa.array([[]], pa.list_(pa.uint64()))}))
    assert nothing.found_in(Content.of_rows(PLAIN)) is None
