"""How a delivered extract is read: columns by the names they have had, values by the types of their fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.deliveries import counting, written

import alder
from alder.engine import extracts
from alder.environment import Environment
from alder.errors import UsageError
from alder.files.values import UnreadableValue
from alder.model.field import FieldKind
from alder.model.layout import ColumnName, SourceField
from alder.model.period import AcademicYear, Years
from alder.sources import every, source
from alder.sources.extracts import column_plan
from alder.sources.extracts.delivery import SourceReport
from alder.sources.extracts.delivery_load import load_source, table_of
from alder.sources.extracts.fields import moment
from alder.sources.extracts.findings import FindingKind

PERSON = "PupilMatchingRefAnonymous"


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


def found(report: SourceReport) -> dict[tuple[str, str], int]:
    return {(fault.name, field): n for (fault, field), n in report.tally.counts.items()}


def test_a_field_is_known_by_any_name_that_it_has_had(store: Environment, tmp_path: Path):
    old = written(tmp_path, f"{PERSON} | QAN | ACADYR\nA | 60012345 | 2012/2013", "old.csv")
    new = written(tmp_path, f"pl_{PERSON} | qn | ACADYR\nB | 60012346 | 2018/2019", "new.csv")
    store.load_source(old, new, source="plams")
    assert counting(store, "plams", PERSON, "QN", "start_year") == [("A", "60012345", 2012), ("B", "60012346", 2018)]


def test_a_wide_file_becomes_a_row_for_each_person_year_and_term(store: Environment, tmp_path: Path):
    wide = written(
        tmp_path,
        """
        pmr_17 | Gender_spr17 | NCyearActual_spr17 | Gender_spr18 | NCyearActual_spr18 | Gender_aut17
        A      | F            | 12                 | F            | 13                 | F
        B      | M            | 11                 |              |                    |
        """,
    )
    report = store.load_source(wide, source="npd_census")
    assert sorted(counting(store, "npd_census_pupil", PERSON, "start_year", "term", "NCyearActual")) == [
        ("A", 2016, "autumn", None),
        ("A", 2016, "spring", "12"),
        ("A", 2017, "spring", "13"),
        ("B", 2016, "spring", "11"),
    ]
    assert any("a row each" in n for n in report.delivery.notices)


def test_an_old_name_without_a_term_is_of_the_terms_that_stand_beside_it(store: Environment, tmp_path: Path):
    delivered = """
        pmr_17 | gend_17 | URN_spr17_anon | URN_sum17_anon | Gender_sum17 | gend_18
        a      | F       | s1             | s2             |              | F
        b      | M       | s1             |                | F            |
    """
    store.load_source(written(tmp_path, delivered), source="npd_census")
    kept = counting(store, "npd_census_pupil", "PupilMatchingRefAnonymous", "start_year", "term", "Gender", "URN_anon")
    assert sorted(kept, key=str) == [
        ("a", 2016, "spring", "F", "s1"),
        ("a", 2016, "summer", "F", "s2"),
        ("a", 2017, None, "F", None),
        ("b", 2016, "spring", "M", "s1"),
        ("b", 2016, "summer", "F", None),
    ]


def test_a_file_of_one_year_keeps_every_row(store: Environment, tmp_path: Path):
    one = written(tmp_path, "pmr_17 | gend_17 | fsm_17\nA | F | 1\nB |  |")
    store.load_source(one, source="npd_census")
    assert counting(store, "npd_census_pupil", PERSON, "start_year", "FSMeligible") == [
        ("A", 2016, 1),
        ("B", 2016, None),
    ]


def test_an_absent_column_is_a_typed_null_and_is_named(store: Environment, tmp_path: Path):
    report = store.load_source(written(tmp_path, f"{PERSON} | ACADYR\nA | 2018/2019"), source="plams")
    assert "LearningStartDate" in report.delivery.absent
    assert "LearningAimOutcome" not in report.delivery.absent, "asked in 2011/12 only"
    assert counting(store, "plams", "LearningStartDate") == [(None,)]
    part = store.store.folder / "extracts" / "plams" / report.delivery.part
    assert pq.read_schema(part).field("LearningStartDate").type == pa.date32()


def test_an_unknown_column_is_kept_and_named(store: Environment, tmp_path: Path):
    report = store.load_source(
        written(tmp_path, f"{PERSON} | ACADYR | my flag (new) | start_year\nA | 2018/2019 | yes | x"), source="plams"
    )
    assert report.delivery.unknown == {"my flag (new)": "my_flag_new", "start_year": "start_year_2"}
    assert counting(store, "plams", "my_flag_new", "start_year_2", "start_year") == [("yes", "x", 2018)]


def test_two_columns_of_one_field_fill_each_others_gaps(store: Environment, tmp_path: Path):
    both = written(
        tmp_path,
        f"""
        {PERSON} | ACADYR    | QAN      | QN
        A        | 2012/2013 | 60012345 |
        B        | 2018/2019 |          | 60012346
        C        | 2018/2019 | 60012347 | 60012348
        """,
    )
    report = store.load_source(both, source="plams")
    assert counting(store, "plams", "QN") == [("60012345",), ("60012346",), ("60012347",)]
    assert found(report) == {("NAMES", "QN"): 1}


@pytest.mark.parametrize(
    ("written_as", "day"),
    [
        ("01SEP2018", date(2018, 9, 1)),
        ("1sep2018", date(2018, 9, 1)),
        ("01SEP2018:00:00:00", date(2018, 9, 1)),
        ("2018-09-01", date(2018, 9, 1)),
        ("2018-09-01 00:00:00", date(2018, 9, 1)),
        ("01/09/2018", date(2018, 9, 1)),
        (".", None),
        (".A", None),
        ("NULL", None),
        ("", None),
    ],
)
def test_days_are_read_as_sas_and_others_write_them(
    written_as: str, day: date | None, store: Environment, tmp_path: Path
):
    file = written(tmp_path, f"{PERSON} | ACADYR | LearningStartDate\nA | 2018/2019 | {written_as}")
    report = store.load_source(file, source="plams")
    assert (counting(store, "plams", "LearningStartDate"), report.delivery.findings) == ([(day,)], {})


def test_a_value_of_another_type_is_left_out_and_listed_with_its_line(store: Environment, tmp_path: Path):
    rows = "\n".join(f"P{n} | 2018/2019 | {'oops' if n == 7 else 12}" for n in range(20))
    report = store.load_source(written(tmp_path, f"{PERSON} | ACADYR | NCYear\n{rows}"), source="plams")
    assert found(report) == {("TYPE", "NCYear"): 1}
    assert [(f.line, f.row, f.value, f.why) for f in report.tally.listed] == [(9, 8, "oops", "is not a whole number")]
    assert counting(store, "plams", "NCYear")[6:9] == [(12,), (None,), (12,)]
    assert report.exit_code == 1


def test_codes_and_lengths_are_looked_at_and_the_value_is_kept(store: Environment, tmp_path: Path):
    file = written(tmp_path, f"{PERSON} | ACADYR | Gender | SCC | OnRoll\nA | 2018/2019 | X | TOOLONG | 7")
    report = store.load_source(file, source="plams")
    assert found(report) == {("CODE", "Gender"): 1, ("LENGTH", "SCC"): 1, ("CODE", "OnRoll"): 1}
    assert counting(store, "plams", "Gender", "SCC", "OnRoll") == [("X", "TOOLONG", 7)]
    assert report.exit_code == 0


def test_rows_with_the_same_key_are_found_wherever_they_stand(store: Environment, tmp_path: Path):
    one = written(tmp_path, f"KS2_{PERSON} | KS2_ACADYR\nA | 2011/2012\nB | 2011/2012", "one.csv")
    two = written(tmp_path, f"KS2_{PERSON} | KS2_ACADYR\nA | 2011/2012\nA | 2012/2013", "two.csv")
    report = store.load_source(one, two, source="npd_ks2", entity="ks2_pupil")
    assert found(report) == {("KEY", f"{PERSON}, ACADYR"): 1}
    assert [f.row for f in report.tally.listed] == [3]
    assert report.delivery.rows == 4


def test_a_key_that_lacks_a_column_is_told_and_not_looked_at(store: Environment, tmp_path: Path):
    report = store.load_source(written(tmp_path, "KS2_ACADYR | KS2_MATLEV\n2011/2012 | 1"), source="npd_ks2")
    assert any("the key has no column" in n for n in report.delivery.notices)


def test_leading_zeros_are_put_back_only_where_every_code_has_a_length(store: Environment, tmp_path: Path):
    file = written(tmp_path, f"{PERSON} | ACADYR | QN | ProgType | SCC\nA | 2019/2020 | 1234567 | 1 | 123")
    report = store.load_source(file, source="plams")
    assert counting(store, "plams", "QN", "ProgType", "SCC") == [("01234567", "01", "123")]
    assert [n for n in report.delivery.notices if "zeros" in n] == [
        "QN: leading zeros were put back in 1 value.",
        "ProgType: leading zeros were put back in 1 value.",
    ]


def test_a_parquet_file_is_read_like_a_text(store: Environment, tmp_path: Path):
    rows = pa.table(
        {
            PERSON: ["A", "B"],
            "ACADYR": ["2018/2019"] * 2,
            "LearningStartDate": pa.array([date(2018, 9, 1), None], pa.date32()),
            "NCYear": [12.0, 13.0],
            "Gender": pa.array(["F", "M"]).dictionary_encode(),
        }
    )
    pq.write_table(rows, tmp_path / "plams.parquet")
    store.load_source(tmp_path / "plams.parquet", source="plams")
    assert counting(store, "plams", PERSON, "LearningStartDate", "NCYear", "Gender") == [
        ("A", date(2018, 9, 1), 12, "F"),
        ("B", None, 13, "M"),
    ]


@pytest.mark.parametrize(
    ("said", "field", "year"),
    [
        ("2016/2017", "ACADYR", 2016),
        ("2016/17", "AcademicYear", 2016),
        ("201617", "ACADYR", 2016),
        ("2016-17", "TaxYear", 2016),
        ("2016", "Year", 2016),
        ("2016.0", "Year", 2016),
        ("2017", "EXAMYEAR", 2016),
        ("1920", "CollectionYear", 2019),
        ("2016/2019", "ACADYR", None),
        ("soon", "ACADYR", None),
    ],
)
def test_the_year_of_a_row_is_read_however_it_is_written(said: str, field: str, year: int | None):
    assert column_plan.start_year(said, field) == year


@pytest.mark.parametrize(
    ("name", "year"),
    [("PLAMS_2018-19.csv", 2018), ("ks4_201819.txt", 2018), ("ks5 2018_2019.csv", 2018), ("req_20190101.csv", None),
     ("2016-17_to_2018-19.csv", None), ("plams.csv", None)],
)  # fmt: skip
def test_the_year_in_the_name_of_a_file(name: str, year: int | None):
    told = column_plan.year_in_name(name)
    assert (told.start if told else None) == year


def test_the_year_is_said_by_the_row_the_person_or_the_file(store: Environment, tmp_path: Path):
    silent = written(tmp_path, f"{PERSON} | QN\nA | 60012345", "PLAMS_2018-19.csv")
    store.load_source(silent, source="plams")
    store.load_source(silent, source="plams", year="2019/20")
    said = written(tmp_path, f"{PERSON} | QN | ACADYR\nB | 60012345 | 2016/2017", "said.csv")
    report = store.load_source(said, source="plams", year="2017/18")
    assert counting(store, "plams", PERSON, "start_year") == [("A", 2018), ("A", 2019), ("B", 2016)]
    assert any("of another year" in n for n in report.delivery.notices)


def test_rows_without_a_year_are_told(store: Environment, tmp_path: Path):
    report = store.load_source(written(tmp_path, f"{PERSON} | QN\nA | 60012345"), source="plams")
    assert any("without a year" in n for n in report.delivery.notices)
    assert report.delivery.start_years == ()


def test_a_name_that_was_two_fields_needs_the_year(store: Environment, tmp_path: Path):
    plams = source("plams")
    old, new = (
        SourceField(name, FieldKind.TEXT, "", years=Years.parse(years), also=(ColumnName("code"),))
        for name, years in (("Old", "- 2010/11"), ("New", "2011/12 -"))
    )
    entity = replace(plams.entities[0], fields=(*plams.entities[0].fields, old, new))
    twofold = replace(plams, layout=lambda: (entity,))
    file = written(tmp_path, f"{PERSON} | code\nA | 1")
    with pytest.raises(UsageError, match="only the year tells which"):
        load_source(store.store, [file], twofold)
    load_source(store.store, [file], twofold, year=AcademicYear(2012))
    assert counting(store, "plams", "Old", "New") == [(None, "1")]


def test_a_column_in_a_year_in_which_its_field_is_not_known_is_told(store: Environment, tmp_path: Path):
    file = written(tmp_path, f"{PERSON} | ACADYR | LearningAimOutcome\nA | 2018/2019 | 1")
    report = store.load_source(file, source="plams", year="2018/19")
    assert any("not known: LearningAimOutcome" in n for n in report.notices)


def test_numbers_and_moments_are_read(store: Environment, tmp_path: Path):
    file = written(tmp_path, "KS2_ACADYR | KS2READFG | KS2_APS\n2014/2015 | 4.5 | +27.25")
    store.load_source(file, source="npd_ks2")
    assert counting(store, "npd_ks2_ks2_pupil", "KS2READFG", "APS") == [(4.5, 27.25)]
    assert moment("2018-09-01 13:45:10") == datetime(2018, 9, 1, 13, 45, 10)
    assert moment("01SEP2018:13:45:10.000") == datetime(2018, 9, 1, 13, 45, 10)
    assert moment("01/09/2018") == datetime(2018, 9, 1)
    with pytest.raises(UnreadableValue):
        moment("2018-09-01 25:00:00")


def test_the_term_of_a_census_may_stand_in_a_column(store: Environment, tmp_path: Path):
    file = written(tmp_path, f"{PERSON} | AcademicYear | CensusTerm\nA | 2016/17 | Spring\nB | 2016/17 | aut")
    store.load_source(file, source="npd_census")
    assert counting(store, "npd_census_pupil", PERSON, "term") == [("A", "spring"), ("B", "autumn")]


def test_what_is_asked_wrongly_is_said(store: Environment, tmp_path: Path):
    file = written(tmp_path, f"{PERSON} | ACADYR | QN\nA | 2018/2019 | 60012345")
    for options, said in (
        ({"source": "plans"}, "no source called plans"),
        ({"source": "lars"}, "is reference data"),
        ({"source": "ucas"}, "no extract of"),
        ({"source": "plams", "entity": "plam"}, "no kind of record in plams called plam"),
    ):
        with pytest.raises(UsageError, match=said):
            store.load_source(file, **options)


def test_the_columns_before_the_fields_are_no_field_and_tables_have_names_of_their_own():
    tables = []
    for one in every():
        for entity in one.entities:
            names = {f.name.casefold() for f in entity.fields}
            assert not names & {n.casefold() for n in extracts.STAMP.names}, (one.id, entity.name)
            tables.append(table_of(one.id, entity.name))
    assert len(tables) == len(set(tables))


def test_every_kind_of_finding_says_what_it_means():
    assert all(f.meaning and f.severity for f in FindingKind)
