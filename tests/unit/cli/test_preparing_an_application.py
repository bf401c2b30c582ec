"""`alder applications`: the form, a file to fill in, and whether it is ready."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.an_application import complete, field

from alder.applications.form import form
from alder.cli.commands import cli
from alder.errors import AlderError


def run(*args: str) -> tuple[int, str]:
    """The exit status and what is printed, as whoever types it sees them."""
    result = CliRunner().invoke(cli, ["applications", *args])
    if isinstance(result.exception, AlderError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def test_the_form_shows_every_question_or_those_of_one_section() -> None:
    code, whole = run("form")
    assert code == 0
    assert all(f"{question.id} " in whole for question in form().questions)
    _, one = run("form", "g")
    assert "G4 " in one
    assert "F4 " not in one
    assert "there is no section called Q" in run("form", "Q")[1]


def test_a_blank_file_is_read_back_and_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    assert run("form", "--template", str(file))[0] == 0
    assert "is there already" in run("form", "--template", str(file))[1]
    blank = file.read_text(encoding="utf-8")
    assert tomllib.loads(blank)["form"] == form().version
    code, said = run("check", str(file))
    assert code == 1
    assert "Not answered yet: A1, A2," in said
    _, _, commented = blank.partition("# Tables:")
    rows = [line.removeprefix("# ") for line in commented.splitlines() if "[[" in line or line.endswith('= ""')]
    assert set(tomllib.loads("\n".join(rows[1:]))) == {question.id for question in form().questions if question.columns}


def test_a_complete_file_can_be_sent_and_tells_what_its_fields_could_do(tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(json.dumps(complete()))
    code, said = run("check", str(tmp_path / "answers.json"))
    assert code == 0, said
    assert "alone with what their records say under" in said
    assert said.rstrip().endswith("questions is answered.")
    (tmp_path / "answers.json").write_text(json.dumps({**complete(), "G4": [field("ULN")]}))
    code, said = run("check", str(tmp_path / "answers.json"), "--format", "json")
    assert code == 1
    assert json.loads(said)["faults"][0]["question"] == "G4"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A1 = ", "is no file of answers"),
        ('form = "9"', "answers version 9 of the form"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "answers.toml").write_text(text)
    code, said = run("check", str(tmp_path / "answers.toml"))
    assert code == 11
    assert says in said
