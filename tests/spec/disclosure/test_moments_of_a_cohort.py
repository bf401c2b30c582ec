"""A cohort over time: neighbouring moments differ by few people, and no such difference may be worked out."""

from __future__ import annotations

import random
from itertools import combinations

import pyarrow as pa
import pytest
from tests.support.count_tables import made

from alder.disclosure import POLICIES, policy_of, protect
from alder.disclosure.audit import audit, intervals
from alder.disclosure.kind import Kind
from alder.disclosure.primary import primaries
from alder.disclosure.protect import seen_by_readers
from alder.disclosure.system import build
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator, Moments

SRS, DFE = POLICIES["srs-output"], policy_of("dfe-statistics (version 1)")
FOLLOWED = Indicator("followed", "Starters followed to the day", "starts")
RETAINED = Indicator("retained", "Still in learning or completed", "starts")
GONE = Indicator("not_followed", "Not followed to the day", "starts")
RATE = Indicator("retention_curve", "Retained", "%", of=("retained", "followed"), decimals=1)
MOMENTS = Moments(("followed", "retained"), of="followed", gone="not_followed")


def cohort(groups: dict[str, list[tuple[int, int]]]) -> Counts:
    """A table of a cohort: of each group its (followed, retained) at days 0, 30, 60 and so on, and the sum of all."""
    n = len(next(iter(groups.values())))
    days = [str(30 * d) for d in range(n)]
    filters = (Filter("days", "Days", tuple(Category(d, d) for d in days), False, has_total=False, moments=MOMENTS),)
    if len(groups) > 1:
        filters += (Filter("sex", "Sex", tuple(Category(g, g) for g in groups)),)
        groups = {
            **groups,
            TOTAL: [tuple(map(sum, zip(*at, strict=True))) for at in zip(*groups.values(), strict=True)],
        }  # type: ignore[misc]
    rows = []
    for group, points in groups.items():
        for day, (followed, retained) in zip(days, points, strict=True):
            code = {"sex": group} if len(filters) > 1 else {}
            gone = points[0][0] - followed
            rows.append({"days": day, **code, "followed": followed, "retained": retained, "not_followed": gone})
    return made(filters, (FOLLOWED, RETAINED, GONE, RATE), rows)


def shown(table: object, day: int, **where: str) -> tuple[object, ...]:
    return tuple(table.value(i, days=str(day), **where) for i in ("followed", "retained", "retention_curve"))  # type: ignore[attr-defined]


def test_a_cohort_that_loses_many_at_every_moment_is_shown_whole() -> None:
    table = protect(cohort({"all": [(200, 200), (200, 180), (200, 150)]}))
    assert [shown(table, d)[1] for d in (0, 30, 60)] == [200, 180, 150]
    assert str(shown(table, 0)[2]) == "100.0", "by definition, so it tells nothing"


def test_two_moments_that_differ_by_few_are_not_both_shown() -> None:
    """3 people left between day 30 and day 60: 180 and 177 would say so."""
    table = protect(cohort({"all": [(200, 200), (200, 180), (200, 177), (200, 140)]}))
    retained = [shown(table, d)[1] for d in (0, 30, 60, 90)]
    assert "c" in retained[1:3]
    assert retained[0] == 200
    assert retained[3] == 140


def test_few_over_several_moments_are_few_as_well() -> None:
    """Nobody is shown at day 30, and days 0 and 60 differ by 7: hiding the moment between them is not enough."""
    table = protect(cohort({"all": [(200, 200), (200, 196), (200, 193), (200, 150)]}))
    assert shown(table, 60)[1] == "c"
    assert shown(table, 30)[1] == "c"


def test_those_who_have_not_reached_a_day_are_a_count_like_any_other() -> None:
    """4 of 200 began too late: 200 and 196 must not both be had, nor 4 be worked out from later moments."""
    counts = cohort({"all": [(200, 200), (196, 180), (150, 100)]})
    table = protect(counts)
    assert table.value("not_followed", days="30") == "c"
    assert "c" in (table.value("followed", days="0"), table.value("followed", days="30"))
    assert table.value("not_followed", days="0") == 0


def test_a_difference_is_hidden_in_a_group_and_not_worked_out_from_the_others() -> None:
    counts = cohort({"F": [(100, 100), (100, 80), (100, 78)], "M": [(120, 120), (120, 90), (120, 60)]})
    table = protect(counts)
    assert "c" in (shown(table, 30, sex="F")[1], shown(table, 60, sex="F")[1])
    found = intervals(counts, known(counts, SRS), SRS)
    low, high = found["retained between, 30, F and 60"]
    assert high - low >= SRS.values - 1


def known(counts: Counts, policy: object) -> dict[str, object]:
    """What a reader of the protected table knows."""
    table = protect(counts, policy)  # type: ignore[arg-type]
    figures = [[row[n] for _, row in table.rows] for n in range(len(table.indicators))]
    return seen_by_readers(counts, figures)


