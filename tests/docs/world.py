"""What a reader of the pages has at hand: made-up returns, a store that holds them, and files that the pages name."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from tests.support import data_set_of_starts, data_sets, unreadable_references, variable_forms

import alder
from alder.measures import measures
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.miniature.made_up_edition import load
from alder.synth import write_returns

if TYPE_CHECKING:
    from collections.abc import Iterable

EARLIER = (AcademicYear(2018), AcademicYear(2019), AcademicYear(2020))
QUALIFICATIONS = "learn_aim_ref,title,awarding_organisation,level,qualification_type,ssa_tier2,status"
HESA = """"Title:","Graduates by activity"
"Data source:","HESA"

"UKPRN","HE provider","Activity","Academic year","Number","Percentage"
"10000001","Northfield University","Work","2019/20","1,250","65%"
"""
FIGURES = """time_period,time_identifier,geographic_level,country_code,sex,cohort,rate
202324,Academic year,National,E92000001,Total,1000,65.4
"""
DELIVERED = {
    "LILR_learners.txt": """
        external_id | Year | RECORDID | ukprn_anon | Sex | Ethnicity | LLDD | AcAge
        1           | 2015 | 101      | 501        | F   | 31        | 2    | 25
        11          | 2016 | 201      | 501        | F   | 31        | 2    | 26
    """,
    "LILR_aims.txt": """
        external_id|Year|RECORDID|sequence_index|ukprn_anon|programme_type|start_date|end_date|Achievement_date|app|achievement|Notional_Level_v2|NotionalNVQLev|FL2Width|FL3Width
         1|2015|101|1|501|99|01SEP2015|30JUN2016|.|0|1|2|2|100|0
        11|2016|201|1|501|99|01SEP2016|31JUL2017|.|0|0|3|3|0|0
    """,
    "education_records.csv": "RECORDID | AE_ID\n101 | 1\n201 | 1",
    "edukeys.csv": "AE_ID | EDUKEY\n1 | E1",
    "employment.csv": "EduKey | StartDate | EndDate | UncertainStartDate\nE1 | 01JAN2010 | 15APR2017 | 0",
    "self_assessment.csv": "EduKey | TaxYear | Self_Employed | EARNINGS_SELF_EMPLOYMENT\nE1 | 201617 | 0 | .",
    "PLAMS_2018-19.csv": "PupilMatchingRefAnonymous | QN | ACADYR\nA | 60012345 | 2018/2019",
}
"""A learner who achieved and went on to work, in the records that the guides load."""


def prepare(folder: Path) -> Path:
    """Fill the folder: `store`, `returns`, and the files that the pages call by name."""
    write_returns(folder / "returns", years=EARLIER, providers=3, learners=150, returns=[ReturnNumber.R14], seed=7)
    store = alder.open(folder / "store")
    load(store.store)
    store.load(folder / "returns")
    _this_year(folder)
    _data_sets(folder)
    _reference_data(folder)
    _deliveries(folder)
    _records(folder)
    return folder


def _this_year(folder: Path) -> None:
    """A return that is about to be sent, and the one before it in the store."""
    numbers = [ReturnNumber.R03, ReturnNumber.R04]
    earlier, later = write_returns(folder, years=[AcademicYear(2025)], providers=1, learners=40, returns=numbers)
    alder.open(folder / "store").load(earlier.path)
    earlier.path.unlink()
    assert later.path.is_file()


def _data_sets(folder: Path) -> None:
    """Pairs in the standard, as somebody else made them."""
    full = [
        row | {"kind": row["kind"] or "All", "absence_rate": row["absence_rate"] or "5.0"} for row in data_sets.rows()
    ]
    full = [{name: value.replace("X06000003", "E06000001") for name, value in row.items()} for row in full]
    data_sets.write(folder, "absence", data=full)
    blank = [row | {"kind": ""} if row["kind"] == "All" else row for row in full]
    data_sets.write(folder, "absence-2009-10", data=blank)
    later = [{{"absent": "away"}.get(name, name): _renamed(value) for name, value in row.items()} for row in full]
    data_sets.write(folder, "absence-2025-26", data=later, meta=data_sets.META.replace("absent,", "away,"))
    for name in ("achievements", "app-provider-starts-202122-q4"):
        data_set_of_starts.write(folder, name)
    (folder / "lists").mkdir()
    _write(folder / "lists" / "acceptable_las.csv", "old_la_code,new_la_code,la_name", ["901,X06000001,Aldby"])
    (folder / "table-9.csv").write_text(HESA, encoding="utf-8")
    (folder / "provider_2013-14_to_2015-16.csv").write_text(FIGURES, encoding="utf-8")
    (folder / "ks4_destinations.csv.gz").write_bytes(gzip.compress(FIGURES.encode()))
    (folder / "ks4_destinations.meta.csv").write_text(
        "col_name,col_type,indicator_unit\nrate,Indicator,%\nsex,Filter,\n"
    )


def _renamed(value: str) -> str:
    return {"Girls": "Young women", "E06000001": "E06000047"}.get(value, value)


def _reference_data(folder: Path) -> None:
    """Files of a few lines under the names of those that are published."""
    for name, member, text in (
        ("LARS.zip", "LearningDelivery.csv", unreadable_references.aims()),
        ("ONSPD.zip", "Data/ONSPD_AUG_2025_UK.csv", _postcodes()),
        ("ONSPD_AUG_2025_UK.zip", "Data/ONSPD_AUG_2025_UK.csv", _postcodes()),
    ):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr(member, text)
    (folder / "File_7_ID_2015.csv").write_text(unreadable_references.ranks(), encoding="utf-8")
    (folder / "edubasealldata20251124.csv").write_text(unreadable_references.establishments(), encoding="utf-8")
    listed = [f"6014292{n},English,A body,Level 2,GCSE,Languages,Approved" for n in range(9)]
    text = "\n".join([QUALIFICATIONS, *listed]) + "\n"
    (folder / "approved_qualifications.csv.gz").write_bytes(gzip.compress(text.encode()))
    _write(folder / "successors.csv", "UKPRN,Successor,Date", ["10000002,10000001,2020-08-01"])
    variable_forms.form(folder, "leo_variable_request_form_v2.3.csv")


def _postcodes() -> str:
    """A hundred and more that nobody has, in the small areas of the file of deprivation."""
    rows = []
    for n in range(180):
        postcode, area = f"XM{1 + n // 90} {n % 9 + 1}A{'ABDEFGHJLN'[n % 90 // 9]}", f"E010000{n % 9 + 2:02}"
        rows.append(f"{postcode},198001,,182{n:03},0044{n:03},1,E06000052,E12000009,{area},C1")
    return unreadable_references.lines(unreadable_references.POSTCODES, rows)


def _deliveries(folder: Path) -> None:
    """Records of linked sources, and the table that a measure counts, made by hand."""
    for name, text in DELIVERED.items():
        bar = "|" if name.endswith(".txt") else ","
        lines = [bar.join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    extract = measures["sustained_positive_destination_rate"].extract
    assert extract
    same = {"ukprn": 10000001, "year": 2020, "achieved": True, "matched": True, "apprenticeship": False, "level": 2}
    rows = [
        {"person": n, "record": n, "Sex": "FM"[n % 2], "employment": "111111", "learning": "000000", **same}
        for n in range(1, 41)
    ]
    rows = [{name: row.get(name) for name in extract.schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(rows, schema=extract.schema), folder / "outcomes_of_learners.parquet")


def _records(folder: Path) -> None:
    """Records of people who do not exist, a line each, and tables of them in folders."""
    lines = [
        f"R{1 + n % 2},L{1 + n // 7 % 2},C{1 + n % 3},{200 + 37 * n % 400},{n % 3 // 2},{1000000000 + n}"
        for n in range(400)
    ]
    _write(folder / "records.csv", "region,level,college,pay,achieved,ULN", lines)
    _write(folder / "results.csv", "ULN,grade", [f"{1000000000 + 9 * n},A" for n in range(50)])
    (folder / "secret.bin").write_bytes(bytes(range(32)))
    (folder / "mine.toml").write_text(MINE, encoding="utf-8")
    regions, levels, sexes = ("R1", "R2"), ("L1", "L2"), ("F", "M")
    inner = [(r, v, 40 + 7 * i + 3 * j) for i, r in enumerate(regions) for j, v in enumerate(levels)]
    _table(folder / "leavers", {"region": regions, "level": levels}, [f"{r},{v},{n},{n}" for r, v, n in inner])
    finest = [f"{r},{v},{s},{n + k},{n + k}" for r, v, n in inner for k, s in enumerate(sexes)]
    _table(folder / "finest", {"region": regions, "level": levels, "sex": sexes}, finest)
    by = {"region": regions, "level": levels, "sex": sexes}
    for name, pair in (("t1", ("region", "level")), ("t2", ("region", "sex")), ("t3", ("level", "sex"))):
        sums: dict[tuple[str, ...], int] = {}
        for line in finest:
            *codes, count, _ = line.split(",")
            key = tuple(code for dim, code in zip(by, codes, strict=True) if dim in pair)
            sums[key] = sums.get(key, 0) + int(count)
        _table(folder / name, {d: by[d] for d in pair}, [f"{','.join(k)},{n},{n}" for k, n in sums.items()])


MINE = """
name = "mine"
version = 1
says = "Rounds at random to a multiple of 5."
action = "round"
method = "random"
threshold = 5
base = 5
rates = "published"
insider = false
"""


def _write(file: Path, names: str, lines: Iterable[str]) -> None:
    file.write_text("\n".join([names, *lines]) + "\n", encoding="utf-8")


def _table(folder: Path, dims: dict[str, tuple[str, ...]], inner: list[str]) -> None:
    folder.mkdir()
    _write(folder / "inner.csv", ",".join([*dims, "freq", "value"]), inner)
    shape = [[name, [["Total", None], *([code, "Total"] for code in codes)]] for name, codes in dims.items()]
    (folder / "hier.json").write_text(json.dumps({"dims": shape, "kind": "freq", "threshold": 10}), encoding="utf-8")
