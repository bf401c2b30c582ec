"""Whether a published estimate may stand: its interval, its relative error, and what is refused or marked.

A survey's figure that rests on fewer than `LEAST_BASE` people is not given, and one whose standard error is over
`MOST_ERROR` per cent of it is marked. Both limits are Alder's own. What publishers count (`caution` empty) is left as
it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.errors import present
from alder.model.interval import WIDTH_95, wilson
from alder.model.quality import CAVEATS
from alder.model.source import Collected

if TYPE_CHECKING:
    from typing import Any

    from alder.model.quality import Caveat
    from alder.model.source import Source

LEAST_BASE, MOST_ERROR = 10, 20
REFUSED = f"refused: rests on fewer than {LEAST_BASE}"
MARKED = f"relative error over {MOST_ERROR}%"
NO_BASE, NO_INTERVAL = "base not published", "no interval"
UNRELIABLE = "u"

SURVEY, FORECAST = "Q-SURV", "Q-FCST"
_MORE = (("low", pa.float64()), ("high", pa.float64()), ("relative_error", pa.float64()), ("standing", pa.string()))
_CONFIDENCE = "Confidence"
_MEASURES = ("MEASURES_NAME", "measures_name")


def judge_estimates(figures: pa.Table) -> pa.Table:
    """The figures with their interval, relative error and standing; a refused one has the symbol u in its place."""
    schema = pa.schema([*figures.schema, *_MORE])
    if figures["caution"].null_count == figures.num_rows:
        empty = [pa.nulls(figures.num_rows, type) for _, type in _MORE[:-1]]
        return pa.table([*figures.columns, *empty, pa.repeat("", figures.num_rows)], schema=schema)
    rows = figures.to_pylist()
    widths = _widths(rows)
    for row in rows:
        row["low"], row["high"], row["relative_error"], row["standing"] = None, None, None, ""
        _judge(row, widths.get(_key(row)))
    return pa.Table.from_pylist(rows, schema=schema)


def _judge(row: dict[str, Any], width: float | None) -> None:
    value, base, is_survey = row["value"], row["base"], SURVEY in (row["caution"] or "")
    if value is None or not row["caution"]:
        return
    if is_survey and base is not None and base < LEAST_BASE:
        row["value"], row["symbol"], row["standing"] = None, UNRELIABLE, REFUSED
        return
    judgements = []
    if row.get("lower") is not None and row.get("upper") is not None:
        row["low"], row["high"] = row["lower"], row["upper"]
    elif width is not None:
        row["low"], row["high"] = value - width, value + width
    elif is_survey and base is not None and row["unit"] == "%" and 0 <= value <= 100:
        between = present(wilson(value * base / 100, int(base), 1), "a base of ten or more has an interval")
        row["low"], row["high"] = float(between.low), float(between.high)
    if row["low"] is not None and value:
        row["relative_error"] = abs(100 * (row["high"] - row["low"]) / 2 / WIDTH_95 / value)
        judgements += [MARKED] * (row["relative_error"] > MOST_ERROR)
    judgements += [NO_BASE] * (is_survey and base is None) + [NO_INTERVAL] * (row["low"] is None)
    row["standing"] = "; ".join(judgements)


def _widths(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], float]:
    """The half of each interval, where a publisher gives it as a figure of its own, as Nomis does."""
    widths = {}
    for row in rows:
        if row["caution"] and row["value"] is not None and _kind(row) == _CONFIDENCE:
            widths[_key(row)] = row["value"]
    return widths


def _kind(row: dict[str, Any]) -> str:
    categories = json.loads(row["categories"])
    return str(next((categories[name] for name in _MEASURES if name in categories), ""))


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a figure and the half of its interval have in common."""
    categories = {k: v for k, v in json.loads(row["categories"]).items() if k not in _MEASURES}
    return row["data_set"], row["period"], row["area_code"], row["indicator"], json.dumps(categories, sort_keys=True)


_CODES = {Collected.SURVEY: ("Q-SURV",), Collected.FORECAST: ("Q-FCST",)}


def caution(source: Source) -> tuple[Caveat, ...]:
    """The cautions of a source as a whole: a survey's, a forecast's, or none."""
    return tuple(CAVEATS[c] for c in _CODES.get(source.collected, ()))
