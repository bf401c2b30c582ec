"""What holds an output, case by case: each check told by a file as small as can be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from alder.outputs import check_outputs


class Case(NamedTuple):
    says: str
    file: str
    text: str
    held: frozenset[str]


def cases() -> list[Case]:
    text = Path(__file__).with_name("small_outputs.txt").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"\n\n# ", text)[1:]:
        says, file, *lines = block.strip().splitlines()
        end = next(n for n, line in enumerate(lines) if line.startswith("=> "))
        wanted = lines[end].removeprefix("=> ")
        held = frozenset() if wanted == "nothing" else frozenset(wanted.split("; "))
        found.append(Case(says, file, "\n".join(lines[:end]) + "\n", held))
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.says)
def test_what_holds_a_small_output(tmp_path: Path, case: Case) -> None:
    path = tmp_path / case.file
    path.write_text(case.text, encoding="utf-8")
    (verdict,) = check_outputs([path])
    found = {f"{int(finding.check)}:{finding.rule} @ {finding.place}" for finding in verdict.held}
    if case.held:
        assert case.held <= found
    else:
        assert not found


STARTS = "year,learners\n2021/22,{}\n2022/23,11910\n2023/24,11930\n"
INDEX = "{},index_starts,starts_per_1000_adults\n{}100.0,8.1\n{}99.1,8.1\n{}99.3,8.2\n"
A_HEAD = INDEX.replace("1000_adults", "head")
YEARS = ("year", "2021/22,", "2022/23,", "2023/24,")


@pytest.mark.parametrize(
    ("what", "counts", "series", "held"),
    [
        ("its years are counted beside it", STARTS.format(12020), INDEX.format(*YEARS), set()),
        ("a year of them is of few", STARTS.format(7), INDEX.format(*YEARS), {"4:RATIO"}),
        ("nothing counts anybody", "", INDEX.format(*YEARS), {"4:RATIO"}),
        ("others are counted", STARTS.format(12020), INDEX.format("site", "a,", "b,", "c,"), {"4:RATIO"}),
        ("it is a mean", STARTS.format(12020), INDEX.format(*YEARS).replace("index_starts", "mean_age"), {"4:MEAN"}),
        (
            "it is so much a head",
            STARTS.format(12020),
            A_HEAD.format(*YEARS),
            {"4:RATIO"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "\n" not in value else "",
)
def test_a_series_of_an_index_takes_its_people_from_the_table_beside_it(
    tmp_path: Path, what: str, counts: str, series: str, held: set[str]
) -> None:
    (tmp_path / "index.csv").write_text(series, encoding="utf-8")
    if counts:
        (tmp_path / "learners.csv").write_text(counts, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path])
    found = {f"{int(one.check)}:{one.rule}" for one in verdict.held if one.place.file == "index.csv"}
    assert found == held, what
