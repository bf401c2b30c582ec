"""`alder table`, over counts that are made here."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.golden.further_education import golden

import alder.measures
from alder.cli.table import table as command
from alder.errors import NotProtected, UsageError


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    asked: list[dict] = []

    def tabulate(source: object, measure: str, **options: object) -> object:
        asked.append({"measure": measure, **options})
        return golden()

    monkeypatch.setattr(alder.measures, "tabulate", tabulate)
    return asked


def run(*arguments: str) -> str:
    done = CliRunner().invoke(command, ["achievement_rate", "--year", "2020/21", *arguments], catch_exceptions=True)
    if done.exception:
        raise done.exception
    return done.output


def test_a_table_is_shown_protected_with_what_to_do_next(made_up: list[dict]) -> None:
    said = run("--by", "sex,age", "--as-of", "R06", "--scope", "apprenticeships")
    assert "c hidden to protect people" in said
    assert said.splitlines()[-1] == "Save it:  --out table.csv | .html | .parquet"
    assert made_up[0]["by"] == "sex,age"
    assert made_up[0]["return_number"] == "R06"
    assert max(len(line) for line in said.splitlines()) <= 100


@pytest.mark.parametrize("name", ["table.csv", "table.html", "table.parquet"])
def test_a_table_is_saved_in_the_format_of_its_name(tmp_path: Path, name: str) -> None:
    said = run("--out", str(tmp_path / name))
    assert said.startswith("Written: ")
    assert (tmp_path / name).stat().st_size > 500


def test_unprotected_counts_are_marked_on_every_line_and_cannot_be_saved(tmp_path: Path) -> None:
    said = run("--unprotected")
    assert all(line.startswith("NOT FOR RELEASE") for line in said.splitlines())
    assert said.splitlines()[-1] == "NOT FOR RELEASE   Protect it:  alder table achievement_rate --year 2020/21"
    with pytest.raises(NotProtected, match="cannot be saved"):
        run("--unprotected", "--out", str(tmp_path / "t.csv"))
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in which format"):
        run("--out", str(tmp_path / "table.docx"))
    with pytest.raises(UsageError, match="no policy called"):
        run("--policy", "none")
    with pytest.raises(UsageError, match="cannot be written"):
        run("--out", str(tmp_path / "no such folder" / "t.csv"))
