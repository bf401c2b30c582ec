"""A user's own protected tables as targets: shares of what they show, nothing of what they hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alder.errors import UsageError
from alder.synth.population.given_tables import read_given
from alder.synth.population.population import PopulationSettings, make_population
from alder.synth.population.population_quality import distances
from alder.synth.population.targets import Basis

if TYPE_CHECKING:
    from pathlib import Path

_NOTES = "Participation\n\nMethod: fe_and_skills_participation, version 1.\n\nCounts are rounded to the nearest 10.\n"
_META = "col_name,col_type\nage_band,Filter\nsex,Filter\nlearners,Indicator\n"
_ROWS = """
    2020/21 | Under 19 | Female | c
    2020/21 | Under 19 | Total  | 100
    2020/21 | 19-24    | Female | 150
    2020/21 | 19-24    | Total  | 300
    2020/21 | Total    | Female | 500
    2020/21 | Total    | Total  | 1000
"""


def _table(folder: Path, rows: str = _ROWS, meta: str = _META, notes: str = _NOTES) -> Path:
    lines = ["time_period,geographic_level,region_code,age_band,sex,learners"]
    for row in rows.strip().splitlines():
        year, *cells = (cell.strip() for cell in row.split("|"))
        lines.append(",".join([year[:4] + year[5:], "National", "", *cells]))
    file = folder / "table.csv"
    file.write_text("\n".join(lines) + "\n")
    (folder / "table.meta.csv").write_text(meta)
    (folder / "table.notes.txt").write_text(notes)
    return file


def test_what_is_shown_becomes_shares_of_the_total(tmp_path: Path) -> None:
    found = {figure.cell: figure.share for figure in read_given(_table(tmp_path))}
    year = ("year", "2020")
    assert found == {
        (year, ("age", "Under 19")): 10,
        (year, ("age", "19-24"), ("sex", "F")): 15,
        (year, ("age", "19-24")): 30,
        (year, ("sex", "F")): 50,
    }


def test_what_is_rounded_is_a_target_within_its_rounding(tmp_path: Path) -> None:
    figure = read_given(_table(tmp_path))[0]
    assert figure.rounding == pytest.approx(100 * 9 / 1000)
    assert figure.target().rounding == figure.rounding


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"notes": "Method: leavers, version 1."}, "is no table of learners"),
        ({"meta": _META.replace("sex", "level")}, "is split by level"),
        ({"rows": _ROWS.replace("1000", "c")}, "does not show how many learners"),
        ({"rows": _ROWS.replace("Under 19", "Under 21")}, "a member of age_band that is not read"),
        ({"rows": _ROWS + "    2020/21 | Total | Total | 900\n"}, "is of several places"),
    ],
)
def test_what_cannot_be_a_target_is_refused_in_words(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_given(_table(tmp_path, **change))


def test_a_table_without_its_notes_is_refused(tmp_path: Path) -> None:
    file = _table(tmp_path)
    file.with_suffix(".notes.txt").unlink()
    with pytest.raises(UsageError, match=r"there is no file table\.notes\.txt"):
        read_given(file)


def test_learners_are_as_a_given_table_says(tmp_path: Path) -> None:
    """Shares of sexes and ages come near to those of the table, though learners go on from years before."""
    rows = """
        2018/19 | 19-24 | Female | 90
        2018/19 | 19-24 | Total  | 300
        2018/19 | Total | Female | 400
        2018/19 | Total | Total  | 1000
    """
    given = read_given(_table(tmp_path, rows))
    settings = PopulationSettings(people=60_000, seed=1, first_year=2017, last_year=2018, given=given, regions=(6,))
    made = make_population(tmp_path / "like-ours", settings)
    assert made.settings == settings
    met, _ = distances(made)
    away = {tuple(d.target.cell.values())[1:]: abs(d.away) for d in met if d.target.basis is Basis.GIVEN}
    assert set(away) == {("19-24", "F"), ("19-24",), ("F",)}
    assert max(away.values()) < 3
