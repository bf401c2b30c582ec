"""Twenty outputs to judge, whose right verdicts the automatic checks of outputs confirm by code of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from alder.accreditation.checkers import CheckerOutput, CheckerVerdict, checker_outputs, judged
from alder.cli.commands import cli
from alder.outputs import check_outputs

TODAY = date(2026, 11, 30)
OUTPUTS = checker_outputs(1)
BY_PEOPLE_ALONE = {"a weighted count of few people", "nothing said of whom it is about"}
"""What no automatic check holds, and checkers have to see."""


def is_held(output: CheckerOutput, folder: Path) -> bool:
    folder.mkdir()
    for name, text in output.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (verdict,) = check_outputs([folder])
    return verdict.is_held


@pytest.mark.parametrize("seed", [1, 2])
def test_automatic_checks_agree_but_where_it_takes_a_person(seed: int, tmp_path: Path) -> None:
    for output in checker_outputs(seed):
        held = is_held(output, tmp_path / str(output.number))
        wanted = output.verdict is CheckerVerdict.RETURN and output.kind not in BY_PEOPLE_ALONE
        assert held == wanted, output.kind


def test_every_seed_makes_other_figures_of_the_same_twenty_kinds() -> None:
    again, other = checker_outputs(1), checker_outputs(2)
    assert again == OUTPUTS
    assert {one.kind for one in other} == {one.kind for one in OUTPUTS}
    assert [one.kind for one in other] != [one.kind for one in OUTPUTS]
    assert [one.number for one in OUTPUTS] == list(range(1, 21))
    figures = {one.kind: one.files for one in other}
    assert sum(figures[one.kind] == one.files for one in OUTPUTS) <= 1, "figures are those of other people"
    assert sum(one.disclosive for one in OUTPUTS) == 9
    assert sum(one.verdict is CheckerVerdict.RELEASE for one in OUTPUTS) == 8
    assert all(one.verdict is CheckerVerdict.RETURN for one in OUTPUTS if one.disclosive)


def verdicts(*, wrong: list[str]) -> dict[int, CheckerVerdict]:
    """Right verdicts, but for outputs of these kinds."""
    turned = {CheckerVerdict.RELEASE: CheckerVerdict.RETURN, CheckerVerdict.RETURN: CheckerVerdict.RELEASE}
    return {one.number: turned[one.verdict] if one.kind in wrong else one.verdict for one in OUTPUTS}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([], []),
        (["a zero by definition", "counts not rounded"], []),
        (
            ["a zero by definition", "counts not rounded", "distances in bands"],
            ["17 of 20 verdicts were right. It takes 90%."],
        ),
        (["a small count"], ["1 output that would tell of somebody was let out: "]),
    ],
)
def test_nine_in_ten_are_right_and_nothing_disclosive_is_let_out(wrong: list[str], says: list[str]) -> None:
    mark = judged(OUTPUTS, verdicts(wrong=wrong), TODAY)
    assert mark.passed == (not says)
    assert [why.startswith(said) for why, said in zip(mark.whys, says, strict=True)] == [True] * len(says)
    assert {one.kind for one in mark.differing} == set(wrong)


def test_what_was_not_judged_is_wrong() -> None:
    mark = judged(OUTPUTS, {}, TODAY)
    assert (mark.right, mark.let_out, mark.passed) == (0, (), False)


def test_the_course_of_checkers_in_the_terminal() -> None:
    right = "\n".join("o" if one.verdict is CheckerVerdict.RELEASE else "b" for one in OUTPUTS)
    told = CliRunner().invoke(cli, ["accreditation", "checker", "--draw", "1"], input=right, catch_exceptions=False)
    assert "Passed: 20 of 20 verdicts" in told.output
    told = CliRunner().invoke(
        cli, ["accreditation", "checker", "--draw", "1"], input="o\n" * 20, catch_exceptions=False
    )
    assert "9 outputs that would tell of somebody were let out" in told.output
    assert next(one.why for one in OUTPUTS if one.disclosive) in " ".join(told.output.split())
