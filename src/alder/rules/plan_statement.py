"""One statement of a plan that judges records: what it is for, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanStatement:
    """Rows to keep under a name, or a pass that says which of `rules` each row breaks.

    `reads` is the table of the source from which a prepared table comes. `over` is the kept table whose emptiness makes
    the statement needless. `at_fault` is, as JSON, what each rule of a pass asks of each of the records beside the
    judged one. A statement with a `reference` follows the pass of its rule, and says what that table holds in `columns`
    for the records that break it. `tables` are those that its SQL reads, whoever made them.
    """

    name: str
    sql: str = ""
    reads: str | None = None
    over: str = ""
    rules: tuple[str, ...] = ()
    judged: str = ""
    reference: str = ""
    columns: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    at_fault: str = ""

    @property
    def is_pass(self) -> bool:
        return bool(self.rules) and not self.reference
