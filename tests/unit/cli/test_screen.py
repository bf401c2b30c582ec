"""`alder screen`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support import commands

from alder.cli.commands import main

DATA = """\
time_period,time_identifier,geographic_level,country_code,country_name,sex,learners
202425,Academic year,National,E92000001,England,Total,30
202425,Academic year,National,E92000001,England,Female,20
202425,Academic year,National,E92000001,England,Male,c
"""
META = """\
col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
sex,Filter,Sex,,,,,
learners,Indicator,Learners,,,0,,
"""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALDER_LISTS", raising=False)
    Path("learners.csv").write_text(DATA, encoding="utf-8")
    Path("learners.meta.csv").write_text(META, encoding="utf-8")


@pytest.fixture
def lists() -> str:
    folder = Path("lists")
    folder.mkdir()
    (folder / "country.csv").write_text("country_code,country_name,note\nE92000001,England,\n", encoding="utf-8")
    (folder / "acceptable_extra_geog_options.csv").write_text("code,name\nz,Unknown\n", encoding="utf-8")
    return str(folder)


def screened(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["screen", *words])
    said = capsys.readouterr()
    assert not said.err or not said.out
    assert ended.value.code in (0, 1) or said.err
    return int(str(ended.value.code)), said.out or said.err


def without_time(said: str) -> str:
    return "\n".join(line.split(", in ")[0] if ", in " in line else line for line in said.splitlines())


def test_a_data_set_that_passes(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = screened(capsys, "learners.csv")
    assert code == 0
    assert (
        without_time(said)
        == """\
learners.csv   3 rows   7 columns   learners.meta.csv

Passed, 66 of 81 checks run.

No check failed; 66 passed
15 checks did not run for want of lists: countries, names of no place, regions, wards, parliamentary
constituencies, local authority districts, local enterprise partnerships, local skills improvement
plan areas, english devolved areas, local authorities, harmonised names of columns, ethnic groups
and the data dictionary.

With lists:       alder screen learners.csv --lists FOLDER

It says that figures are about England (National). No check can know that. Nothing beside the file
proves it."""
    )


def test_failures_and_advice_say_where_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    Path("learners.meta.csv").write_text(META.replace(",0,", ",,"), encoding="utf-8")
    rows = "".join(f"202425,Academic year,National,E92000001,England,{sex},1\n" for sex in ("", " A", " B"))
    Path("learners.csv").write_text(DATA.replace("Total", "All") + rows, encoding="utf-8")
    code, said = screened(capsys, "learners.csv", "learners.meta.csv")
    assert code == 1
    assert (
        without_time(said)
        == """\
learners.csv   6 rows   7 columns   learners.meta.csv

Failed, 48 of 81 checks run.

  failure  filter_whitespace   No item of a filter starts or ends with a space.
             With a space around: ' A' and ' B'. (2 lines, the first is 6, sex)
             To put right: Trim the items: with the space they are taken for other items.
           filter_blanks   No cell of a filter or of a grouping column is empty.
             'sex' is empty. (line 5)
             To put right: Write Total where a row is about all items.
  advice   meta_ind_dp_set   indicator_dp is filled in for every indicator.
             'learners' has none. (meta file, line 3, indicator_dp)
             To put right: Write with how many decimal places its figures are to be shown: 0 for
               counts.
           filter_defaults   Each filter has the item that is chosen where nobody chooses: its
             filter_default, else Total.
             'sex' has no 'Total'.
             To put right: Add rows for the total, or name another item in filter_default.

2 checks failed; 2 give advice, 44 passed
Screening stopped after the stage Check filters: 33 checks were not run.

