"""The same rules as SQL written by hand: one query a rule, over the same tables, with joins and EXISTS.

They are a peer only if they find the same, so both judge a jumbled return first, in which nearly every rule finds
something, and all findings are compared; then the large return is judged, compared again and measured.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.rules.record_tables import FILE
from alder.rules.runner import KEYS
from benchmarks import timing
from benchmarks.judging import copies
from benchmarks.judging.alone import engine, judged
from benchmarks.judging.made_return import LEARNERS

LIMIT = 2.5
MOVED, ODD, EMPTIED = 0.3, 0.1, 0.05
CODES: dict[str, list[object]] = {
    "FundModel": [10, 10, 35, 35, 38, 81, 82, 99, 5],
    "ProgType": [24, 25, 30, 31, 32],
    "AimType": [1, 3],
    "LearnAimRef": ["Z0059747", "Z0009541", "ZWRKX001", "ZPROG001"],
    "LearnStartDate": [date(2015, 9, 1), date(2023, 9, 1), date(2024, 9, 1)],
    "AchDate": [date(2026, 8, 20), date(2027, 1, 1)],
    "AddHours": [50, 5_000],
    "OtherFundAdj": [50],
    "TLOut": [11, 12],
    "LearnDelFAMType": ["LDM", "SOF", "FFI", "ACT", "ALB", "RES"],
    "LearnDelFAMCode": ["1", "2", "034", "105", "108", "110", "118", "318", "320", "378", "384", "388", "395"],
    "LearnDelFAMDateFrom": [date(2025, 9, 1), date(2026, 1, 1)],
    "LearnFAMType": ["ECF"],
    "DateOfBirth": [date(1980, 1, 1), date(2012, 1, 1)],
    "EmpId": [123_456_780, 999_999_999],
    "ULN": [9_999_999_999],
    "EmpStat": [11, 12],
    "ESMType": ["BSI", "SEM"],
    "ESMCode": [1, 3, 4],
    "AFinCode": [1, 2],
    "MODESTUD": [1, 4],
    "FUNDCOMP": [1],
    "ProvSpecLearnMonOccur": ["C"],
}
"""Values that the rules by hand ask about and few records have."""

KEPT = {"submission", "line", "LearnRefNumber", *KEYS}


def queries() -> dict[str, str]:
    """The queries by the code of their rule."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    parts = re.split(r"^--- (\S+)$", text, flags=re.MULTILINE)[1:]
    return {code: query.strip() for code, query in zip(parts[::2], parts[1::2], strict=True)}


def by_hand(tables: dict[str, pa.Table], references: Path) -> dict[str, pa.Table]:
    """What each query finds."""
    with engine(tables, references) as opened:
        opened.add(FILE, tables[FILE])
        return {code: opened._connection.sql(query).to_arrow_table() for code, query in queries().items()}


def by_rules(tables: dict[str, pa.Table], references: Path) -> pa.Table:
    return judged(tables, references, only=queries()).broken


def differences(theirs: dict[str, pa.Table], ours: pa.Table) -> list[str]:
    """The codes whose findings are not the same, with how many only one side has."""
    told = []
    for code, rows in theirs.items():
        by_query = set(zip(*(rows[c].to_pylist() for c in rows.schema.names), strict=True))
        own = ours.filter(pc.equal(ours["rule"], code))
        by_rule = set(zip(*(own[c].to_pylist() for c in rows.schema.names), strict=True))
        if by_query != by_rule or len(by_query) != rows.num_rows or len(by_rule) != own.num_rows:
            told.append(f"{code}: {len(by_query - by_rule)} only by hand, {len(by_rule - by_query)} only by the rule")
    return told


def jumbled(tables: dict[str, pa.Table], seed: int = 7) -> dict[str, pa.Table]:
    """The return with many values exchanged between records, some made odd and some emptied."""
    draw = np.random.default_rng(seed)
    made = {}
    for name, rows in tables.items():
        for place, field in enumerate(rows.schema):
            if field.name in KEPT or name == FILE or not rows.num_rows:
                continue
            order = np.arange(rows.num_rows)
            moved = np.flatnonzero(draw.random(rows.num_rows) < MOVED)
            order[moved] = draw.permutation(moved)
            empty = draw.random(rows.num_rows) < EMPTIED
            values = rows.column(place).take(pa.array(order, mask=empty))
            if field.name in CODES:
                odd = pa.array(CODES[field.name], field.type).take(
                    pa.array(draw.integers(0, len(CODES[field.name]), rows.num_rows))
                )
                values = pc.if_else(pa.array(draw.random(rows.num_rows) < ODD), odd, values)
            rows = rows.set_column(place, field, values)
        made[name] = rows
    return made


def main(folder: Path, learners: int) -> None:
    references = folder / "references"
    odd = jumbled(copies.of(folder / "return", LEARNERS))
    theirs = by_hand(odd, references)
    _insist(differences(theirs, by_rules(odd, references)))
    finding = sum(rows.num_rows > 0 for rows in theirs.values())
    print(f"{len(theirs)} rules by hand: the same findings on a jumbled return, where {finding} of them find something")
    tables = copies.of(folder / "return", learners)
    _insist(differences(by_hand(tables, references), by_rules(tables, references)))
    hand = timing.best(lambda: timing.call(lambda: by_hand(tables, references)))
    rules = timing.best(lambda: timing.call(lambda: by_rules(tables, references)))
    for name, cost in (("hand-written SQL", hand), ("the same by rules", rules)):
        print(f"{name:<24}{cost.cpu:8.2f} s of processor {cost.wall:8.2f} s")
    ratio = rules.cpu / hand.cpu
    print(f"by rules: {ratio:.2f} × hand-written, {ratio / LIMIT:.2f} of the limit of {LIMIT:g}")


def _insist(different: list[str]) -> None:
    if different:
        raise SystemExit("Hand-written SQL is no peer, as it finds something else:\n" + "\n".join(different))
