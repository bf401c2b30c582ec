"""`alder explain MEASURE --learner`: one learner, on a terminal and nowhere else."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support import ilr_files

import alder
from alder.cli import explain
from alder.cli.commands import cli
from alder.engine import sql_cache
from alder.errors import NotProtected, UsageError
from alder.model.period import AcademicYear

REFERENCE, NUMBER = "ZQREF7", "5076543212"


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traced")
    learner = [*ilr_files.learner(REFERENCE, ULN=NUMBER), ("LearningDelivery", ilr_files.delivery())]
    path = folder / "ILR-99999999-2021-20201201-093000-01.xml"
    path.write_bytes(ilr_files.message([("Learner", learner)], AcademicYear(2020)))
    alder.open(folder / "store").load(path)
    return folder / "store"


@pytest.fixture(name="on_a_terminal")
def _on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "on_a_terminal", lambda: True)


def asked(store: Path, *options: str) -> list[str]:
    return ["explain", "enrolments", "--learner", REFERENCE, "--store", str(store), *options]


@pytest.mark.usefixtures("on_a_terminal")
def test_each_aim_is_told_step_by_step(store: Path) -> None:
    result = CliRunner().invoke(cli, asked(store, "--year", "2020/21", "--ukprn", "99999999", "--as-of", "R14"))
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Enrolments   trace of one learner   enrolments version 1   2020/21")
    for part in ("ILR-99999999-2021-20201201-093000-01.xml, line", "begun in the year", "What it comes to"):
        assert part in " ".join(result.output.split())
    assert NUMBER not in result.output, "the ULN is of no use to the reader"


@pytest.mark.usefixtures("on_a_terminal")
def test_json_holds_the_same_and_rules_can_be_set(store: Path) -> None:
    options = ["explain", "starts", "--learner", REFERENCE, "--store", str(store), "--format", "json"]
    result = CliRunner().invoke(cli, [*options, "--set", "restarts=counted"])
    told = json.loads(result.output)
    assert (told["measure"], told["set"], len(told["aims"])) == ("starts", {"restarts": "counted"}, 1)


def test_output_that_does_not_go_to_a_screen_is_refused(store: Path) -> None:
    for format in ("text", "json"):
        result = CliRunner().invoke(cli, asked(store, "--format", format))
        assert isinstance(result.exception, NotProtected)
        assert str(result.exception).startswith("traces of a learner are shown on a terminal and nowhere else")
        assert not result.output


def test_a_real_terminal_is_told_from_a_pipe(store: Path) -> None:
    command = [sys.executable, "-m", "alder", *asked(store)]
    piped = subprocess.run(command, capture_output=True, check=False)
    assert (piped.returncode, piped.stdout) == (16, b"")
    here, there = pty.openpty()
    shown = subprocess.run(command, stdout=there, stderr=subprocess.PIPE, check=False)
    os.close(there)
    assert shown.returncode == 0, shown.stderr
    assert os.read(here, 100).startswith(b"Enrolments   trace of one learner")
    os.close(here)


@pytest.mark.usefixtures("on_a_terminal")
@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--to", "page.html"), NotProtected),
        (("--sql",), UsageError),
        (("--set", "restarts"), UsageError),
        (("--set", "year=2020/21"), UsageError),
    ],
)
def test_what_a_trace_is_not_asked_for(
    options: tuple[str, ...], error: type[Exception], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, asked(store, *options))
    assert isinstance(result.exception, error)
    assert not list(tmp_path.iterdir())


def test_options_of_a_trace_need_a_learner() -> None:
    result = CliRunner().invoke(cli, ["explain", "starts", "--year", "2020/21"])
    assert isinstance(result.exception, UsageError)
    assert "go with --learner" in str(result.exception)


@pytest.mark.usefixtures("on_a_terminal")
def test_a_wrong_reference_is_refused_without_repeating_it_or_naming_another(store: Path) -> None:
    result = CliRunner().invoke(cli, ["explain", "starts", "--learner", "ZQREF8", "--store", str(store)])
    assert result.exit_code != 0
    assert "ZQREF" not in str(result.exception)


@pytest.mark.usefixtures("on_a_terminal")
def test_nothing_of_the_learner_is_kept_on_disk(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path))
    assert CliRunner().invoke(cli, asked(store)).exit_code == 0
    kept = "".join(p.read_text(encoding="utf-8") for p in sql_cache.folder().iterdir())
    assert "learner_wanted" in kept
    assert REFERENCE not in kept
    assert NUMBER not in kept
