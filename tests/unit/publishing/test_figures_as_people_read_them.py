"""Figures of tables as people read them."""

from __future__ import annotations

import pytest
from tests.support.text_tables import rows

from alder.publishing.contents.contents import DataSetIndicator
from alder.show import table

SHOWN = """
figure    | unit   | decimals | alone     | with its unit
1286      |        | 0        | 1,286     | 1,286
1286      |        |          | 1,286     | 1,286
1286.50   |        |          | 1,286.50  | 1,286.50
-0.25     |        |          | −0.25     | −0.25
-12345    |        | 0        | −12,345   | −12,345
65.4      | %      | 1        | 65.4      | 65.4%
65        | %      | 1        | 65.0      | 65.0%
3.1       | pp     | 1        | 3.1       | 3.1 points
21000     | £      | 0        | 21,000    | £21,000
4.5       | £m     | 1        | 4.5       | £4.5m
007       | string |          | 007       | 007
low       | %      | 1        | low       | low
"""


@pytest.mark.parametrize("row", rows(SHOWN), ids=lambda row: f"{row['figure']}-{row['unit']}-{row['decimals']}")
def test_a_figure_is_shown(row: dict[str, str | None]) -> None:
    decimals = int(row["decimals"]) if row["decimals"] else None
    indicator = DataSetIndicator("abcde", "column", "Label", row["unit"] or "", decimals)
    assert table.shown(str(row["figure"]), indicator) == row["alone"]
    assert table.shown(str(row["figure"]), indicator, with_unit=True) == row["with its unit"]


def test_the_key_lists_only_symbols_that_are_there() -> None:
    assert table.used(["1", "x", "c", "k", "?", "c"]) == [
        ("c", "hidden to protect people"),
        ("x", "not available"),
        ("k", "rounds to 0 but is not 0"),
    ]
