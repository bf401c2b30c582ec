"""Safe outputs of ordinary kinds that resemble unsafe ones: none of them is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alder.outputs import check_outputs

if TYPE_CHECKING:
    from pathlib import Path

SAFE: dict[str, dict[str, str]] = {
    "two headings, both rounded to five": {
        "a.csv": "Site,Learners 19+\nAsh,840\nBeech,400\nElm,555\nOak,360\nYew,450\n",
        "b.csv": "Site,Adults in learning\nAsh,845\nBeech,405\nElm,555\nOak,365\nYew,450\n",
    },
    "two subjects at the same sites": {
        "a.csv": "Site,English\nAsh,840\nBeech,400\nElm,555\nOak,360\nYew,450\n",
        "b.csv": "Site,Maths\nAsh,900\nBeech,380\nElm,600\nOak,365\nYew,400\n",
    },
    "two years under their own headings": {
        "a.csv": "Site,2022/23\nAsh,840\nBeech,400\nElm,555\nOak,360\nYew,450\n",
        "b.csv": "Site,2023/24\nAsh,860\nBeech,410\nElm,565\nOak,370\nYew,460\n",
    },
    "a brief with numbers of colleges, shares and bounds in words": {
        "a.md": (
            "# Adult learning at six sites\n"
            "\n"
            "Nine of the twelve colleges answered. "
            "Two hundred and five learners were asked; one in three had a plan.\n"
            "The three largest sites taught more than one thousand learners. "
            "Two courses in five are at level three.\n"
            "Fewer than ten learners left early.\n"
        ),
    },
    "a note with sites, weeks and thirds": {
        "a.txt": (
            "One hundred and twenty women and ninety-five men started. "
            "Four sites run five courses; six weeks is the shortest.\n"
            "Of those learners, two thirds stayed.\n"
        ),
    },
    "answers that begin with a number in words": {
        "a.csv": (
            "question,women,men\nThree or more visits,forty,thirty\nOne visit,sixty,fifty\nNo visit,eighty,seventy\n"
        ),
    },
    "aims as labels in Markdown": {
        "a.md": "| Aims | Learners |\n|---|---|\n| One | 1,240 |\n| Two | 560 |\n| Three or more | 95 |\n"
    },
    "fifths, counts and rates, all in words": {
        "a.csv": (
            "fifth,learners,rate\n"
            "One,one thousand,forty per cent\n"
            "Two,two thousand,fifty per cent\n"
            "Three,three thousand,sixty per cent\n"
        ),
    },
    "settings in words": {"a.yaml": "seed: seven\nfolds: five\nname: one\n"},
    "large groups in words": {"a.json": '{"Female":"one hundred and twenty","Male":"ninety-five"}'},
    "terms in words beside counts in digits": {
        "a.html": (
            "<h1>Two sites, three courses</h1><table><tr><th>Course</th><th>Terms</th><th>Learners</th></tr>"
            "<tr><td>Art</td><td>two</td><td>120</td></tr>"
            "<tr><td>Music</td><td>one</td><td>95</td></tr>"
            "</table>"
        ),
    },
    "stages with large counts in words": {
        "a.csv": "stage,women,men\napplied,ninety,eighty\noffered,seventy,sixty\nstarted,fifty,forty\n"
    },
}


@pytest.mark.parametrize("what", SAFE)
def test_a_safe_output_that_resembles_an_unsafe_one_is_not_held(tmp_path: Path, what: str) -> None:
    for name, text in SAFE[what].items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path])
    assert [f"{int(one.check)}:{one.rule} @ {one.place}" for one in verdict.held] == []
