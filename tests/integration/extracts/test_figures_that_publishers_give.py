"""Published figures load as data sets of their own, with base and caution, and never among records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.deliveries import written
from tests.support.properties import sampled

import alder
from alder.cli.commands import cli
from alder.environment import Environment
from alder.errors import NoFigures, UnreadableFile

EES = """
time_period | time_identifier | geographic_level | country_code | region_code | region_name | sex    | cohort | rate
202324      | Academic year   | National         | E92000001    |             |             | Total  | 1000   | 65.4
202324      | Academic year   | Regional         | E92000001    | E12000001   | North East  | Female | 50     | c
"""


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


def rows(store: Environment, source: str, *columns: str) -> list[tuple[object, ...]]:
    found = store.figures(source)
    return list(zip(*(found[c].to_pylist() for c in columns), strict=True))


def test_a_file_of_explore_education_statistics_gives_a_row_a_figure(store: Environment, tmp_path: Path):
    store.load_source(written(tmp_path, EES, "outcomes.csv"), source="ufs")
    assert rows(store, "ufs", "area_code", "indicator", "value", "symbol", "base") == [
        ("E92000001", "cohort", 1000, None, None),
        ("E12000001", "cohort", 50, None, None),
        ("E92000001", "rate", 65.4, None, 1000),
        ("E12000001", "rate", None, "c", 50),
    ]
    assert json.loads(str(rows(store, "ufs", "categories")[1][0]))["sex"] == "Female"


def test_metadata_says_which_columns_are_indicators(store: Environment, tmp_path: Path):
    meta = "col_name | col_type | indicator_unit\nrate | Indicator | %\nsex | Filter |"
    written(tmp_path, meta, "outcomes.meta.csv")
    report = store.load_source(written(tmp_path, EES, "outcomes.csv"), source="ufs")
    assert rows(store, "ufs", "indicator", "unit", "base") == [("rate", "%", 1000), ("rate", "%", 50)]
    assert report.delivery.files == ("outcomes.csv",)


def test_metadata_of_another_release_or_alone_is_refused(store: Environment, tmp_path: Path):
    data = written(tmp_path, EES, "outcomes.csv")
    meta = written(tmp_path, "col_name | col_type\ngone | Indicator", "outcomes.meta.csv")
    with pytest.raises(UnreadableFile, match="no column for: gone"):
        store.load_source(data, meta, source="obsm")
    with pytest.raises(UnreadableFile, match="the file that it describes is not named"):
        store.load_source(meta, source="obsm")
    meta.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="does not say which columns"):
        store.load_source(data, source="obsm")


def test_figures_of_one_row_say_each_whom_its_column_is_about(store: Environment, tmp_path: Path):
    file = "UKPRN | Provider Name | Completions 13/14 BL | Completions 13/14 All\n10000001 | North | 20 | 50"
    store.load_source(written(tmp_path, file), source="obsm")
    said = [(json.loads(str(of))["learners"], value) for of, value in rows(store, "obsm", "categories", "value")]
    assert said == [("claimed benefits", 20), ("all but those who claimed benefits", 50)]


def test_a_later_edition_of_a_data_set_supersedes_it(store: Environment, tmp_path: Path):
    store.load_source(written(tmp_path, EES, "outcomes.csv"), source="ufs")
    report = store.load_source(written(tmp_path, EES.replace("65.4", "65.5"), "outcomes.csv"), source="ufs")
    assert len(report.superseded) == 1
    assert [v for i, v in rows(store, "ufs", "indicator", "value") if i == "rate"] == [65.5, None]


def test_outcome_based_success_measures_rest_on_their_completions(store: Environment, tmp_path: Path):
    file = """
