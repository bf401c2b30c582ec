"""The catalogue beside the layouts and dictionaries that it was written from: fields, years, risk and sensitivity.

Where a fact is wrong, the exception stands here and its reason beside the declaration.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path

import pytest

from alder import sources
from alder.model.layout import ColumnName, SourceField
from alder.model.period import AcademicYear
from alder.sources.dictionary import find
from alder.sources.reference.publishers.variable_form import years_in as read_years

LAYOUTS = {
    "apprenticeship_service": "apprenticeship_service",
    "fe_outcomes_obsm": "obsm",
    "gias": "gias",
    "graduate_outcomes": "graduate_outcomes",
    "hesa_data_futures_22056": "hesa",
    "hesa_student_leo": "hesa",
    "imd": "imd",
    "lars": "lars",
    "leo_lilr_aims": "ilr",
    "leo_lilr_learners": "ilr",
    "leo_tables": "leo",
    "nomis": "nomis",
    "npd_ks2": "npd_ks2",
    "npd_ks4": "npd_ks4",
    "npd_ks5": "npd_ks5",
    "npd_nccis_ypmad": "nccis_ypmad",
    "npd_school_census_pupil": "npd_census",
    "ofqual": "ofqual",
    "plams": "plams",
    "postcode_directory": "postcodes",
    "ukrlp": "ukrlp",
    "working_futures_skills_imperative": "working_futures",
}
PATTERNS = re.compile(r"[<>|/,]|\.\.|YY|, ")
"""Layouts that stand for several columns in one line; each column is a field of its own here, or one of its names."""

SHORT = {
    ("fe_outcomes_obsm", "Sustained Positive Destination Rate"),
    ("fe_outcomes_obsm", "Quintile"),
}
"""Lines that name a group of columns without its year."""

OTHER_YEARS = {
    ("npd_school_census_pupil", "Forenames"),
    ("npd_school_census_pupil", "FSMeligible"),
    ("npd_school_census_pupil", "PupilMatchingRefAnonymous"),
    ("npd_ks2", "LAESTAB_anon"),
    ("npd_ks4", "EBACC"),
    ("npd_ks5", "URN_anon"),
    ("npd_ks5", "PASS2LV3"),
    ("plams", "QAN"),
    ("plams", "QN"),
    ("plams", "Disc_Code"),
    ("plams", "SCC"),
    ("plams", "Grade_Source"),
    ("hesa_student_leo", "XJACS01_1"),
    ("hesa_student_leo", "XHECOS_1"),
    ("hesa_student_leo", "XCAH01_1"),
}
"""Fields whose years are declared otherwise than the layout has them, with the reason beside the declaration."""


def layout(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "sources" / "layouts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def declared(source: str, line: dict[str, str]) -> list[SourceField]:
    """The fields of a source that a line of a layout may be, the same table first."""
    hits = [h for h in find(line["field"].removeprefix("s.")) if h.source.id == source]
    same = [h for h in hits if line["table"].casefold() in h.entity.published.casefold()]
    return [h.field for h in same or hits]


def test_the_catalogue_has_every_source_of_the_facts(shared: Path) -> None:
    text = (shared / "sources" / "catalogue.yaml").read_text(encoding="utf-8")
    of_the_facts = set(re.findall(r"^- id: (\w+)", text, re.MULTILINE))
    assert of_the_facts
    assert of_the_facts <= {s.id for s in sources.every()}, (
        "it may have more: whoever adds a source has facts of their own"
    )


def test_grades_are_those_of_the_facts(shared: Path) -> None:
    text = (shared / "sources" / "catalogue.yaml").read_text(encoding="utf-8")
    for id, rest in re.findall(r"^- id: (\w+)\n(.*?)(?=^- id:|\Z)", text, re.MULTILINE | re.DOTALL):
        found = re.search(r"quality: \{grade: (\w)", rest)
        assert found, id
        assert sources.source(id).grade.value == found[1], id


def test_every_layout_belongs_to_a_source(shared: Path) -> None:
    assert {p.stem for p in (shared / "sources" / "layouts").glob("*.csv")} == set(LAYOUTS)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_field_of_a_layout_is_declared(shared: Path, name: str) -> None:
    lines = layout(shared, name)
    assert lines
    for line in lines:
        if PATTERNS.search(line["field"]) or (name, line["field"]) in SHORT:
            continue
        assert declared(LAYOUTS[name], line), f"{name}: {line['table']}.{line['field']} is not declared"


@pytest.mark.parametrize("name", LAYOUTS)
def test_risk_and_sensitivity_are_those_of_the_layout(shared: Path, name: str) -> None:
    for line in layout(shared, name):
        if line["identification_risk"] and not PATTERNS.search(line["field"]) and name != "lars":
            said = (int(line["identification_risk"]), line["sensitivity"])
            assert said in [(f.risk, f.sensitivity) for f in declared(LAYOUTS[name], line)], f"{name}: {line['field']}"


@pytest.mark.parametrize("name", LAYOUTS)
def test_years_begin_and_end_as_in_the_layout(shared: Path, name: str) -> None:
    """A span that ends with the copy in LEO, 2020/21, may be open: the field goes on."""
    for line in layout(shared, name):
        spans = re.findall(r"(\d{4}/\d{2,4})\s*(-)?\s*(\d{4}/\d{2,4})?", line["years"])
        if not spans or (name, line["field"].removeprefix("s.")) in OTHER_YEARS:
            continue
        first = spans[0][0]
        last = spans[-1][2] or (None if spans[-1][1] else spans[-1][0])
        found = [
            f
            for f in declared(LAYOUTS[name], line)
            if not f.years  # all that the source has
            or (f.years.first == _year(first) and _ends(f.years.last, last))
        ]
        assert found, f"{name}: {line['field']} has {line['years']}"


def test_the_form_agrees_on_risk_and_sensitivity(shared: Path) -> None:
    """Each field of the NPD, PLAMS and HESA has the codes that the department's form gives it."""
    sheets = {
        "SC_Pupil": ("npd_census", "pupil"),
        "KS2": ("npd_ks2", "ks2_pupil"),
        "KS4": ("npd_ks4", "ks4_pupil"),
        "PLAMS": ("plams", "plams"),
        "NCCIS": ("nccis_ypmad", "nccis"),
        "YPMAD": ("nccis_ypmad", "ypmad"),
        "HESA": ("hesa", "student_leo"),
    }
    path = shared / "reference" / "dictionaries" / "leo_i2_variable_request_form_v2.3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        form = list(csv.DictReader(file))
    assert len(form) == 4472
    compared = 0
    for start, (source, name) in sheets.items():
        entity = sources.source(source).entity(name)
        for line in form:
            own = line["field"].strip().removeprefix("s.")
            table = line["table_name"].casefold()
            if not line["sheet"].startswith(start) or own not in entity or "exam table" in table:
                continue
            if not line["identification_risk"]:
                continue  # the form is silent
            field = entity[own]
            said = (field.risk, field.sensitivity)
            assert said == (int(line["identification_risk"]), line["sensitivity"]), f"{start}: {own}"
            compared += 1
    assert compared > 150


