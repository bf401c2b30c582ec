"""How good a made-up population is, told in the terminal and on a page."""

from __future__ import annotations

import csv
import textwrap
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING

from alder.look import page
from alder.look.text_table import aligned
from alder.look.words import counted, file_size, number
from alder.model.made_up import MadeUp
from alder.show.chart import row_picture
from alder.show.svg import ChartRow, Mark
from alder.synth.population.given_tables import HIDDEN
from alder.synth.population.population_quality import Distance, distances
from alder.synth.population.targets import Basis, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.synth.population.population import Population

_FURTHEST = 12
"""Targets out of their bound that the terminal lists; the page has all."""
_WIDTH = 79
"""Letters of a line in the terminal."""
_RANK = {basis: n for n, basis in enumerate(Basis)}


@dataclass(frozen=True)
class QuantityLine:
    """All targets of one quantity and basis: how many are within their bound, and the one furthest from it."""

    quantity: str
    basis: Basis
    met: tuple[Distance, ...]

    @property
    def within(self) -> int:
        return sum(d.is_within for d in self.met)

    @property
    def furthest(self) -> Distance:
        """Of those out of their bound, where there are any: in small cells a person is many percent."""
        return max(self.met, key=lambda d: (not d.is_within, abs(d.away)))

    @property
    def middle(self) -> str:
        """The distance that half of the targets are within."""
        away = median(abs(d.away) for d in self.met)
        return f"{number(away, 2)}" + (" points" if self.met[0].target.unit == "%" else "%")


@dataclass(frozen=True)
class JudgedYear:
    """What the rules found in returns of the population in a year: records that break each rule, by its code."""

    year: str
    returns: int
    learners: int
    rules: int
    unavailable: int
    errors: dict[str, int]
    warnings: dict[str, int]

    @property
    def row(self) -> tuple[str, ...]:
        figures = (self.returns, self.learners, self.rules, self.unavailable)
        return (self.year, *map(number, figures), _codes(self.errors), _codes(self.warnings))


JUDGED_HEADS = ("Year", "Returns", "Learners", "Rules run", "Not run", "Errors", "Warnings")


def _codes(found: dict[str, int]) -> str:
    return ", ".join(f"{rule} {number(many)}" for rule, many in found.items()) or "0"


def _above_cells(rows: Sequence[tuple[str, ...]], cells: Sequence[str]) -> Iterator[str]:
    """Rows as columns below their heads, and below each row the cell that it is about, in lines that a terminal has."""
    head, *lines = aligned(rows, right={1, 2, 3}, gap=2)
    yield f"  {head}"
    for line, cell in zip(lines, cells, strict=True):
        yield f"  {line}"
        yield from textwrap.wrap(cell, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)


