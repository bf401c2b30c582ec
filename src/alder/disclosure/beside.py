"""Published figures in one column with a protected table: each row says where it is from, its base and its caution.

Answers to a survey and projections are not counts of records. So a row of theirs never stands among counts without its
caution; it must bring its base and its interval, and what cannot is refused, with what to do instead.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.disclosure import estimates
from alder.disclosure.layout import by_words
from alder.disclosure.ledger.finished import keep_inside, let_leave, note_file
from alder.disclosure.protected import rows_of
from alder.errors import NotProtected, UsageError
from alder.look.words import counted, listed
from alder.model.frame import FrameSource
from alder.model.quality import CAVEATS
from alder.model.statistic import TIME
from alder.rights import for_everybody
from alder.show import layout
from alder.sources.extracts.estimates import FORECAST, MARKED, SURVEY

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from alder.disclosure.protected import Protected

SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("period", pa.string()),
        ("of", pa.string()),
        ("indicator", pa.string()),
        ("unit", pa.string()),
        ("value", pa.float64()),
        ("symbol", pa.string()),
        ("base", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("mark", pa.string()),
        ("caution", pa.string()),
    ]
)
"""`of` says of whom or where; `mark` stands beside an estimate whose relative error is large; `caution` has codes."""


@dataclass(frozen=True)
class Beside(FrameSource):
    """Rows of a protected table and of published figures under each other, in the columns of `SCHEMA`."""

    table: pa.Table
    of: Protected

    def to_arrow(self) -> pa.Table:
        return self.table

    @property
    def cautions(self) -> tuple[str, ...]:
        """The cautions in words, each with its code."""
        codes = {c for said in self.table["caution"].to_pylist() for c in said.split(", ") if c}
        return tuple(f"{CAVEATS[c].text} ({c})" for c in sorted(codes))

    def to_csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.table.column_names)
        writer.writerows(["" if v is None else v for v in row.values()] for row in self.table.to_pylist())
        return out.getvalue()

    @for_everybody()
    def write_csv(self, path: Path) -> list[Path]:
        """The rows, and beside them their cautions in words. The table is judged as when it is written by itself."""
        let_leave(self.of, path)
        notes = path.with_suffix(".notes.txt")
        path.write_text(self.to_csv(), encoding="utf-8", newline="")
        notes.write_text("\n".join(["Take care", *(f"  {c}" for c in self.cautions)]) + "\n", encoding="utf-8")
        note_file(self.of, path)
        return [path, notes]


def beside(table: Protected, figures: pa.Table, *, indicator: str | None = None) -> Beside:
    """One indicator of a protected table with published figures under it, as `environment.figures` gives them.

    Figures of a survey need a base and an interval, projections an interval; otherwise they are refused. A table of a
    store is kept in its ledger as one that stays inside, as for every frame that is made of it.
    """
    if lacking := [n for n in ("standing", "caution", "low", "base") if n not in figures.column_names]:
        raise UsageError(
            f"these are no published figures: they have no {lacking[0]}", next="Take them from: store.figures(SOURCE)"
        )
    _refuse(figures.filter(pc.fill_null(pc.not_equal(figures["caution"], ""), False)))
    keep_inside(table)
    rows = [*_own(table, indicator or table.main.id), *map(_published, figures.to_pylist())]
    return Beside(pa.Table.from_pylist(rows, schema=SCHEMA), table)


def _refuse(estimated: pa.Table) -> None:
    rows = [r for r in estimated.to_pylist() if r["value"] is not None]
    without_base = [r for r in rows if SURVEY in r["caution"] and r["base"] is None]
    without_range = [r for r in rows if r["low"] is None]
    for bad, what in ((without_base, "the number of people that they rest on"), (without_range, "an interval")):
        if bad:
            kind = "projections" if FORECAST in bad[0]["caution"] else "figures of a survey"
            raise NotProtected(
                f"{counted(len(bad), 'estimate')} of {len(rows)} would stand among counts without {what}",
                where=f"These are {kind}: {listed(sorted({r['indicator'] for r in bad})[:3])}.",
                next="Show them in a table of their own, with their caution, or leave them out.",
            )


def _own(table: Protected, indicator: str) -> list[dict[str, Any]]:
    """The rows of the protected table; the place of its period is that of the published ones."""
    names = [i.id for i in table.indicators]
    if indicator not in names:
        raise UsageError(f"the table has no {indicator}")
    place = names.index(indicator)
    i = table.indicators[place]
    rows = []
    for codes, figures in rows_of(table):
        said = [f.label_of(code) for f, code in zip(table.filters, codes, strict=True) if f.id != TIME]
        years = [code for f, code in zip(table.filters, codes, strict=True) if f.id == TIME]
        figure, between = figures[place], table.interval_in(figures, indicator)
        base = next(
            (g for g, other in zip(figures, table.indicators, strict=True) if i.of and other.id == i.of[1]), None
        )
        rows.append(
            {
                "source": listed([*table.about.sources, *filter(None, [table.about.made_up.mark.lower()])]),
                "period": years[0] if years else table.period,
                "of": ", ".join(said) or f"All{by_words(table)}",
                "indicator": i.label,
                "unit": "%" if i.is_rate else i.unit,
                "value": None if isinstance(figure, str) else float(figure),
                "symbol": figure if isinstance(figure, str) else "",
                "base": float(base) if isinstance(base, int) else None,
                "low": float(between.low) if between else None,
                "high": float(between.high) if between else None,
                "mark": layout.UNRELIABLE_FLAG if between and between.unsafe else "",
                "caution": estimates.cautions(table.quality),
            }
        )
    return rows


def _published(row: dict[str, Any]) -> dict[str, Any]:
    marked = MARKED in row["standing"]
    return {
        "source": row["data_set"],
        "period": row["period"],
        "of": row["area_name"] or row["area_code"] or "",
        "indicator": row["indicator"],
        "unit": row["unit"],
        "value": row["value"],
        "symbol": row["symbol"] or "",
        "base": row["base"],
        "low": row["low"],
        "high": row["high"],
        "mark": layout.UNRELIABLE_FLAG if marked else "",
        "caution": row["caution"] or "",
    }
