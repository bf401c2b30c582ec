"""A variable request form in the layout of the department's, about made-up tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path

PUBLISHED = {
    "sheet": "sheet",
    "ask": "section",
    "table": "table_name",
    "alias": "alias",
    "field": "field",
    "old": "old_name",
    "type": "type",
    "years": "years",
    "means": "description",
    "values": "values",
    "risk": "identification_risk",
    "harm": "sensitivity",
    "care": "level_of_care",
}
"""The heads of the table below, and the names of the columns in a file."""

HEAD = [*PUBLISHED.values(), "category", "length", "nullable", "collection_term", "source_dataset", "notes"]

FORM = """
sheet                | ask        | table       | alias           | field   | old     | years               | risk| harm
SC_Pupil_05-06_20-21 | by_request |             | Eyes_[term][yy] | Eyes    | eye_[yy] | 2005/2006 - 2020/21 | 4   | D
SC_Pupil_05-06_20-21 | default    | (Old Tier 4 | Hand_[term][yy] |         | n/a      | 2009/10 -           | 5   | E
KS4_01-02_to_20-21   | by_request | KS4 Pupil   | KS4_EYES        | EYES    | k4_eye   | 2001/02 - 2012/13   | 5   | c
KS4_01-02_to_20-21   | default    | KS4 Exam    | KS4_GRADE[n]    | s.GRADE |          | 2013/14 only        | 5   | E
CIN_08-09_to_20-21   | by_request | n_Overall   | n_Child         |         |          |                     |     |
CIN_08-09_to_20-21   | by_request | n_Overall   | CIN_KEY         | KEY     |          | 2006/2006           | 3   | B
PLAMS_07-08_to_20-21 | default    |             | PL_HAND         | Hand    |          | All years           | 5   | E
Shoes_04-05_to_20-21 | by_request | LEO.Shoes   |                 | Size    |          | 2016 onwards        |     |
"""

MORE = """
alias           | type        | care | means                  | values
Eyes_[term][yy] | Categorical | None | Colour of the eyes     | B = Blue;G = Grey
Hand_[term][yy] | Categorical | None | Hand that writes       |
KS4_EYES        | Categorical | None | Eyes at 16             |
KS4_GRADE[n]    | Continuous  |      | Grade                  |
n_Child         |             | CIN  |                        |
CIN_KEY         | bigint      | CIN  | Key of a person        |
PL_HAND         | Categorical | None | Hand, as the aim says  |
                | int         |      | Size of the shoes      |
"""


def rows() -> list[dict[str, str]]:
    """The form as rows, by published column."""
    more = {row["alias"]: row for row in _table(MORE)}
    return [dict.fromkeys(HEAD, "") | row | more[row["alias"]] for row in _table(FORM)]


def written(of: list[dict[str, str]]) -> str:
    """As a CSV. Line ends within values are semicolons in the table above."""
    out = io.StringIO()
    file = csv.DictWriter(out, HEAD)
    file.writeheader()
    file.writerows({k: v.replace(";", "\n") for k, v in row.items()} for row in of)
    return out.getvalue()


def form(folder: Path, name: str = "leo_variable_request_form_v9.csv", **changed: str) -> Path:
    """The form as a file, with the same text in a column of every row where that is asked for."""
    path = folder / name
    path.write_text(written([row | changed for row in rows()]), encoding="utf-8", newline="")
    return path


def _table(text: str) -> list[dict[str, str]]:
    names, *lines = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip([PUBLISHED[n] for n in names], line, strict=True)) for line in lines]
