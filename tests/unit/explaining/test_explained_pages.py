"""`alder explain NAME --to page.html`: the same explanation, as a page to send to somebody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alder.cli.group import cli
from alder.errors import UsageError
from alder.sources.ilr import explanation


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["explain", *map(str, arguments)])


def text(page: Path) -> str:
    """What a person reads, without marks and styles."""
    html = re.sub(r"<(style|title)>.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_rules_page_says_what_the_terminal_says(tmp_path: Path) -> None:
    page = tmp_path / "rule.html"
    assert run("LearnAimRef_104", "--to", page).output == f"Written: {page}\n"
    said = text(page)
    assert "Rule LearnAimRef_104 Error Learning delivery 2025/26 to now The aim took no new starts" in said
    assert "breaks it Day after the last start learning delivery: LearnAimRef 60001234" in said
    assert "More Learners aged 14 to 16 in college" in said
    assert "SQL" not in said


def test_sql_is_folded_into_the_page(tmp_path: Path) -> None:
    run("R59", "--sql", "--to", tmp_path / "rule.html")
    assert "The statements that judge it" in text(tmp_path / "rule.html")
    assert "SELECT" in text(tmp_path / "rule.html")


def test_a_page_fetches_and_runs_nothing(tmp_path: Path) -> None:
    run("R104", "--to", tmp_path / "rule.html")
    html = (tmp_path / "rule.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["CompStatus", "achievement_rate", "rules"])
def test_whatever_can_be_explained_has_a_page(tmp_path: Path, name: str) -> None:
    assert run(name, "--to", tmp_path / "page.html").exit_code == 0
    assert name in text(tmp_path / "page.html")


def test_a_page_may_be_markdown(tmp_path: Path) -> None:
    run("R104", "--to", tmp_path / "rule.md")
    assert (tmp_path / "rule.md").read_text(encoding="utf-8").startswith("# R104\n\nRule. error, learning delivery FAM")
    run("R104", "--sql", "--to", tmp_path / "rule.md")
    assert "```sql\n" in (tmp_path / "rule.md").read_text(encoding="utf-8")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    result = run("R104", "--to", tmp_path / "rule.pdf")
    assert isinstance(result.exception, UsageError)
    assert (result.exception.what, result.exception.where) == (
        "no page can be written as rule.pdf",
        "Pages end in .html or .md.",
    )


def test_a_page_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    result = run("R104", "--to", tmp_path / "nowhere" / "rule.html")
    assert isinstance(result.exception, UsageError)
    assert result.exception.what.endswith("rule.html cannot be written")


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("R59", ("error, warning up to 2020/21", "learner", "2016/17 to now")),
        ("R31", ("error", "learning delivery", "2020/21, 2025/26 to now")),
        ("R91", ("error", "learner", "2020/21")),
    ],
)
def test_a_rule_says_how_grave_it_was_and_in_which_years(rule: str, facts: tuple[str, ...]) -> None:
    assert explanation.rule(rule).facts == facts