@dataclass(frozen=True)
class PopulationQuality:
    """Distances to targets, what could not be compared, hard cases, size and time of one population."""

    population: Population
    met: tuple[Distance, ...]
    not_compared: tuple[Target, ...]
    hard_cases: dict[str, int]
    judged: tuple[JudgedYear, ...] = ()

    @classmethod
    def of(cls, population: Population, judged: Sequence[JudgedYear] = ()) -> PopulationQuality:
        met, not_compared = distances(population)
        return cls(population, tuple(met), tuple(not_compared), _hard_cases(population), tuple(judged))

    @cached_property
    def lines(self) -> tuple[QuantityLine, ...]:
        """Given first, then published, then assumed, in the order of the table of targets."""
        found: dict[tuple[Basis, str], list[Distance]] = {}
        for d in sorted(self.met, key=lambda d: _RANK[d.target.basis]):
            found.setdefault((d.target.basis, d.target.quantity), []).append(d)
        return tuple(QuantityLine(quantity, basis, tuple(of)) for (basis, quantity), of in found.items())

    @property
    def missed(self) -> list[Distance]:
        """Targets out of their bound, given and published first, the furthest first."""
        out = [d for d in self.met if not d.is_within]
        return sorted(out, key=lambda d: (_RANK[d.target.basis], -abs(d.away)))

    @property
    def no_targets(self) -> list[Target]:
        """Published figures that are no target, each with its reason."""
        return [t for t in self.population.settings.targets().rows if t.no_target_because]

    @property
    def assumptions(self) -> list[tuple[str, int, str, str]]:
        """Each quantity that is assumed: how many figures, what most of them rest on, and where better ones are."""
        found: dict[str, Counter[str]] = {}
        for target in self.population.settings.targets().rows:
            if target.basis is Basis.ASSUMED:
                found.setdefault(target.quantity, Counter())[target.source] += 1
        better = better_figures()
        return [(q, sources.total(), sources.most_common(1)[0][0], better[q]) for q, sources in found.items()]

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        manifest = self.population.manifest
        size = sum(of["bytes"] for of in manifest["files"].values())
        return [
            ("People", number(manifest["settings"]["people"])),
            ("Seed", str(manifest["settings"]["seed"])),
            ("Years", f"{manifest['settings']['first_year']} to {manifest['settings']['last_year']}"),
            ("Shards", number(manifest["shards"])),
            ("Rows", number(sum(manifest["rows"].values()))),
            ("Size", file_size(size)),
            ("Processor", f"{number(self.population.processor_seconds, 0)} s"),
        ]

    def text(self) -> str:
        """As the terminal shows it."""
        return "\n".join(self._text()) + "\n"

    def _text(self) -> Iterator[str]:
        yield from aligned([(name, value) for name, value in self.facts])
        for basis in Basis:
            rows = [line for line in self.lines if line.basis is basis]
            if not rows:
                continue
            met, within = sum(len(r.met) for r in rows), sum(r.within for r in rows)
            yield ""
            yield f"{basis.value.capitalize()} targets: {number(within)} of {number(met)} within their bound"
            head = ("quantity", "targets", "within", "furthest")
            body = [(words_of(r.quantity), number(len(r.met)), number(r.within), away_words(r.furthest)) for r in rows]
            yield from _above_cells([head, *body], [cell_words(r.furthest.target) for r in rows])
        if self.missed:
            yield ""
            yield f"Out of their bound: {number(len(self.missed))}, the furthest first"
            worst = self.missed[:_FURTHEST]
            body = [
                (words_of(d.target.quantity), wanted_words(d), value_words(d, d.found), away_words(d)) for d in worst
            ]
            head = ("quantity", "target", "found", "away")
            yield from _above_cells([head, *body], [cell_words(d.target) for d in worst])
        yield ""
        yield "Hard cases"
        cases = [(name, number(many)) for name, many in self.hard_cases.items()] or [("none", "0")]
        yield from ("  " + line for line in aligned(cases, right={1}))
        yield ""
        if self.judged:
            yield "Returns, by the rules of their year"
            yield from (
                "  " + line for line in aligned([JUDGED_HEADS, *(y.row for y in self.judged)], right={1, 2, 3, 4})
            )
            yield ""
        assumed = self.assumptions
        figures = counted(sum(many for _, many, _, _ in assumed), "figure")
        yield f"Assumed: {figures} of {counted(len(assumed), 'quantity', 'quantities')}. --html says why."
        yield f"Not compared: {counted(len(self.not_compared), 'target')}. --html lists them."
        yield f"Published, and no target: {number(len(self.no_targets))}. --html gives the reasons."

    def write_html(self, path: Path) -> None:
        """A page of everything, in one file."""
        page.write(
            path,
            "alder.synth.population",
            "quality.html.j2",
            made_up=MadeUp.ALL,
            q=self,
            bases=[basis for basis in Basis if any(line.basis is basis for line in self.lines)],
            pictures=self._pictures(),
            words_of=words_of,
            cell_words=cell_words,
            away_words=away_words,
            value_words=value_words,
            wanted_words=wanted_words,
            not_compared=sorted(Counter((t.basis.value, t.quantity, t.source) for t in self.not_compared).items()),
            judged_heads=JUDGED_HEADS,
            reasons=Counter(t.no_target_because for t in self.no_targets).most_common(),
        )

    def _pictures(self) -> list[dict[str, object]]:
        """Target and found, beside each other, for the published medians and shares that are few enough to be drawn."""
        found: list[dict[str, object]] = []
        for line in self.lines:
            if line.basis is not Basis.PUBLISHED or not 2 <= len(line.met) <= _DRAWN:
                continue
            unit = "%" if line.met[0].target.unit == "%" else ""
            common = {d.target.cell.get("of", "") for d in line.met}
            whom = common.pop() if len(common) == 1 else ""
            rows = [
                ChartRow(
                    cell_words(d.target, without=whom),
                    (Mark(d.wanted, value_words(d, d.wanted)), Mark(d.found, value_words(d, d.found))),
                )
                for d in line.met
            ]
            name = words_of(line.quantity)
            picture = row_picture(
                rows,
                ["Target", "Found"],
                title=f"{name}: target and found. The same figures are in the table.",
                name=f"c-{line.quantity}",
                unit=unit,
            )
            found.append(
                {
                    "heading": f"{name}: {whom}" if whom else name,
                    "id": line.quantity,
                    "chart": picture.drawing,
                    "axis": picture.axis,
                }
            )
        return found


