"""`alder table`, over counts that are made here."""

import csv
import json
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.golden.further_education import golden
from tests.support import commands
from tests.support.people_counts import with_records

import alder.measures
from alder.cli.commands import cli
from alder.cli.table import say_why_empty
from alder.errors import NotProtected, UsageError
from alder.measures import Query


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> list[Query]:
    asked: list[Query] = []
    here = tmp_path_factory.mktemp("here")
    (here / "store").mkdir()
    monkeypatch.chdir(here)
    monkeypatch.delenv("ALDER_STORE", raising=False)  # a test of the site in this process may have named its store

    def tabulate(source: object, query: Query, *, record_keys: bool = False, records: bool = False) -> object:
        asked.append(query)
        return with_records(golden()) if records else golden()

    monkeypatch.setattr(alder.measures, "tabulate", tabulate)
    return asked


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["table", "achievement_rate", "--year", "2020/21", *arguments])
    if done.exception:
        raise done.exception
    return done.output


def test_a_table_is_shown_protected_with_what_to_do_next(made_up: list[Query]) -> None:
    said = run("--by", "sex,age", "--as-of", "R06", "--scope", "apprenticeships")
    assert "c hidden to protect people" in said
    assert said.splitlines()[-1] == "Save it:  --out table.csv | .html | .parquet"
    assert made_up[0].by == ("sex", "age_band")
    assert made_up[0].return_number == "R06"
    assert max(len(line) for line in said.splitlines()) <= 100


@pytest.mark.parametrize("name", ["table.csv", "table.html", "table.parquet"])
def test_a_table_is_saved_in_the_format_of_its_name(tmp_path: Path, name: str) -> None:
    said = run("--out", str(tmp_path / name))
    first = "Kept in the ledger as 0001: every later table of the same people is judged beside it."
    assert said.splitlines()[0] == first
    assert said.splitlines()[1].startswith("Written: ")
    assert (tmp_path / name).stat().st_size > 500


def test_a_table_says_what_its_totals_are_about(made_up: list[Query], tmp_path: Path) -> None:
    place = ("--whole", "NAT E92000001 England")
    said = run("--out", str(tmp_path / "t.csv"), *place)
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(r["geographic_level"], r["country_name"]) for r in rows} == {("National", "England")}
    assert "Totals are about England: all 2 providers of providers.csv (made up, 20 October 2021)." in said
    asked = len(made_up)
    with pytest.raises(UsageError, match="belongs to a data file"):
        run(*place)
    with pytest.raises(UsageError, match="is not a level, a code and a name"):
        run("--out", str(tmp_path / "u.csv"), "--whole", "Northfield")
    assert len(made_up) == asked, "it is refused before anything is counted"


def test_unprotected_counts_are_marked_on_every_line_and_cannot_be_saved(tmp_path: Path) -> None:
    with commands.at_a_terminal():
        said = run("--unprotected")
    assert all(line.startswith("NOT FOR RELEASE") for line in said.splitlines())
    assert said.splitlines()[-1] == "NOT FOR RELEASE   Protect it:  alder table achievement_rate --year 2020/21"
    with pytest.raises(NotProtected, match="cannot be saved"):
        run("--unprotected", "--out", str(tmp_path / "t.csv"))
    assert not list(tmp_path.iterdir())


def test_unprotected_counts_are_not_led_into_a_file_or_another_program() -> None:
    with pytest.raises(NotProtected, match="shown on a terminal and nowhere else"):
        run("--unprotected")


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in which format"):
        run("--out", str(tmp_path / "table.docx"))
    with pytest.raises(UsageError, match="no policy called"):
        run("--policy", "none")
    with pytest.raises(UsageError, match="cannot be written"):
        run("--out", str(tmp_path / "no such folder" / "t.csv"))


QUESTION = (
    "--by", "sex", "--where", "sex = F or level = 3", "--year", "2017/18..2020/21", "--scope", "apprenticeships",
    "--as-of", "R10", "--set", "transfer_days=90", "--set", "intervention_reasons=7,41",
)  # fmt: skip


def ask(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["table", *arguments])
    if done.exception:
        raise done.exception
    return done.output