@pytest.mark.parametrize("seed", range(12))
def test_no_small_difference_can_be_worked_out_from_any_table(seed: int) -> None:
    """Linear programmes over all that is shown, for every pair of moments of every group and of their sum."""
    counts = cohort(random_groups(random.Random(seed)))
    known_to_readers = known(counts, SRS)
    verdict = audit(counts, known_to_readers, SRS)
    assert verdict.safe
    found = intervals(counts, known_to_readers, SRS)
    between = {name: ends for name, ends in found.items() if " between, " in name}
    for low, high in between.values():
        assert high - low >= SRS.values - 1
    assert set(between) == small_differences(counts)


def random_groups(random: random.Random) -> dict[str, list[tuple[int, int]]]:
    groups = {}
    for name in ("F", "M", "X")[: random.randint(1, 3)]:
        followed = retained = random.randint(40, 160)
        points = [(followed, retained)]
        for _ in range(random.randint(2, 2) + 1):
            followed -= random.choice([0, 0, random.randint(1, 15)])
            retained = min(followed, retained - random.choice([0, random.randint(1, 12), random.randint(5, 30)]))
            points.append((followed, max(0, retained)))
        groups[name] = points
    return groups


def small_differences(counts: Counts) -> set[str]:
    """By hand: the pairs of moments of a group that differ by 1 to 9 in what is followed or retained."""
    found = set()
    rows = counts.cells.to_pylist()
    for a, b in combinations(rows, 2):
        if a.get("sex") == b.get("sex"):
            first, last = sorted((a, b), key=lambda r: int(r["days"]))
            for i in MOMENTS.falling:
                if 0 < first[i] - last[i] < SRS.threshold:
                    name = f"{first['days']}, {first['sex']}" if "sex" in first else first["days"]
                    found.add(f"{i} between, {name} and {last['days']}")
    return found


def test_the_audit_finds_a_small_difference_where_both_moments_are_shown() -> None:
    counts = cohort({"all": [(200, 200), (200, 180), (200, 177)]})
    everything = {i.id: pa.array([True] * 3).to_numpy(zero_copy_only=False) for i in counts.counts}
    assert [f.cell for f in audit(counts, everything, SRS).findings] == ["retained between, 30 and 60"]


def test_the_audit_finds_a_difference_that_is_told_by_who_is_gone() -> None:
    """Followed is hidden at days 30 and 60, and those not followed are shown: 20 and 23 tell that 3 are lost."""
    counts = cohort({"all": [(200, 200), (180, 150), (177, 120)]})
    known_to_readers = {i.id: pa.array([True] * 3).to_numpy(zero_copy_only=False) for i in counts.counts}
    known_to_readers["followed"] = pa.array([False] * 3).to_numpy(zero_copy_only=False)
    assert "followed between, 30 and 60" in [f.cell for f in audit(counts, known_to_readers, SRS).findings]


def test_every_two_moments_have_a_cell_of_their_own() -> None:
    system = build(cohort({"all": [(200, 200), (200, 180), (200, 177)]}), SRS)
    steps = system.value[system.kind == Kind.STEP]
    assert sorted(steps.tolist()) == [0, 0, 0, 3, 20, 23]
    assert primaries(system, SRS)[system.kind == Kind.STEP].sum() == 1


def test_a_rounded_table_leaves_out_a_rate_that_would_tell_of_few() -> None:
    """177 of 200 and 180 of 200 differ by 3 people: 88.5% beside 90.0% would say so, though counts are rounded."""
    table = protect(cohort({"all": [(200, 200), (200, 180), (200, 177), (200, 177), (200, 175)]}), DFE)
    assert [str(shown(table, d)[2]) for d in (0, 30, 60, 90, 120)] == ["100.0", "90.0", "x", "x", "87.5"]
    assert [shown(table, d)[1] for d in (0, 30, 60)] == [200, 180, 180]


def test_the_first_moment_with_few_starters_shows_no_rate_in_a_rounded_table() -> None:
    table = protect(cohort({"F": [(3, 3), (3, 1)], "M": [(200, 200), (200, 180)]}), DFE)
    assert shown(table, 0, sex="F") == ("low", "low", "x")
    assert str(shown(table, 30, sex="M")[2]) == "90.0"


@pytest.mark.parametrize(
    ("points", "what"),
    [
        ([(200, 200), (200, 180), (200, 185)], "retained counts more people at a moment than at one before it"),
        ([(200, 199), (200, 180)], "retained is not all of followed at the first moment"),
    ],
)
def test_counts_that_are_no_cohort_are_refused(points: list[tuple[int, int]], what: str) -> None:
    with pytest.raises(NotProtected, match=what):
        protect(cohort({"all": points}))


def test_people_gone_must_be_those_whom_the_cohort_lost() -> None:
    counts = cohort({"all": [(200, 200), (150, 100)]})
    cells = counts.cells.set_column(3, "not_followed", pa.array([0, 49]))
    with pytest.raises(NotProtected, match="not_followed is not what followed has lost"):
        protect(replaced(counts, cells))
    with pytest.raises(NotProtected, match="no figures at the first moment"):
        protect(replaced(counts, counts.cells.slice(1)))


def replaced(counts: Counts, cells: pa.Table) -> Counts:
    from dataclasses import replace

    return replace(counts, cells=cells)
