"""The SQL of one rule, for people who want to see exactly what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.period import AcademicYear
    from alder.rules.book import RuleBook
    from alder.rules.rule import Rule


def statements(rule: Rule, book: RuleBook, year: AcademicYear, *, dialect: str = "duckdb") -> str:
    """The statements that judge the rule alone, in the order in which they run, one paragraph each.

    Each but the last makes the table that its first line names. In a run of the whole book the same statements serve
    all rules: prepared tables hold the columns of all, and a mask has a bit for each rule.
    """
    from alder.model import expr
    from alder.rules.lowering import lower

    paragraphs = []
    for step in lower([rule], book.shape, year):
        title = f"-- what breaks {rule.code}" if step.is_pass else f"-- {step.name}"
        paragraphs.append(f"{title}\n{expr.to_sql(step.rows, dialect, pretty=True)};")
    return "\n\n".join(paragraphs)