UKPRN|Provider Name|Learner Category|Completions 13/14 BL|Sustained Positive Destination Rate 13/14 BL|Quintile 13/14 BL
        10000001|Northfield|LLDD learner|20|88|top quintile
        10000001|Northfield|Other|.|x|.
    """
    store.load_source(written(tmp_path, file), source="obsm")
    assert rows(store, "obsm", "period", "area_code", "indicator", "value", "symbol", "base")[2:5] == [
        ("2013/14", "10000001", "sustained positive destination rate", 88, None, 20),
        ("2013/14", "10000001", "sustained positive destination rate", None, "x", None),
        ("2013/14", "10000001", "quintile", None, "top quintile", 20),
    ]
    assert store.deliveries()[0].findings == {}


def test_the_command_line_says_which_data_sets_and_which_caution(tmp_path: Path):
    file = written(tmp_path, "area | dimension | group | emp_2020_k\nEngland | occupation | 11 Managers | 2301")
    place = ["--store", str(tmp_path / "store")]
    done = CliRunner().invoke(cli, ["load", *place, "--source", "working_futures", str(file)])
    assert "Data sets: projection occupation. They stay apart from counts of records." in done.output
    assert "Q-FCST: This is what a model projects." in done.output
    assert "1 data set" in CliRunner().invoke(cli, ["sources", "held", *place]).output


def test_projections_carry_the_caution_of_a_forecast(store: Environment, tmp_path: Path):
    file = (
        "area | dimension | group | emp_2020_k | net_change_2020_35_k\nEngland | occupation | 11 Managers | 2301 | 67"
    )
    store.load_source(written(tmp_path, file), source="working_futures")
    assert rows(store, "working_futures", "data_set", "period", "indicator", "value", "caution") == [
        ("projection occupation", "2020", "employment", 2301, "Q-FCST"),
        ("projection occupation", "2020-2035", "net_change", 67, "Q-FCST"),
    ]


def test_observations_of_nomis_carry_the_caution_of_a_survey(store: Environment, tmp_path: Path):
    file = """
        DATE_NAME         | GEOGRAPHY_CODE | GEOGRAPHY_NAME | GEOGRAPHY_TYPE | MEASURES_NAME | OBS_VALUE | OBS_STATUS
        Jan 2023-Dec 2023 | E12000001      | North East     | regions        | Value         | 71.2      | A
    """
    store.load_source(written(tmp_path, file, "NM_17_1.csv"), source="nomis")
    assert rows(store, "nomis", "data_set", "period", "area_name", "value", "symbol", "caution") == [
        ("NM_17_1", "Jan 2023-Dec 2023", "North East", 71.2, "A", "Q-SURV")
    ]


def test_figures_do_not_go_under_the_caution_of_another_source(store: Environment, tmp_path: Path):
    file = written(tmp_path, "area | dimension | group | emp_2020_k\nEngland | occupation | 11 Managers | 2301")
    with pytest.raises(
        UnreadableFile, match="these are projections of the Skills Imperative, and no figures"
    ) as caught:
        store.load_source(file, source="obsm")
    assert "alder load --source working_futures extract.csv" in caught.value.next
    assert store.deliveries() == ()


def test_a_base_that_holds_no_numbers_is_no_base(store: Environment, tmp_path: Path):
    with pytest.raises(UnreadableFile, match="the column cohort should hold numbers of people"):
        store.load_source(written(tmp_path, EES.replace("1000 ", "many "), "outcomes.csv"), source="ufs")


HESA = """\ufeff"Title:","Graduates by activity"
"Location:","UK"
"Data source:","HESA"
"Code page:","UTF-8"

