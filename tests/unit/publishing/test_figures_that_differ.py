"""Which figures differ between two versions of a data set."""

from __future__ import annotations

import pyarrow as pa

from alder.publishing.releases.changes import figures_changed


def table(text: str) -> pa.Table:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pa.table({name: [row[n] or None for row in rows] for n, name in enumerate(head)})


BEFORE = table("""
    time_period | country_code | la_name | sex    | pupils | rate
    202324      | E1           | Cove    | Girls  | 10     | 5.1
    202324      | E1           | Cove    | Boys   | 12     | c
    202324      | E1           | Aldby   |        | 7      | 3.0
    202223      | E1           | Aldby   | Girls  | 9      | 4.0
""")


def test_rows_are_matched_by_all_that_is_no_figure_also_by_blanks() -> None:
    after = table("""
        time_period | country_code | la_name | sex    | pupils | rate
        202324      | E1           | Aldby   |        | 8      | 3.0
        202324      | E1           | Cove    | Boys   | 12     | 4.9
        202324      | E1           | Cove    | Girls  | 10     | 5.1
        202425      | E1           | Cove    | Girls  | 11     | 5.2
    """)
    found = figures_changed(BEFORE, after, ["pupils", "rate"])
    assert (found.gone, found.new, found.changed) == (1, 1, 2)
    assert sorted(tuple(one.values()) for one in found.examples) == [
        ("202324, Aldby", "pupils", "7", "8"),
        ("202324, Cove, Boys", "rate", "c", "4.9"),
    ]


def test_the_same_figures_in_another_order_differ_in_nothing() -> None:
    found = figures_changed(BEFORE, BEFORE.take([3, 1, 0, 2]), ["pupils", "rate"])
    assert found.to_json() == {"gone": 0, "new": 0, "changed": 0, "examples": []}


def test_columns_that_only_one_version_has_are_left_out_of_the_comparison() -> None:
    after = BEFORE.drop_columns(["rate"]).append_column("absent", pa.array(["1", "2", "3", "4"]))
    assert figures_changed(BEFORE, after, ["pupils", "absent"]).changed == 0


def test_a_figure_that_came_or_went_differs() -> None:
    after = BEFORE.set_column(5, "rate", pa.array([None, "c", "3.0", "4.0"]))
    (one,) = figures_changed(BEFORE, after, ["pupils", "rate"]).examples
    assert (one["was"], one["is"]) == ("5.1", "")
