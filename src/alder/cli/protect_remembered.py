"""`alder protect RECORDS.csv --learner`: a table that the ledger of a store judges and remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.cli.protect_records import counted_told, no_yes_and_no, told, where_written, write_counts
from alder.errors import UsageError, present

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from alder.cli.protect_records import RecordQuery
    from alder.cli.protection import OutputFiles, Protection
    from alder.disclosure import Protected
    from alder.disclosure.microdata import Lines
    from alder.disclosure.microdata.remembered import Remembered
    from alder.model.period import AcademicYear


def say_remembered(
    ask: RecordQuery,
    how: Protection,
    to: OutputFiles,
    who: Learners,
    others: Mapping[str, object],
    tell: Callable[[str], None],
) -> str:
    """Protect a table beside all earlier ones of the same learners that the ledger holds, and keep it."""
    from alder.cli.ledger import of_store
    from alder.disclosure import protect
    from alder.disclosure.ledger import MORE
    from alder.disclosure.ledger.finished import number_of
    from alder.disclosure.microdata import counts_of

    if odd := [name for name, value in others.items() if value]:
        raise UsageError(f"{odd[0]} does not go with --learner", next="Leave one of them out.")
    if how.policy is None:
        raise UsageError("the ledger remembers the policy of every table", next="Give --policy srs-output.")
    lines = ask.lines()
    how.check_named(lines.dimensions)
    keys, draws, are_ulns = who.keys(ask.path)
    yes = (ask.of or "") if ask.asks.what == "rate" else ""
    counts = counts_of(lines, title=ask.path.stem, year=who.year, of=yes, keys=keys, draws=draws)
    query = {"file": ask.path.name, "by": [d.name for d in lines.dimensions], "of": ask.of, "period": who.year.label}
    ledger = of_store(who.folder, tell).asking(query)
    values = None if ask.asks.what in ("count", "rate") else _valued(ask, how, lines, keys, tell)
    if values is not None:
        ledger = replace(ledger.valuing(values), query={**query, "as": ask.asks.name})
    table = protect(counts, how.policy, against=ledger, progress=tell)
    tell("Writing")
    if values is None:
        write_counts(table, counts, to)
        came = counted_told(table)
    else:
        came = _write_values(table, values, ask, to)
    lines_ = [*how.said(), *came, *([MORE] if ledger.facts(number_of(table)).more else []), *where_written(to)]
    lines_.append(
        f"Kept in the ledger as {number_of(table)}: every later table of the same learners of a "
        "year is judged beside it."
    )
    if not are_ulns:
        lines_.append("Their keys are no ULNs, so only tables with the same keys are about the same people to it.")
    return "\n".join(lines_)


def _valued(
    ask: RecordQuery, how: Protection, lines: Lines, keys: NDArray[np.uint64], tell: Callable[[str], None]
) -> Remembered:
    """Figures that are made of values, as the ledger asks for them."""
    from alder.cli.protection import rounding_policy
    from alder.disclosure.microdata.remembered import Remembered, Rules

    policy = present(how.policy, "tables of a ledger have a policy")
    if rounding_policy(policy):
        raise UsageError(
            f"policy {policy.name} alters counts, and the ledger keeps {ask.asks.plural} of a file beside counts "
            "that are shown or hidden",
            next="Use a policy that hides, such as srs-output.",
        )
    no_yes_and_no(lines, ask)
    near = policy.near_full if policy.class_disclosure else None
    valued = replace(how.wide(of_values=True), interval=False)
    rules = Rules(ask.counted(lines, how), valued, ask.to, ask.limits, near)
    return Remembered(lines, ask.asks, ask.of or "", keys, rules, tell)


def _write_values(table: Protected, values: Remembered, ask: RecordQuery, to: OutputFiles) -> list[str]:
    from alder.disclosure.ledger.finished import note_file
    from alder.disclosure.microdata.written import write_figures

    figures = present(values.figures, "figures are written once they were judged")
    for path in filter(None, (to.out, to.release)):
        write_figures(figures, values.decimals, path, for_readers=path is to.release)
        note_file(table, path)
    if values.held is None:
        return [told(figures, ask)[0], "The answer is the one that was given before to the same question."]
    return [*told(figures, ask), *values.held.words()]


@dataclass(frozen=True)
class Learners:
    """Who is behind the lines of a file, and in which store that is remembered."""

    column: str
    year: AcademicYear
    folder: Path

    @classmethod
    def asked(cls, column: str, year: AcademicYear | None, folder: Path) -> Learners:
        from alder.engine.store_sign import is_store

        if year is None:
            raise UsageError("a learner is counted in a year", next="Give --year 2020/21.")
        if not is_store(folder):
            raise UsageError(
                f"{folder} is no store, and the ledger that remembers tables lies in one",
                next="Give --store DIR, the store of your returns.",
            )
        return cls(column, year, folder)

    def keys(self, path: Path) -> tuple[NDArray[np.uint64], NDArray[np.int64], bool]:
        """Of each line the key in the store and what it draws from, and whether all are ULNs. Nobody has two lines."""
        import pyarrow.compute as pc

        import alder
        from alder.disclosure.tables.text_csv import insist, line, read_text
        from alder.measures.calculation.record_keys import learner_keys, secret_of
        from alder.model.record_keys import record_keys

        rows = read_text(path, "the file of records")
        insist(rows, [self.column], path)
        people = pc.utf8_trim_whitespace(rows.column(self.column)).to_pylist()
        first: dict[str, int] = {}
        for n, one in enumerate(people):
            if not one or first.setdefault(one, n) != n:
                raise UsageError(
                    f"column {self.column} is blank" if not one else "a learner has two lines",
                    where=line(n, path) if not one else f"{line(first[one], path)} and line {n + 2:,}",
                    next="Give one line a learner, with the ULN or another lasting key.",
                )
        are_ulns = all(len(one) == 10 and one.isdigit() for one in people)
        secret = secret_of(alder.open(self.folder))
        return learner_keys(secret, people, self.year.start), record_keys(secret, people), are_ulns
