"""`alder outputs`: checking files, a cover sheet to fill in, the rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.commands import refused, run

from alder.outputs import OUTPUT_RULES, check_outputs
from alder.outputs.cover_sheet import read_cover_sheet

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "group,learners,achieved %\nA,220,61.4\nB,250,72.0\n"
SMALL = "group,learners,achieved %\nA,220,61.4\nB,7,57.1\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "table.csv").write_text(SMALL, encoding="utf-8")
    return tmp_path / "draft"


def test_what_holds_an_output_is_said_and_the_status_tells_it(draft: Path) -> None:
    said = run("outputs", "check", draft, exit=1)
    assert "It would be held: 3 findings to put right first." in said
    assert "✗ table.csv: line 3, column learners" in said
    assert "Two people who did not make it" in said


def test_what_nothing_holds_ends_with_0_and_leaves_nothing_by_itself(draft: Path) -> None:
    (draft / "table.csv").write_text(GOOD, encoding="utf-8")
    said = run("outputs", "check", draft)
    assert "Nothing was found that would hold it." in said
    assert "No program releases an output." in said


def test_files_side_by_side_are_one_output(tmp_path: Path) -> None:
    """What two files tell together is told of files that are named together, and of neither by itself."""
    for name, female in (("all.csv", 125), ("some.csv", 122)):
        rows = f"sex,learners\nFemale,{female}\nMale,95\nUnknown,80\n"
        (tmp_path / name).write_text(rows, encoding="utf-8")
    together = json.loads(
        run("outputs", "check", tmp_path / "all.csv", tmp_path / "some.csv", "--format", "json", exit=1)
    )
    assert [len(together), "DIFFQ" in {finding["rule"] for finding in together[0]["findings"]}] == [1, True]


def test_a_page_says_the_same(draft: Path, tmp_path: Path) -> None:
    run("outputs", "check", draft, "--page", tmp_path / "found.html", exit=1)
    page = (tmp_path / "found.html").read_text(encoding="utf-8")
    assert "It would be held: 3 findings" in page
    assert "No program releases an output." in page


def test_a_services_own_numbers_take_the_place_of_the_usual_ones(draft: Path) -> None:
    (draft / "table.csv").write_text("group,learners\nA,216\nB,6\n", encoding="utf-8")
    run("outputs", "check", draft, exit=1)
    run("outputs", "check", draft, "--threshold", 5, "--rounding", 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "there is nothing to check"),
        (["check", "gone.csv"], "there is no file gone.csv"),
        (["check", "gone.csv", "--page", "found.txt"], "End it in .html"),
        (["rules", "FREK"], "Did you mean FREQ?"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: list[str], said: str) -> None:
    assert said in refused("outputs", *arguments)


def test_a_cover_sheet_to_fill_in_can_be_read_and_is_never_written_over(draft: Path) -> None:
    run("outputs", "cover", draft)
    text = (draft / "cover.toml").read_text(encoding="utf-8")
    cover = read_cover_sheet(text)
    assert [file.name for file in cover.files] == ["table.csv"]
    assert dict(cover.files[0].columns) == {"learners": "FREQ", "achieved %": "PCT"}
    assert "is there already" in refused("outputs", "cover", draft)
    assert (draft / "cover.toml").read_text(encoding="utf-8") == text


def test_a_cover_sheet_as_it_was_written_changes_no_verdict(draft: Path) -> None:
    bare = {finding.rule for finding in check_outputs([draft])[0].held}
    run("outputs", "cover", draft)
    assert {finding.rule for finding in check_outputs([draft])[0].held} == bare


def test_every_kind_of_statistic_has_its_rule() -> None:
    listed = run("outputs", "rules")
    assert len(OUTPUT_RULES) == 47
    for rule in OUTPUT_RULES:
        assert f"{rule.id} " in listed
        assert rule.name in run("outputs", "rules", rule.id.lower())