HISTORY = {
    "SC_Pupil": ("npd_census", "pupil"),
    "KS2": ("npd_ks2", "ks2_pupil ks2_exam"),
    "KS4": ("npd_ks4", "ks4_pupil ks4_exam"),
    "KS5": ("npd_ks5", "ks5_student ks5_exam"),
    "PLAMS": ("plams", "plams"),
    "YPMAD": ("nccis_ypmad", "ypmad ypmad_snapshot"),
    "HESA": ("hesa", "student_leo"),
}
"""By how a sheet of the history begins, the records whose columns it names. Fields of LEO's own tables, of NCCIS and of
the copy of the ILR have one name each."""

ELSEWHERE = {
    "k2r_lest": "a column of exam results; only the table of pupils has the field here",
    "k2r_rlev": "a column of exam results; only the table of pupils has the field here",
    "pl_SCC": "the form gives two fields this name",
    "Disc_Code_AAT": "the form gives a field of its own this name, and another the same as its older one",
    "k2_lev4s": "as KS2_LEVXSCI",
    "KS2_LEVXSCI": "the form gives the test of science the name of what teachers judge",
    "KS2_LEVAXMATTA": "a slip of the form: another field of its own has this column",
    "k4r_lest": "a column of exam results; only the table of pupils has the field here",
    "ethg_{yy}": "the form gives two fields this old name: see the note of EthnicGroup",
    "lgrp_{yy}": "the form gives two fields this old name: see the note of LanguageGroup",
    "HE_LSOA01": "small areas of another census are a field of their own",
    "HE_LSOA11": "small areas of another census are a field of their own",
}
"""Columns that do not lead to the field of the history, and why."""