_DRAWN = 60
"""Rows of a drawing, at most."""


def _hard_cases(population: Population) -> dict[str, int]:
    """Episodes made for each hard case, by its name."""
    found: Counter[str] = Counter()
    for shard in population.shards:
        aims = population.table("aim", shard, ["episode", "hard_case"])
        one = {
            (row["episode"], row["hard_case"])
            for row in aims.filter(
                aims["hard_case"].combine_chunks().cast("string").to_numpy(zero_copy_only=False) != ""
            ).to_pylist()
        }
        found.update(name for _, name in one)
    return dict(sorted(found.items()))


@cache
def better_figures() -> dict[str, str]:
    """Where better figures would be found than those assumed, by quantity."""
    text = files(__package__).joinpath("better_figures.csv").read_text("utf-8")
    return {row["quantity"]: row["better"] for row in csv.DictReader(text.splitlines())}


_SPELLED = {"gcse": "GCSE", "fe": "further education"}
"""Words of the table of targets as a reader has them."""


def words_of(quantity: str) -> str:
    """A quantity in words, such as GCSE pass."""
    words = " ".join(_SPELLED.get(word, word) for word in quantity.split("_"))
    return words[:1].upper() + words[1:]


def cell_words(target: Target, *, without: str = "") -> str:
    """The cell in words: whom it is of first, unless that is what all beside it are of."""
    whom = target.cell.get("of", "")
    rest = [
        f"{name.replace('_', ' ')} {' '.join(_SPELLED.get(word, word) for word in value.split(' '))}"
        for name, value in target.cell.items()
        if name != "of"
    ]
    return ", ".join([whom, *rest] if whom and whom != without else rest) or "all"


def away_words(d: Distance) -> str:
    sign = "+" if d.away > 0 else ""
    return f"{sign}{number(d.away, 2)}" + (" points" if d.target.unit == "%" else "%")


def wanted_words(d: Distance) -> str:
    """What a target asks for: a range where a table of the user's own hides the figure."""
    if d.target.quantity == HIDDEN:
        low, high = (d.wanted + side * d.target.rounding for side in (-1, 1))
        return f"{number(low, 1)}% to {number(high, 1)}%"
    return value_words(d, d.wanted)


def value_words(d: Distance, value: float) -> str:
    if d.target.unit == "%":
        return f"{number(value, 1)}%"
    return ("£" if d.target.unit.startswith("pounds") else "") + number(value, 0)
