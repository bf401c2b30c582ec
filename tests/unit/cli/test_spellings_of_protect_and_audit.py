"""`alder protect` and `alder audit` are groups of `table` and `records`; the spelling without still works."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from tests.support.commands import refused, run
from tests.support.table_folders import grid

from alder.cli.commands import cli

ROWS = [[1, 4, 30, 26], [40, 25, 33, 15], [21, 13, 17, 12]]
HEAD = "region,level,pay,stayed\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tables and records, in which commands are typed."""
    for name in ("leavers", "starters"):
        grid(tmp_path, ROWS, name)
    lines = [f"R{n % 3},L{n % 2},{100 + n * 7 % 90},{'yes' if n % 5 else 'no'}" for n in range(70)]
    (tmp_path / "people.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SAME = {
    "table": [
        "leavers",
        "leavers --policy srs-output --release readers.csv",
        "leavers --policy dfe-statistics",
        "leavers --threshold 10 --no-insider --may-be-empty",
    ],
    "records": [
        "people.csv --by region,level --threshold 10 --release readers.csv",
        "people.csv --by region --policy dfe-statistics",
        "people.csv --by region --of pay --as mean --threshold 10",
        "people.csv --by region --of pay --policy srs-output",
        "people.csv --by region --of stayed --as rate --policy srs-output",
    ],
}


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in SAME.items() for line in lines])
def test_both_spellings_write_and_say_the_same(here: Path, kind: str, line: str) -> None:
    found = []
    for words in ((), (kind,)):
        said = run("protect", *words, *line.split(), "--out", "pub.csv")
        # the policy of what was made, and what was made of the records, are those of the attack
        asked = [word for word in line.split()[1:] if word not in ("--release", "readers.csv")]
        attacked = run("audit", *words, line.split()[0], "pub.csv", *asked)
        found.append((said, (here / "pub.csv").read_bytes(), attacked))
        (here / "pub.csv").unlink()
    assert found[0] == found[1]
    assert found[0][2].startswith("Safe")


def test_several_tables_go_together_in_both_spellings(here: Path) -> None:
    (here / "base").mkdir()
    for words in ((), ("table",)):
        said = (
            run("protect", *words, "leavers", "--against", "starters:pub.csv", "--out", "new.csv")
            if words
            else run("protect", "starters", "--out", "pub.csv")
        )
        assert "cells" in said
    together = ["leavers", "new.csv", "--against", "starters:pub.csv", "--base", "leavers"]
    assert run("audit", *together) == run("audit", "table", *together)


@pytest.mark.parametrize("name", ["table", "records"])
def test_a_path_that_exists_is_a_path_whatever_it_is_called(here: Path, name: str) -> None:
    """As it was before there were commands of these names."""
    (here / "leavers").rename(here / name)
    assert "20 cells" in run("protect", name, "--out", "pub.csv")
    assert run("audit", name, "pub.csv").startswith("Safe")
    (here / "people.csv").rename(here / "people")
    (here / name).rename(here / "moved")
    (here / "people").rename(here / name)
    assert "16 cells" not in run("protect", name, "--by", "region", "--threshold", "10", "--out", "counts.csv")
    assert run("audit", name, "counts.csv", "--by", "region", "--threshold", "10").startswith("Safe")


def test_options_may_come_before_the_path_as_they_always_could(here: Path) -> None:
    run("protect", "--threshold", "10", "--out", "pub.csv", "leavers")
    assert run("audit", "--threshold", "10", "leavers", "pub.csv").startswith("Safe")


def test_a_path_that_is_not_there_is_said_to_be_missing(here: Path) -> None:
    assert "nowhere is no table folder" in refused("protect", "nowhere", "--out", "pub.csv")
    assert "cannot be read" in refused("audit", "nowhere", "pub.csv")


@pytest.mark.parametrize("command", ["protect", "audit"])
def test_the_wrong_command_names_the_right_one(here: Path, command: str) -> None:
    out = ["--out", "pub.csv"] if command == "protect" else ["pub.csv"]
    assert f"alder {command} records people.csv" in refused(command, "table", "people.csv", *out)
    assert f"alder {command} table leavers" in refused(command, "records", "leavers", *out)
    assert f"alder {command} records RECORDS.csv" in refused(command, "records", "people.csv", *out)


PASSED_OVER = [
    # kind, what is asked for, what the named command says of it
    ("table", "leavers --base leavers", "--base is what several tables rest on"),
    ("table", "leavers --policy dfe-statistics --secret people.csv", "a secret is for policies that draw at random"),
    ("records", "people.csv --by region --threshold 10 --year 2020/21", "Give --learner COLUMN too"),
    ("records", "people.csv --by region --of stayed --as rate --policy srs-output --threshold 5", "its own threshold"),
    ("records", "people.csv --by region --of stayed --as rate --policy srs-output --interval", "Leave --interval out"),
    ("records", "people.csv --by region --of pay --as p50 --policy dfe-statistics --may-be-empty", "alters them"),
]


@pytest.mark.parametrize(("kind", "line", "said"), PASSED_OVER)
def test_what_was_passed_over_is_refused_by_the_command_that_is_named(
    here: Path, kind: str, line: str, said: str
) -> None:
    """A line that worked goes on working; whoever writes the new one learns what was not heeded."""
    assert "Written to pub.csv" in run("protect", *line.split(), "--out", "pub.csv")
    (here / "pub.csv").unlink()
    assert said in refused("protect", kind, *line.split(), "--out", "pub.csv")
    assert not (here / "pub.csv").exists()


def test_an_attack_refuses_what_it_would_not_heed(here: Path) -> None:
    run("protect", "leavers", "--out", "pub.csv")
    assert run("audit", "leavers", "pub.csv", "--base", "leavers").startswith("Safe")
    assert "--base is what tables rest on" in refused("audit", "table", "leavers", "pub.csv", "--base", "leavers")
    means = ["people.csv", "means.csv", "--by", "region", "--of", "pay", "--as", "mean", "--threshold", "10"]
    run("protect", "people.csv", *means[2:], "--out", "means.csv")
    assert run("audit", *means, "--may-be-empty").startswith("Safe")
    assert "Leave --may-be-empty out" in refused("audit", "records", *means, "--may-be-empty")


@pytest.mark.parametrize("command", ["protect", "audit"])
def test_a_shell_completes_the_commands_and_paths(command: str) -> None:
    complete = ShellComplete(cli, {}, "alder", "_ALDER_COMPLETE")
    found = complete.get_completions([command], "")
    assert [(one.value, one.type) for one in found] == [("table", "plain"), ("records", "plain"), ("", "file")]
    assert "--against" in {one.value for one in complete.get_completions([command, "table"], "--")}
    assert "--against" in {one.value for one in complete.get_completions([command, "leavers"], "--")}


@pytest.mark.parametrize("command", ["protect", "audit"])
def test_help_tells_of_both_and_that_the_word_may_be_left_out(command: str) -> None:
    said = run(command, "--help")
    assert "table " in said
    assert "records " in said
    assert "Without either word" in " ".join(said.split())
    assert "--by" not in run(command, "table", "--help")
    assert "--by" in run(command, "records", "--help")