def test_the_same_question_comes_from_the_line_and_from_a_file(made_up: list[Query], tmp_path: Path) -> None:
    file = tmp_path / "question.json"
    assert ask("achievement_rate", *QUESTION, "--write-query", str(file)) == f"Written: {file}\n"
    assert made_up == [], "it is written, and not asked"
    ask("achievement_rate", *QUESTION)
    ask("--query", str(file))
    assert made_up[0] == made_up[1]
    assert [y.label for y in made_up[0].years] == ["2017/18", "2018/19", "2019/20", "2020/21"]
    assert dict(made_up[0].set) == {"transfer_days": 90, "intervention_reasons": (7, 41)}


def test_what_to_run_after_a_look_at_the_counts_asks_the_same(made_up: list[Query]) -> None:
    with commands.at_a_terminal():
        said = ask("achievement_rate", *QUESTION, "--unprotected").splitlines()[-1]
    line = shlex.split(said.partition("Protect it:")[2])
    assert line[:3] == ["alder", "table", "achievement_rate"]
    ask(*line[2:])
    assert made_up[0] == made_up[1]


def test_a_question_that_is_wrong_is_refused_before_anything_is_counted(made_up: list[Query], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a table needs a measure and a year"):
        ask("starts")
    with pytest.raises(UsageError, match="in the file or on the line"):
        ask("starts", "--query", "question.json")
    with pytest.raises(UsageError, match="cannot be read"):
        ask("--query", str(tmp_path / "none.json"))
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(UsageError, match="is not text in UTF-8"):
        ask("--query", str(tmp_path / "odd.json"))
    with pytest.raises(UsageError, match="cannot be written"):
        run("--write-query", str(tmp_path / "no such folder" / "q.json"))
    with pytest.raises(UsageError, match="sets nothing"):
        run("--set", "transfer_days")
    with pytest.raises(UsageError, match="nothing is called sexx"):
        run("--where", "sexx = F")
    with pytest.raises(UsageError, match="figures cannot be split by"):
        run("--area", "provider:lsip")
    with pytest.raises(UsageError, match="no kind of area called borough"):
        run("--area", "borough")
    with pytest.raises(UsageError, match="no place called school"):
        run("--area", "school:region")
    assert "ends before it begins" in CliRunner().invoke(cli, ["table", "starts", "--year", "2020/21..2018/19"]).output
    assert made_up == []


def test_areas_are_asked_for_by_their_short_names(made_up: list[Query]) -> None:
    run("--area", "la")
    run("--area", "provider:region", "--by", "sex")
    assert [q.by for q in made_up] == [("home_local_authority",), ("sex", "provider_region")]


def test_a_question_is_explained_without_a_store_and_counts_nothing(made_up: list[Query], tmp_path: Path) -> None:
    said = ask("achievement_rate", *QUESTION, "--explain", "--store", str(tmp_path / "none"))
    assert made_up == []
    assert not list(tmp_path.iterdir())
    for part in (
        "only those where  sex is Female or level is Level 3",
        "quality           C, from WithdrawReason",
        "left out",
        "transfer_days = 90",
        "set here.",
        "2017/18  none is held. Nothing is held yet.",
        "(for counting, the filter)",
        "2019/20  Standards replaced frameworks",
        "policy  srs-output (version 2)",
        "CREATE OR REPLACE TEMP TABLE aims_classified AS",
        "Nothing was counted. To count, leave out --explain.",
    ):
        assert part in said, part
    assert max(len(line) for line in said.split("\nSQL\n")[0].splitlines()) <= 100


def test_a_question_is_explained_to_programs_as_json(made_up: list[Query], tmp_path: Path) -> None:
    where = ("--where", "LearnDelFAM.LDM = 034 and sex = F", "--by", "sex", "--year", "2018/19..2020/21")
    none = ("--store", str(tmp_path / "none"))
    said = json.loads(
        ask("achievement_rate", *where, "--set", "transfer_days=90", "--explain", "--format", "json", *none)
    )
    assert made_up == []
    assert said["alder_explanation"] == 1
    assert said["query"]["where"] == "LearningDeliveryFAM.LDM = 034 and sex = F"
    assert said["population"]["only_those_where"].startswith("a record LearningDeliveryFAM says that LDM is")
    assert said["filter"]["records"] == ["LearningDeliveryFAM"]
    assert said["definition"]["denominator"] == "Leavers: aims that ended in the year."
    (days,) = [p for p in said["parameters"] if p["name"] == "transfer_days"]
    assert (days["setting"], days["default"], days["set_here"]) == (90, 120, True)
    grades = {f["field"]: (f["grade"], f["for"]) for f in said["fields"]}
    assert grades["LearnDelFAMCode"] == ("A", ["counting", "the filter"])
    assert grades["Sex"] == ("B", ["split by sex", "the filter"])
    assert said["quality"]["grade"] == "C"
    assert [b["field"] for b in said["quality"]["because"]] == ["WithdrawReason"]
    assert {"Q-SELF", "Q-CAUS", "Q-BREAK"} <= {c["code"] for c in said["quality"]["cautions"]}
    assert {b["year"] for b in said["quality"]["breaks"]} == {"2019/20"}
    assert [r["held"] for r in said["returns"]] == [False, False, False]
    kept = [s["keeps"] for s in said["sql"]["statements"]]
    assert kept[0] == "aims"
    assert "aims_classified" in kept
    assert "'034'" in said["sql"]["statements"][0]["sql"]
    assert said["protection"]["policy"] == "srs-output"


def test_what_json_is_for_is_said(made_up: list[Query]) -> None:
    with pytest.raises(UsageError, match="--format json belongs to --explain"):
        run("--format", "json")
    assert made_up == []


def test_how_much_a_rounded_table_gives_away_is_said_beside_it() -> None:
    done = CliRunner().invoke(
        cli, ["table", "achievement_rate", "--year", "2020/21", "--policy", "dfe-statistics", "--leak"]
    )
    assert "For you alone: 0 of 35 counts can be worked out exactly" in done.stderr
    assert "23 of 30 rates without a small part would give a count away: not shown." in done.stderr
    assert "For you alone" not in done.stdout
    with pytest.raises(UsageError, match="srs-output does neither"):
        run("--leak")


@pytest.mark.parametrize("name", ["fe-outcomes", "opensafely-midpoint6"])
def test_every_policy_for_people_makes_a_table(name: str) -> None:
    assert f"Policy {name}." in run("--policy", name)


def test_a_policy_of_ones_own_makes_a_table_and_one_for_other_figures_does_not(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\nversion = 1\nsays = "Adds up."\naction = "round"\nmethod = "controlled"\n'
        'threshold = 5\nbase = 5\nrates = "published"\ninsider = false\n',
        encoding="utf-8",
    )
    assert "Policy mine." in run("--policy", str(file))
    with pytest.raises(NotProtected, match="do not say their source"):
        run("--policy", "open-counts")


def test_the_owner_is_told_why_figures_are_hidden_beside_the_table_and_not_in_it(tmp_path: Path) -> None:
    arguments = ["table", "achievement_rate", "--year", "2020/21", "--why", "--out", str(tmp_path / "t.csv")]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    assert "For you alone, why figures are hidden:" in done.stderr
    assert "below the threshold of the policy" in done.stderr
    assert "For you alone" not in done.stdout
    assert not [f for f in tmp_path.iterdir() if "threshold of the policy" in f.read_text(encoding="utf-8")]


@pytest.mark.parametrize("on_a_screen", [True, False])
def test_why_nobody_is_counted_is_said_on_a_screen_and_in_no_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], on_a_screen: bool
) -> None:
    reason = "Why it is empty: `FundModel = 99` leaves nobody; some were left before it."
    monkeypatch.setattr(sys.stderr, "isatty", lambda: on_a_screen)
    say_why_empty([reason], 100)
    told = "For you alone: " + reason if on_a_screen else "Why it is empty is said on a screen alone: run it without"
    err = capsys.readouterr().err
    assert told in err
    assert ("some were left" in err) is on_a_screen


def test_cells_to_keep_come_from_a_file_and_what_could_not_stay_is_said(tmp_path: Path) -> None:
    names = [f.id for f in golden().filters]
    cells = golden().cells.to_pylist()
    small = next(row for row in cells if 0 < row[golden().counts[0].id] < 10)
    file = tmp_path / "keep.csv"
    file.write_text(",".join(names) + "\n" + ",".join(small[n] for n in names) + "\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["table", "achievement_rate", "--year", "2020/21", "--keep", str(file)])
    assert done.exit_code == 0, done.output
    assert "was to be kept visible, and could not." in done.stderr
    file.write_text("sex\nF,too,many\n", encoding="utf-8")
    with pytest.raises(UsageError, match="one code for each column"):
        run("--keep", str(file))
    with pytest.raises(UsageError, match="cannot be read"):
        run("--keep", str(tmp_path / "none.csv"))
    with pytest.raises(UsageError, match="are about a protected table"):
        run("--why", "--unprotected")