TERMLY = 2005
"""From this year on the school census is termly. Columns of the yearly census before say no term, which the history
does not tell."""

_WHEN = re.compile(r"\s+(?:in|for)?\s*((?:19|20)\d\d/\d\d)(?:\s*-\s*((?:19|20)\d\d/\d\d))?$")


def columns_of(line: dict[str, str]) -> list[tuple[str, int, int]]:
    """The names of columns that a line of the history gives, with the first and last year of each."""
    first, last = read_years(line["years"]) or (None, None)
    found = []
    for text in re.split(r"[\n,;]", f"{line['alias']}\n{line['old_names']}"):
        text = text.replace("[term[yy])", "[term][yy]").strip()  # a slip of the form
        when = _WHEN.search(text)
        name = text[: when.start()] if when else text
        if not name or name.lower() == "n/a" or " " in name:
            continue  # a remark
        since, until = (when[1], when[2] or when[1]) if when else (None, None)
        start = _year(since).start if since else first
        end = _year(until).start if until else last
        if when and "[yy]" not in name:
            name += "_[yy]"
        found.append((name.replace("[term]", "{term}").replace("[yy]", "{yy}"), start or 2001, end or 2020))
    return found


@pytest.mark.parametrize("sheet", HISTORY)
def test_columns_of_the_name_history_are_resolved(shared: Path, sheet: str) -> None:
    """The column names that the history gives a declared field lead back to it, in every year that it has them."""
    path = shared / "sources" / "name_history.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        history = [h for h in csv.DictReader(file) if h["sheet"].startswith(sheet)]
    source, names = HISTORY[sheet]
    records = [sources.source(source).entity(name) for name in names.split()]
    checked, lost = 0, []
    for line in history:
        field = line["field"].strip().removeprefix("s.")
        if not any(field in record for record in records):
            continue
        for shape, first, last in columns_of(line):
            if shape in ELSEWHERE:
                continue
            for start in range(first, last + 1):
                year = AcademicYear(start)
                termly = shape if start >= TERMLY else shape.replace("{term}", "")
                column = ColumnName(termly).written(year)
                checked += 1
                if not any(field in [m.field.name for m in r.columns.match(column, year)] for r in records):
                    lost.append(f"{column} of {field}")
    assert lost == []
    assert checked


def test_published_files_have_the_columns_that_are_declared(shared: Path) -> None:
    reference = shared / "reference"
    for path, source, entity, least in (
        ("outcomes/fe_obsm_provider_2013-14_to_2015-16.csv.gz", "obsm", "provider", 21),
        ("providers/gias_header_2024.csv", "gias", "establishment", 40),
        ("lars/approved_qualifications_2025-02-18.csv.gz", "ofqual", "approved_qualification", 33),
        ("labour_market/skills_imperative_2035_england_occupation_sample.csv", "working_futures", "projection", 11),
        ("geography/imd2019_lsoa11_england.csv.gz", "imd", "area", 9),
        ("geography/imd2007_lsoa01_england.csv.gz", "imd", "area", 4),
    ):
        packed = (reference / path).read_bytes()
        text = (gzip.decompress(packed) if path.endswith(".gz") else packed).decode("utf-8")
        columns = next(csv.reader(io.StringIO(text)))
        known = [c for c in columns if sources.source(source).entity(entity).columns.match(c)]
        assert len(known) >= least, f"{path}: {sorted(set(columns) - set(known))}"


def _year(text: str) -> AcademicYear:
    first, _, last = text.partition("/")
    return AcademicYear.parse(f"{first}/{last[-2:]}")


def _ends(declared: AcademicYear | None, written: str | None) -> bool:
    if written is None or _year(written) == AcademicYear(2020):
        return declared is None or declared == AcademicYear(2020)
    return declared == _year(written)
