"""Which findings a report lists, where somebody asks for some of them only. What is left out is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.look.words import listed
from alder.rules.since import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.rules.findings import Severity


@dataclass(frozen=True)
class Only:
    """What to list. Each part that is given narrows; within a part any of its values will do.

    `funding_models` lists the findings on aims that are funded so, and those on learners who have such an aim: not
    those on a learner whose record could not be read whole. `new` lists what an earlier return did not have.
    """

    rules: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    funding_models: tuple[int, ...] = ()
    new: bool = False

    def __bool__(self) -> bool:
        return bool(self.rules or self.learners or self.severities or self.funding_models or self.new)

    def of(self, table: pa.Table, records: Mapping[str, pa.Table]) -> pa.Table:
        """The findings to list."""
        chosen = pa.array(np.ones(table.num_rows, dtype=bool))
        if self.rules:
            chosen = pc.and_(chosen, _is_one_of(table["rule"], self.rules))
        if self.severities:
            chosen = pc.and_(chosen, _is_one_of(table["severity"], map(str, self.severities)))
        if self.learners:
            wanted = (r.strip().upper() for r in self.learners)
            chosen = pc.and_(chosen, _is_one_of(pc.utf8_upper(pc.utf8_trim_whitespace(table["learner_ref"])), wanted))
        if self.funding_models:
            chosen = pc.and_(chosen, self._funded(table, records["learning_delivery"]))
        if self.new:
            chosen = pc.and_(chosen, _is_one_of(table["since"], [str(Standing.NEW)]))
        return table.filter(chosen)

    def words(self, *, named: bool = False) -> str:
        """What is listed, for a sentence. Learners are `named` only in reports that hold their records anyway."""
        said = [listed(self.rules, "or")] if self.rules else []
        said += [f"{listed([str(s) for s in self.severities])}s"] if len(self.severities) == 1 else []
        if self.learners:
            several = len(self.learners) > 1
            said.append(
                f"learner{'s' if several else ''} {listed(self.learners)}"
                if named
                else (f"{len(self.learners)} learners" if several else "one learner")
            )
        said += [f"funding model {listed([str(m) for m in self.funding_models], 'or')}"] if self.funding_models else []
        said += ["new"] if self.new else []
        return ", ".join(said)

    def _funded(self, table: pa.Table, aims: pa.Table) -> pa.Array:
        some = aims.filter(_is_one_of(aims["FundModel"], self.funding_models))
        on_aim = pc.is_in(table["aim"], some["aim"].combine_chunks(), skip_nulls=True)
        of_learner = pc.is_in(table["learner"], some["learner"].combine_chunks(), skip_nulls=True)
        funded: pa.Array = pc.if_else(pc.is_valid(table["aim"]), on_aim, of_learner)
        return funded


def _is_one_of(column: pa.ChunkedArray, values: Iterable[object]) -> pa.Array:
    found: pa.Array = pc.is_in(column, pa.array(list(values), column.type), skip_nulls=True)
    return found