It says that figures are about England (National). No check can know that. Nothing beside the file
proves it."""
    )


def test_the_first_three_of_a_kind_are_listed_unless_all_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    more = "".join(f"Bad{n}," for n in range(5))
    Path("learners.csv").write_text(
        "\n".join(more + line if n == 0 else "1,2,3,4,5," + line for n, line in enumerate(DATA.splitlines())),
        encoding="utf-8",
    )
    code, said = screened(capsys, "learners.csv")
    assert code == 0
    assert "'Bad2'" in said
    assert "'Bad3'" not in said
    assert "And 2 more of this kind." in said
    assert "See all of them:  alder screen learners.csv --all" in said
    _, said = screened(capsys, "learners.csv", "--all")
    assert "'Bad4'" in said
    assert "--all" not in said


def test_with_lists_the_checks_that_need_them_are_run(
    capsys: pytest.CaptureFixture[str], lists: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("learners.csv").write_text(DATA.replace("England", "Engeland"), encoding="utf-8")
    assert screened(capsys, "learners.csv")[0] == 0
    code, said = screened(capsys, "learners.csv", "--lists", lists)
    assert code == 1
    assert "'E92000001' with 'Engeland' is not on the list. (3 lines, the first is 2, country_name)" in said
    assert "--lists" not in said
    monkeypatch.setenv("ALDER_LISTS", lists)
    assert screened(capsys, "learners.csv")[0] == 1


def test_a_failure_that_is_accepted_does_not_end_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    Path("learners.csv").write_text(DATA.replace("Total", "").replace("30", "NA"), encoding="utf-8")
    code, said = screened(capsys, "learners.csv", "--accept", "filter_blanks")
    assert code == 1
    assert "  failure  general_null   No cell says NULL or NA in place of a symbol." in said
    assert "  accepted filter_blanks   No cell of a filter or of a grouping column is empty." in said
    assert "1 check failed; 1 accepted, 1 gives advice, 5" in said
    code, said = screened(capsys, "learners.csv", "--accept", "filter_blanks", "--accept", "general_null")
    assert code == 0
    assert "No check failed; 2 accepted, 1 gives advice, 63 passed" in said


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("filter_blank", "there is no check called filter_blank\n\n  Did you mean filter_blanks?"),
        ("col_req_data", "a failure of col_req_data cannot be accepted\n\n  Every later check rests on it."),
        ("cross_meta_to_data", "a failure of cross_meta_to_data cannot be accepted"),
    ],
)
def test_what_cannot_be_accepted(capsys: pytest.CaptureFixture[str], check: str, said: str) -> None:
    code, refused = screened(capsys, "learners.csv", "--accept", check)
    assert code == 2
    assert said in refused


def test_a_folder_without_lists_and_a_list_of_something_else(capsys: pytest.CaptureFixture[str], lists: str) -> None:
    code, said = screened(capsys, "learners.csv", "--lists", "nowhere")
    assert (code, "there is no folder nowhere with lists" in said) == (2, True)
    Path("empty").mkdir()
    code, said = screened(capsys, "learners.csv", "--lists", "empty")
    assert (code, "the folder empty holds none of the lists" in said) == (2, True)
    Path(lists, "regions.csv").write_text("code,name\n1,2\n", encoding="utf-8")
    code, said = screened(capsys, "learners.csv", "--lists", lists)
    assert (code, "regions.csv is not the list of regions" in said) == (11, True)
    assert "It has no column region_code." in said


def test_json_says_the_same_to_programs(capsys: pytest.CaptureFixture[str], lists: str) -> None:
    Path("learners.csv").write_text(DATA.replace("Total", ""), encoding="utf-8")
    code, said = screened(capsys, "learners.csv", "--format", "json", "--lists", lists)
    found = json.loads(said)
    assert code == 1
    assert {k: v for k, v in found.items() if k not in ("results", "seconds")} == {
        "name": "learners",
        "data_file": "learners.csv",
        "meta_file": "learners.meta.csv",
        "rows": 3,
        "columns": 7,
        "passed": False,
        "api_suitable": False,
        "stopped_at": "Check filters",
        "verdict": "Failed, 48 of 81 checks run",
        "checks_run": 48,
        "checks_not_run": 33,
        "notices": [],
        "about": "It says that figures are about England (National). No check can know that. Nothing beside the file "
        "proves it.",
    }
    (blank,) = [result for result in found["results"] if result["verdict"] == "failure"]
    assert blank == {
        "check": "filter_blanks",
        "stage": "Check filters",
        "verdict": "failure",
        "asks": "No cell of a filter or of a grouping column is empty.",
        "fix": "Write Total where a row is about all items.",
        "faults": [
            {"file": "data", "said": "'sex' is empty.", "advice": False, "column": "sex", "line": 2, "lines": 1}
        ],
    }


def test_json_says_which_lists_are_wanted_and_that_the_api_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = screened(capsys, "learners.csv", "--format", "json")
    found = json.loads(said)
    assert (code, found["passed"], found["api_suitable"], found["stopped_at"]) == (0, True, None, None)
    needs = {result["check"]: result["needs"] for result in found["results"] if result["verdict"] == "unavailable"}
    assert needs["data_dict_col_name"] == ["dictionary"]
    assert needs["geog_ward_combos"] == ["wards", "no_places"]
    assert len(needs) == 15


def test_json_leaves_out_a_place_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    Path("learners.csv").write_text(DATA.replace("country_code", "country"), encoding="utf-8")
    _, said = screened(capsys, "learners.csv", "--format", "json")
    (failed,) = [result for result in json.loads(said)["results"] if result["verdict"] == "failure"]
    assert failed["faults"] == [{"file": "data", "said": "The data file has no 'country_code'.", "advice": False}]


def test_what_the_departments_own_api_would_not_take(capsys: pytest.CaptureFixture[str]) -> None:
    Path("learners.meta.csv").write_text(META.replace("Learners", "Learners " * 12), encoding="utf-8")
    code, said = screened(capsys, "learners.csv")
    assert code == 0
    assert "The service's own API would not take the data set; Alder's serves it." in said


def test_notes_on_encodings_and_on_rows_that_tables_leave_out(capsys: pytest.CaptureFixture[str]) -> None:
    school = ",school_urn,school_laestab,school_name"
    head, *rows = DATA.splitlines()
    lines = [head + school, *(row + ",,," for row in rows)]
    lines += [rows[0].replace("National", "School") + ",100001,9011001,Caf\xe9 School"]
    Path("learners.csv").write_bytes("\n".join(lines).encode("windows-1252"))
    code, said = screened(capsys, "learners.csv")
    assert code == 0
    assert "  note     learners.csv is not in UTF-8 (line 5), so it was read as Windows-1252." in said
    assert "  note     The service's table tool leaves out the rows at 'School' (1)." in said


def test_nothing_in_a_file_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = "\x1b[2J=HYPERLINK(1)<script>\u202e"
    Path("learners.csv").write_text(DATA.replace("Total", f"{evil} "), encoding="utf-8")
    code, said = screened(capsys, "learners.csv")
    assert code == 1
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "'\\x1b[2J=HYPERLINK(1)<script>\\x202e '" in said


def test_a_file_that_cannot_be_read_is_said_on_stderr_with_its_own_status(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = screened(capsys, "nothing.csv")
    assert code == 11
    assert said.startswith("alder: there is no meta file for nothing.csv")


def test_colour_only_where_a_terminal_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("learners.csv").write_text(DATA.replace("Total", ""), encoding="utf-8")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[31mfailure\x1b[0m" in screened(capsys, "learners.csv")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in screened(capsys, "learners.csv")[1]


@pytest.mark.parametrize(
    ("case", "old", "new", "says"),
    [
        ("infinite", ",30", ",inf", "that are no figures"),
        ("not a number", ",30", ",NaN", "that are no figures"),
        ("beyond what can be worked out", ",30", ",1e400", "that are no figures"),
        ("of 400 digits", ",30", f",{'9' * 400}", "that are no figures"),
        ("a label that turns its direction", "Female", "Female\u202e", "signs that turn the direction"),
        ("a formula", "Female", "=1+1", "that spreadsheets would run as formulas"),
    ],
)
def test_what_publishing_refuses_is_refused_by_screening_too(case: str, old: str, new: str, says: str) -> None:
    Path("learners.csv").write_text(DATA.replace(old, new), encoding="utf-8")
    refused = commands.refused("screen", "learners.csv")
    assert refused.startswith("learners.csv has cells "), case
    assert says in refused, case
    assert new not in refused


def test_a_name_of_a_column_of_a_hundred_thousand_letters_is_refused() -> None:
    name = "l" * 100_000
    for file, text in (("learners.csv", DATA), ("learners.meta.csv", META)):
        Path(file).write_text(text.replace("learners", name), encoding="utf-8")
    refused = commands.refused("screen", "learners.csv")
    assert "name columns with more than 200 letters" in refused
    assert name not in refused


def test_every_place_that_is_not_plain_is_told() -> None:
    data = DATA.replace(",30", ",inf").replace("Female", "=1+1")
    Path("learners.csv").write_text(data, encoding="utf-8")
    refused = commands.refused("screen", "learners.csv")
    assert "In column 6: 1." in refused
    assert "that are no figures: infinite, not a number, or of more than 30 digits. In column 7: 1." in refused


def test_a_count_below_nothing_is_worth_a_look_and_numbers_with_signs_and_exponents_are_figures() -> None:
    Path("learners.csv").write_text(DATA.replace(",30", ",-30").replace(",20", ",2e5"), encoding="utf-8")
    said = " ".join(commands.run("screen", "learners.csv").split())
    assert "learners has whole numbers below 0 in 1 row, first on line 2" in said


def test_made_up_places_are_named_as_what_the_department_would_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    Path("places.csv").write_text(
        "time_period,time_identifier,geographic_level,country_code,country_name,lad_code,lad_name,learners\n"
        "202425,Academic year,Local authority district,E92000001,England,E07990001,Mereford,5\n"
        "202425,Academic year,Local authority district,E92000001,England,E07990002,Eastmoor,7\n"
        "202425,Academic year,Local authority district,E92000001,England,E07000008,Cambridge,9\n",
        encoding="utf-8",
    )
    Path("places.meta.csv").write_text(META.splitlines()[0] + "\nlearners,Indicator,Learners,,,0,,\n", encoding="utf-8")
    _, said = screened(capsys, "places.csv")
    said = " ".join(said.split())
    assert "2 places here are made up ('Mereford' and 'Eastmoor')" in said
    assert "would refuse the file for that" in said
