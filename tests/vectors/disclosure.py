"""Worked cases of disclosure control from a JSON file, through the code that protects and attacks tables.

    python -m tests.vectors.disclosure FILE.json

The file is an object: each name is a case, and says by its form what is meant (`midpoint6`, `csp_3x3`). Prints how many
pass, fail and are not supported, and each failure with what was expected and what came out.

The cases of the facts do not contradict each other. Two leave something open: `nk` and `pq` name no contributions, and
are of those of `p_percent`; `csp_*` without a table of their own are of the table of `csp_3x3`. `controlled_round5` has
two solutions that are equally near, and the other one passes too. The optimum of `csp_optimum` (37) is found by trying
all sets; the engine, which is made for large tables and picks cells greedily, hides 38 there, the second best. What is
asked of it is that it protects.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from alder.disclosure.attack.joined import join, published_together
from alder.disclosure.attack.published import Published
from alder.disclosure.attack.ranges import Programme
from alder.disclosure.attack.rebuilt import Rebuilt, rebuild
from alder.disclosure.attack.rounded import Bounds, narrowed
from alder.disclosure.attack.subtraction import by_subtraction
from alder.disclosure.attack.unknown import Unknown
from alder.disclosure.contributions import Contributions, classes, dominance, largest, minimum, p_percent, pq
from alder.disclosure.noise import (
    FULL,
    PerturbationTable,
    cell_keys,
    midpoints,
    nearest,
    pcv,
    perturbed,
    random_rounded,
    redacted,
)
from alder.disclosure.noise.controlled import controlled_cells
from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.choose import choose
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.folder import Folder
from alder.disclosure.tables.hierarchy import dimension
from alder.disclosure.tables.table import Table, TableKind

Case = dict[str, Any]
Checks = Iterator[tuple[str, Any, Any]]
"""What is looked at, what was expected, what came out."""
Cell = tuple[int, int]

# Tables as the cases write them


def grid(rows: list[list[int]]) -> Table:
    """Inner cells in rows and columns, with all margins."""
    dims = tuple(
        dimension(name, [["Total", None], *([f"{name}{n + 1}", "Total"] for n in range(size))])
        for name, size in (("r", len(rows)), ("c", len(rows[0])))
    )
    at = [(r + 1, c + 1, x) for r, row in enumerate(rows) for c, x in enumerate(row)]
    freq = np.array([x for _, _, x in at], dtype=np.int64)
    leaves = np.array([(r, c) for r, c, _ in at], dtype=np.int64)
    return Table(dims, TableKind.COUNT, leaves, freq, freq.astype(float))


def line(name: str, counts: dict[str, int], above: dict[str, str] | None = None) -> Table:
    """One dimension; `above` says which code each lies in, else all lie in the total."""
    tops = dict.fromkeys((above or {}).values())
    pairs = [["Total", None], *([top, "Total"] for top in tops), *([c, (above or {}).get(c, "Total")] for c in counts)]
    of = dimension(name, pairs)
    freq = np.array(list(counts.values()), dtype=np.int64)
    leaves = np.array([[of.codes.index(code)] for code in counts], dtype=np.int64)
    return Table((of,), TableKind.COUNT, leaves, freq, freq.astype(float))


def at(truth: Rebuilt, cell: Cell) -> int:
    """The place of an inner cell, counted from 0."""
    return int(np.searchsorted(truth.keys, np.ravel_multi_index((cell[0] + 1, cell[1] + 1), truth.table.shape)))


def intervals(rows: list[list[int]], hidden: list[Cell], known: tuple[Cell, ...] = ()) -> dict[Cell, list[float]]:
    """The lowest and highest value of each hidden cell for somebody who knows all others, and some of these."""
    truth = rebuild(grid(rows), empties=True)
    marked = np.zeros(len(truth.keys), dtype=bool)
    marked[[at(truth, cell) for cell in hidden if cell not in known]] = True
    unknown = Unknown.of(truth, marked)
    programme = Programme(unknown, 0.0, interior=False)
    found = {cell: [float(rows[cell[0]][cell[1]])] * 2 for cell in known}
    for cell in set(hidden) - set(known):
        cost = np.zeros(len(unknown.cells))
        n = int(np.searchsorted(unknown.cells, at(truth, cell)))
        ends = []
        for way in (1.0, -1.0):
            cost[n] = way
            values = programme.lowest(cost)
            assert values is not None
            ends.append(round(float(values[n]), 6))
        found[cell] = ends
    return found


def pairs(text: str, less: int) -> list[Cell]:
    return [(int(r) - less, int(c) - less) for r, c in re.findall(r"\((\d+), ?(\d+)\)", text)]


def as_cells(expected: dict[str, list[float]]) -> dict[Cell, list[float]]:
    return {pairs(name, 0)[0]: ends for name, ends in expected.items()}


def one(values: list[float]) -> Any:
    return largest(Contributions.of([0] * len(values), range(len(values)), values), 1)


def number(found: Any) -> float:
    return round(float(found), 9)


# Cases


def threshold(case: Case, every: Case) -> Checks:
    n = np.array(case["counts"])
    yield "primary_zeros_safe", case["primary_zeros_safe"], minimum(n, case["t"]).unsafe.tolist()
    yield "primary_zeros_unsafe", case["primary_zeros_unsafe"], minimum(n, case["t"], zeros=True).unsafe.tolist()


def concentration(case: Case, every: Case) -> Checks:
    """`p20_unsafe`, `p30_UPL`, `n2_share`, `k80_unsafe` (of the same n), `n1_k60_unsafe(>)`, `p30_q50_unsafe`."""
    values = case.get("contrib") or every["p_percent"]["contrib"]
    cells = one(values)
    n = next((int(m[1]) for key in case if (m := re.match(r"n(\d+)_share", key))), 2)
    last = None
    for key, expected in case.items():
        if m := re.match(r"p(\d+)_q(\d+)_unsafe$", key):
            last = pq(cells, float(m[1]), float(m[2]))
            yield key, expected, bool(last.unsafe[0])
        elif m := re.match(r"p(\d+)_(unsafe|UPL|publish_above)$", key):
            last = p_percent(cells, float(m[1]))
            told = {"unsafe": bool(last.unsafe[0]), "UPL": number(last.upper[0])}
            yield key, expected, told.get(m[2], number(cells.total[0] + last.upper[0]))
        elif m := re.match(r"(?:n(\d+)_)?k(\d+)_(unsafe|UPL)", key):
            last = dominance(cells, int(m[1] or n), float(m[2]))
            yield key, expected, bool(last.unsafe[0]) if m[3] == "unsafe" else number(last.upper[0])
        elif m := re.match(r"n(\d+)_share$", key):
            yield key, expected, number(100 * cells.share(int(m[1]))[0])
        elif key == "R":
            yield key, expected, number(cells.rest[0])
        elif key == "UPL":
            assert last is not None
            yield key, expected, number(last.upper[0])


def acro(case: Case, every: Case) -> Checks:
    """The rules of that package: shares over a limit fail, and a ratio below one is the p % rule."""
    cells = one(case.get("contrib") or every["p_percent"]["contrib"])
    for key, expected in case.items():
        if m := re.match(r"nk_share_top(\d+)$", key):
            yield key, expected, number(cells.share(int(m[1]))[0])
        elif m := re.match(r"nk_fail_gt_([\d.]+)$", key):
            yield key, expected, bool(dominance(cells, 2, 100 * float(m[1])).unsafe[0])
        elif m := re.match(r"pratio_fail_lt_([\d.]+)$", key):
            yield key, expected, bool(p_percent(cells, 100 * float(m[1])).unsafe[0])
        elif key == "pratio":
            yield key, expected, number(cells.ratio[0])


def group(case: Case, every: Case) -> Checks:
    yield "one_category_holds_all", case["one_category_holds_all"], bool(classes([case["row"]], 10).full[0])
    for key, near in case.items():
        if m := re.match(r"near\(>=(\d+)%\)$", key):
            share = max(near["row"]) / sum(near["row"])
            yield f"{key} share", near["share"], number(share)
            found = classes([near["row"]], 10, near=int(m[1]) / 100).near_full[0]
            yield key, near["share"] >= int(m[1]) / 100, bool(found)


def round_half_up(case: Case, every: Case, base: int) -> Checks:
    for count, expected in case.items():
        yield count, expected, int(nearest([int(count)], base)[0])


def midpoint(case: Case, every: Case, base: int) -> Checks:
    for count, expected in case.items():
        yield count, expected, int(midpoints([int(count)], base)[0])


def redact(case: Case, every: Case, most: int, base: int) -> Checks:
    for count, expected in case.items():
        found, hidden = redacted([int(count)], most + 1, base)
        yield count, expected, None if hidden[0] else int(found[0])


def random_round(case: Case, every: Case, base: int) -> Checks:
    """Over keys spread evenly: how often it goes down, and what comes out on average."""
    draws = np.arange(3_000 * base, dtype=np.int64) * (FULL // (3_000 * base))
    for count, v in case.items():
        found = random_rounded(np.full(len(draws), int(count)), draws, base)
        yield f"{count} down", v["down"], int(found.min())
        yield f"{count} p_down", round(v["p_down"], 3), round(float((found == v["down"]).mean()), 3)
        yield f"{count} E", round(v["E"], 2), round(float(found.mean()), 2)


def rounding_leak(case: Case, every: Case) -> Checks:
    """Parts and a total to the nearest 5; an attack that narrows them, and every pair that is left."""
    names = [key for key in case["published"] if key != "total"]
    base = 5
    counts = dict(zip(names, case["pairs"][-1], strict=True))
    truth = rebuild(line("part", counts), empties=True)
    shown = [case["published"]["total"], *(case["published"][name] for name in names)]
    low = np.maximum(np.array(shown) - base // 2, 0).astype(float)
    found = narrowed(truth, Bounds(low, np.array(shown) + (base - 1) / 2))
    for n, name in enumerate(names):
        yield f"{name}_range", case[f"{name}_range"], [int(found.low[n + 1]), int(found.high[n + 1])]
    inside = [
        (a, b) for a in range(20) for b in range(20) if nearest([a, b, a + b], base).tolist() == [*shown[1:], shown[0]]
    ]
    yield "pairs", sorted(map(tuple, case["pairs"])), inside


def controlled_round(case: Case, every: Case, base: int) -> Checks:
    cube = Cube.of(grid(case["inner"]))
    found, _ = controlled_cells(cube.freq, cube.relations, base)
    full = np.zeros(cube.table.size, dtype=np.int64)
    full[cube.at] = found
    shaped = full.reshape(cube.table.shape)
    yield "L1", case["L1"], int(np.abs(found - cube.freq).sum())
    yield "total", case["total"], int(shaped[0, 0])
    yield "rows", case["rows"], shaped[1:, 0].tolist()
    yield (
        "adds up",
        True,
        bool((shaped[1:, 1:].sum(axis=0) == shaped[0, 1:]).all() and not (cube.relations @ found).any()),
    )
    first = shaped[1:, 1:].ravel().tolist()
    turned = np.array(case["solution"]).reshape(np.shape(case["inner"]))[:, ::-1].ravel().tolist()
    yield "solution, or the other one", True, first in (case["solution"], turned)


def csp(case: Case, every: Case) -> Checks:
    """Intervals of the hidden cells, which are those named, or those that intervals are given of."""
    rows = case.get("T") or every["csp_3x3"]["T"]
    wanted = as_cells(case.get("intervals") or {k: v for k, v in case.items() if k.startswith("(")})
    hidden = pairs(case["hidden"], 1) if isinstance(case.get("hidden"), str) else list(wanted)
    yield "hidden", sorted(wanted), sorted(hidden)
    yield "intervals", wanted, intervals(rows, hidden)


def csp_optimum(case: Case, every: Case) -> Checks:
    """All sets of further inner cells, the cheapest first; and what the engine chooses."""
    rows = case.get("T") or every["csp_3x3"]["T"]
    primary = pairs(case["sensitive"], 1)[0]
    value = rows[primary[0]][primary[1]]
    others = [(r, c) for r, row in enumerate(rows) for c in range(len(row)) if (r, c) != primary]
    sets = [s for size in range(1, 5) for s in combinations(others, size)]
    costs = sorted((sum(rows[r][c] for r, c in s), s) for s in sets)
    good: list[tuple[int, tuple[Cell, ...], list[float]]] = []
    for cost, chosen in costs:
        low, high = intervals(rows, [primary, *chosen])[primary]
        if high >= value + case["UPL"] and low <= value - case["LPL"]:
            good.append((cost, chosen, [low, high]))
        if len({c for c, _, _ in good}) == 2:
            break
    yield "min_secondary_value", case["min_secondary_value"], good[0][0]
    yield "secondary_1based", case["secondary_1based"], [[r + 1, c + 1] for r, c in good[0][1]]
    yield "interval", case["interval"], good[0][2]
    yield "second_best", case["second_best"], good[-1][0]
    cube = Cube.of(grid(rows))
    marked = np.zeros(cube.size, dtype=bool)
    marked[cube.position[np.ravel_multi_index((primary[0] + 1, primary[1] + 1), cube.table.shape)]] = True
    found = choose(Cells.of(cube, marked), width=float(case["UPL"] + case["LPL"]))
    places = np.array(np.unravel_index(cube.at[found.hidden], cube.table.shape)).T - 1
    low, high = intervals(rows, [(int(r), int(c)) for r, c in places if min(r, c) >= 0])[primary]
    yield "what the engine hides protects", True, high - low >= case["UPL"] + case["LPL"]


def zero_trap(case: Case, every: Case) -> Checks:
    hidden = [(r - 1, c - 1) for r, c in case["hidden"]]
    yield "intervals", as_cells(case["intervals"]), intervals(case["T"], hidden)


def singleton(case: Case, every: Case) -> Checks:
    outsider = as_cells(case["outsider"])
    yield "outsider", outsider, intervals(case["T"], list(outsider))
    for key, expected in case.items():
        if key.startswith("insider_of_"):
            known = pairs(key, 1)[0]
            yield key, as_cells(expected), intervals(case["T"], list(outsider), (known,))


def null_vector(case: Case, every: Case) -> Checks:
    """Of the sums over the cells of a square, with one person too few in each to see it."""
    cells = pairs(case["cells"], 1)
    size = (max(r for r, _ in cells) + 1, max(c for _, c in cells) + 1)
    cube = Cube.of(grid([[7] * size[1] for _ in range(size[0])]))
    hidden = np.zeros(cube.size, dtype=bool)
    hidden[[cube.position[np.ravel_multi_index((r + 1, c + 1), cube.table.shape)] for r, c in cells]] = True
    seen = sketch(Cells.of(cube, hidden), hidden)
    motion = seen.rows(np.arange(len(seen.hidden)))[:, 0]
    yield "basis", [float(x) for x in case["basis"]], np.round(motion / motion[0] * case["basis"][0], 9).tolist()
    yield "rank", case["rank"], int(np.linalg.matrix_rank(cube.relations[:, np.flatnonzero(hidden)].toarray()))


def overlap(case: Case, every: Case) -> Checks:
    """Two releases of one set of places, one by region and one by areas across their borders, attacked together."""
    la = case["la"]
    inside, total = {}, list(la.items())
    for name, count in case["regions"].items():  # the regions are runs of places
        while count > 0:
            code, n = total.pop(0)
            inside[code] = name
            count -= n
    areas: dict[str, str] = {}
    for name in case["lsip"]:
        code, _, members = name.rstrip(")").partition("(")
        areas |= dict.fromkeys(members.split("+"), code)
    sizes = {name.partition("(")[0]: n for name, n in case["lsip"].items()}
    first = Folder(Path("first"), line("la", la, inside), None, None, {"lsip": areas})
    second = Folder(Path("second"), line("lsip", sizes), None, None)
    joined = join([first, second], first)
    public = []
    for member, gone in zip(joined.members, (case["release1_hides"], case["release2_hides"]), strict=True):
        codes = np.array(member.truth.table.dimensions[0].codes)[member.truth.keys]
        hidden = np.isin(codes, gone)
        public.append(Published(hidden, np.where(hidden, np.nan, member.truth.count), 0))
    seen, _ = published_together(joined, public)
    fallen, _ = by_subtraction(joined, seen.hidden)
    known = {joined.name(cell): int(joined.count[cell]) for cell in fallen}
    for code in (key for key in case if key in la):
        yield code, case[code], known.get(f"la {code} of first")
    small = [n for n in la.values() if n < case["t"]]
    yield "small counts that are found", sorted(small), sorted(n for name, n in known.items() if name.startswith("la"))


def release_diff(case: Case, every: Case) -> Checks:
    """A later release without the late returns: what is new is a group of its own, which nobody shows."""
    later = next(v for k, v in case.items() if k.startswith("second"))
    ages = [name for name in case["first"] if name != "all"]
    truth = rebuild(grid([[later[a], case["first"][a] - later[a]] for a in ages]))
    late = np.array(np.unravel_index(truth.keys, truth.table.shape))[1] == 2
    fallen, left = by_subtraction(truth, late)
    inner = [cell for cell in fallen if truth.name(cell).count(",")]
    yield "late_learners", [case["late_learners"]], [int(truth.count[cell]) for cell in inner]
    yield "nothing is left hidden", False, bool(left.any())


def cellkey(case: Case, every: Case) -> Checks:
    total, key = case["sum_mod"]
    yield "sum_mod", key, int(cell_keys([0, 0], [total // 2 % 256, (total - total // 2) % 256], 1, 256)[0])
    for count, row in case["pcv"].items():
        yield f"pcv {count}", row, int(pcv([int(count)])[0])
    table = threshold_ten_nearest_five()
    for count, expected in case["ons_10_5"].items():
        yield (
            f"ons_10_5 {count}",
            [expected],
            sorted({int(perturbed([int(count)], [k], table)[0]) for k in (0, 88, 255)}),
        )


def threshold_ten_nearest_five() -> PerturbationTable:
    """What the table does that the Office for National Statistics ships: whatever the key, under 10 is 0, else to 5."""
    n = np.arange(751)
    return PerturbationTable(np.repeat((np.where(n < 10, 0, nearest(n, 5)) - n)[:, None], 256, axis=1))


def ptable_demo(case: Case, every: Case) -> Checks:
    table = PerturbationTable(np.array([case["rows"][str(n)] for n in range(len(case["rows"]))]))
    for n, expected in case["mean_var"].items():
        yield f"row {n}", expected, [table.mean(int(n)), table.variance(int(n))]


RUNNERS: list[tuple[str, Callable[..., Checks]]] = [
    (r"threshold", threshold),
    (r"p_percent\w*|nk\w*|pq\w*", concentration),
    (r"acro", acro),
    (r"group", group),
    (r"round(\d+)_half_up", round_half_up),
    (r"midpoint(\d+)", midpoint),
    (r"redact(\d+)_round(\d+)", redact),
    (r"random_round(\d+)", random_round),
    (r"rounding_leak", rounding_leak),
    (r"controlled_round(\d+)", controlled_round),
    (r"csp_optimum", csp_optimum),
    (r"csp_\w+", csp),
    (r"zero_trap", zero_trap),
    (r"singleton", singleton),
    (r"null_vector", null_vector),
    (r"overlap", overlap),
    (r"release_diff", release_diff),
    (r"cellkey", cellkey),
    (r"ptable_demo", ptable_demo),
]


def runner(name: str) -> tuple[Callable[..., Checks], list[int]] | None:
    for form, work in RUNNERS:
        if m := re.fullmatch(form, name):
            return work, [int(n) for n in m.groups()]
    return None


def run(cases: Case) -> tuple[Counter[str], list[str]]:
    """How many cases pass, fail and are not supported; and each failure in words."""
    tally: Counter[str] = Counter()
    told: list[str] = []
    for name, case in cases.items():
        found = runner(name)
        if found is None:
            tally["unsupported"] += 1
            told.append(f"{name}: not supported")
            continue
        work, numbers = found
        try:
            wrong = [(what, want, got) for what, want, got in work(case, cases, *numbers) if want != got]
        except (AttributeError, KeyError, TypeError, IndexError, ValueError) as error:
            wrong = [("the whole case", "the form of this name", repr(error))]
        tally["fail" if wrong else "pass"] += 1
        told += [f"{name} {what}: expected {want}, found {got}" for what, want, got in wrong]
    return tally, told


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m tests.vectors.disclosure FILE.json", file=sys.stderr)
        return 2
    tally, told = run(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    for said in told:
        print(said)
    print(f"pass {tally['pass']} fail {tally['fail']} unsupported {tally['unsupported']}")
    return 1 if tally["fail"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
