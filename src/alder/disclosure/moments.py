"""The relations of a cohort over time: at each moment some of those are counted who were counted before.

Neighbouring moments differ by few people. Whoever sees both counts has the difference, and so has whoever sees two
moments with hidden ones between them. So the difference of every two moments is a cell of its own.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from alder.disclosure.kind import Kind
from alder.disclosure.rounding import may_show_rate
from alder.errors import NotProtected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.policy import Policy
    from alder.disclosure.relations import Builder, Numbers
    from alder.model.statistic import Counts, Moments


def tracks(counts: Counts, rows: Sequence[tuple[str, ...]]) -> list[tuple[Moments, list[int]]]:
    """For each group of the table its rows in the order of the moments, the first moment first."""
    found: list[tuple[Moments, list[int]]] = []
    for k, f in enumerate(counts.filters):
        if f.moments is None:
            continue
        order = [c.code for c in f.categories]
        groups: dict[tuple[str, ...], dict[str, int]] = {}
        for n, codes in enumerate(rows):
            groups.setdefault((*codes[:k], *codes[k + 1 :]), {})[codes[k]] = n
        for at in groups.values():
            if order[0] not in at:
                raise NotProtected(f"a group has no figures at the first moment of {f.id}")
            found.append((f.moments, [at[code] for code in order if code in at]))
    return found


def too_near(counts: Counts, rows: Sequence[tuple[str, ...]], of: tuple[str, str], policy: Policy) -> set[int]:
    """Of a rounded table the rows whose rate of two counts would tell of a few, beside one that is shown before it.

    Two exact rates of neighbouring moments give away what their counts differ by, though both are rounded.
    """
    found: set[int] = set()
    values = [counts.cells.column(name).to_pylist() for name in of]
    for _, track in tracks(counts, rows):
        before: tuple[int, int] | None = None
        for row in track:
            now = (values[0][row], values[1][row])
            if not may_show_rate(*now, policy):
                continue
            if before and any(0 < a - b < policy.threshold for a, b in zip(before, now, strict=True)):
                found.add(row)
            else:
                before = now
    return found


def add(
    builder: Builder,
    moments: Moments,
    track: list[int],
    values: dict[str, Numbers],
    start: dict[str, int],
    pairs: Sequence[tuple[str, str]],
) -> None:
    """The relations of one group: what every count loses between two moments, and who is gone since the first."""
    first, *later = track
    steps: dict[tuple[str, int, int], int] = {}
    for i in moments.falling:
        for p, q in combinations(range(len(track)), 2):
            lost = int(values[i][track[p]]) - int(values[i][track[q]])
            if lost < 0:
                raise NotProtected(f"{i} counts more people at a moment than at one before it")
            cell = builder.virtual(Kind.STEP, lost, ("step", i, str(p), str(q)), track[p])
            builder.relations.append((start[i] + track[p], [start[i] + track[q], cell]))
            steps[i, p, q] = cell
    for q, row in enumerate(later, start=1):
        whole, left, gone = (start[moments.of] + first, start[moments.of] + row, start[moments.gone] + row)
        if builder.value[whole] != builder.value[left] + builder.value[gone]:
            raise NotProtected(f"{moments.gone} is not what {moments.of} has lost since the first moment")
        builder.relations.append((whole, [left, gone]))
        builder.related.append((gone, [steps[moments.of, 0, q]]))
        builder.related.append((steps[moments.of, 0, q], [gone]))
        for numerator, denominator in (pair for pair in pairs if pair[0] in moments.falling):
            left_out = builder.named["difference", numerator, denominator][row]
            builder.related.append((steps[numerator, 0, q], [left_out]))
    for i in moments.falling:
        for p, m, q in combinations(range(len(track)), 3):
            builder.related.append((steps[i, p, q], [steps[i, p, m], steps[i, m, q]]))