"UKPRN","HE provider","Activity","Academic year","Number","Percentage"
"10000001","Northfield University","Work","2019/20","1,250","65%"
"10000001","Northfield University","Study","2019/20","oops",""
"""


def test_open_data_of_hesa_is_read_below_the_lines_about_itself(store: Environment, tmp_path: Path):
    path = tmp_path / "table-9.csv"
    path.write_text(HESA + '"10000001","Northfield University","Travel","2019/20","5","1%"\n' * 20, encoding="utf-8")
    report = store.load_source(path, source="graduate_outcomes")
    assert rows(store, "graduate_outcomes", "period", "area_code", "area_name", "indicator", "value", "caution")[
        :1
    ] == [("2019/20", "10000001", "Northfield University", "number", 1250, "Q-SURV")]
    (activity,) = {json.loads(str(r[0]))["Activity"] for r in rows(store, "graduate_outcomes", "categories")[:1]}
    assert activity == "Work"
    assert [(f.field, f.row, f.value) for f in report.tally.listed] == [("number", 2, "oops")]
    assert any("a file of HESA open data, 22 rows as published" in n for n in report.notices)


def test_rows_of_another_width_below_such_lines_are_counted(store: Environment, tmp_path: Path):
    path = tmp_path / "table-9.csv"
    sound = '"10000001","Northfield University","Travel","2019/20","5","1%"\n' * 20
    path.write_text(HESA.replace('"oops",""', '"5","1%"') + sound + '"Source: HESA"\n', encoding="utf-8")
    report = store.load_source(path, source="hesa")
    assert report.delivery.findings == {"EX_ROW": 1}
    assert report.delivery.rows == 44


@pytest.mark.parametrize(
    "text",
    ["Title:,Figures\nmore,lines\n", 'Title,Colour\n"a","b"\n', HESA.replace("Number", "N").replace("Percentage", "P")],
)
def test_a_title_alone_makes_no_open_data(text: str, store: Environment, tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile):
        store.load_source(path, source="graduate_outcomes")
    assert store.deliveries() == ()


def test_a_figure_that_is_neither_number_nor_symbol_is_listed(store: Environment, tmp_path: Path):
    group = "\n".join(f"England | occupation | {n} | {'oops' if n == 3 else n}" for n in range(1, 21))
    report = store.load_source(
        written(tmp_path, f"area | dimension | group | emp_2020_k\n{group}"), source="working_futures"
    )
    assert [(f.row, f.value) for f in report.tally.listed] == [(3, "oops")]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("area | dimension | group | emp_2020_k\nEngland | occupation | 1 | oops", "neither a number nor a symbol"),
        ("a | b\n1 | 2", "no form of published figures"),
    ],
)
def test_a_file_that_holds_no_figures_is_refused(file: str, said: str, store: Environment, tmp_path: Path):
    with pytest.raises(UnreadableFile, match=said):
        store.load_source(written(tmp_path, file), source="working_futures")
    assert store.deliveries() == ()


def test_text_that_is_not_utf_8_is_taken_for_windows_1252(store: Environment, tmp_path: Path):
    file = written(tmp_path, EES.replace("North East", "Caf\u00e9"), "outcomes.csv")
    file.write_bytes(file.read_text(encoding="utf-8").encode("latin-1"))
    report = store.load_source(written(tmp_path, EES, "sound.csv"), file, source="ufs")
    assert any("Windows-1252" in n for n in report.notices)
    assert "Caf\u00e9" in [name for (name,) in rows(store, "ufs", "area_name")]
    file.write_bytes(file.read_bytes().replace(b"\xe9", b"\x81"))
    with pytest.raises(UnreadableFile, match="neither UTF-8 nor"):
        store.load_source(file, source="ufs")


def test_figures_are_not_among_the_tables_that_measures_run_on(store: Environment, tmp_path: Path):
    store.load_source(written(tmp_path, EES, "outcomes.csv"), source="ufs")
    with store.store.engine() as engine:
        assert not engine.has("figures_ufs")
    with pytest.raises(NoFigures, match="no published figures of"):
        store.figures("nomis")


REAL = """
    source | file | rows | figures
    obsm | reference/outcomes/fe_obsm_provider_2013-14_to_2015-16.csv.gz | 12,891 | 232038
    obsm | reference/outcomes/fe_obsm_thresholds.csv | 109 | 1308
    npd_ks4 | reference/outcomes/ees_ks4_destinations_national_2022-23.csv.gz | 5,846 | 146150
    working_futures | reference/labour_market/skills_imperative_2035_england_occupation_sample.csv | 26 | 208
    working_futures | reference/labour_market/skills_imperative_2035_england_qualification_sample.csv | 10 | 50
    apprenticeship_service | ees/data/app-provider-starts-202122-q4.csv.gz | 105,066 | 210132
    leo | ees/data/regional_map_data_ees.csv.gz | 53,348 | 320088
"""


@pytest.mark.parametrize(
    "line", sampled(REAL.strip().splitlines()[1:], 3), ids=lambda line: line.split("|")[1].strip()[-30:]
)
def test_the_real_files_load_whole(line: str, store: Environment, shared: Path):
    source, file, count, figures = (cell.strip() for cell in line.split("|"))
    report = store.load_source(shared / file, source=source)
    assert report.delivery.findings == {}
    assert report.delivery.rows == int(figures)
    assert any(f"{count} rows as published" in n for n in report.notices)
