"""A reference table that several statements read is read once, for the rows that records name."""

from __future__ import annotations

import pytest

from alder.model.period import AcademicYear
from alder.rules.compiler import compile_rules
from alder.sources.ilr.rules import ilr


@pytest.mark.parametrize(
    ("codes", "table", "read_by"),
    [
        (("Postcode_14",), "postcode", "answers__0"),
        (("PostcodePrior_01",), "postcode", "answers__0"),
        (("Postcode_14", "PostcodePrior_01"), "postcode", "named__postcode__pcds"),
        (("Postcode_14", "ULN_05"), "learner_register", "answers__0"),
    ],
)
def test_a_reference_table_is_read_by_one_statement(codes: tuple[str, ...], table: str, read_by: str) -> None:
    year = AcademicYear(2025)
    rules = [r for r in ilr.for_year(year).rules if r.code in codes]
    assert len(rules) == len(codes)
    steps = compile_rules(rules, ilr.shape, year)
    assert [s.name for s, rows in steps if f"UnboundTable: {table}\n" in repr(rows)] == [read_by]
