"""Tables of the same people attacked together: what each hides and all of them give away."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.support.commands import refused, run
from tests.support.table_folders import folder
from tests.support.text_tables import rows

from alder.disclosure.attack.attacked import Attacker, attack
from alder.disclosure.attack.ground import leaf_of
from alder.disclosure.attack.joined import join, published_together, small_in_any
from alder.disclosure.attack.published import read_published
from alder.disclosure.protection import Rule
from alder.disclosure.tables.base import finest, rows_in
from alder.disclosure.tables.folder import read_folder
from alder.disclosure.tables.protecting_linked import New, protect_together
from alder.errors import NotProtected, UsageError

PLACES = {"A": ("R1", "N1", 40), "B": ("R1", "N2", 6), "C": ("R2", "N2", 3), "D": ("R2", "N3", 30)}
LA = [["Total", None], ["R1", "Total"], ["R2", "Total"], *([p, r] for p, (r, _, _) in PLACES.items())]
AREA = [["Total", None], ["N1", "Total"], ["N2", "Total"], ["N3", "Total"]]
GROUPS = {"area": {place: area for place, (_, area, _) in PLACES.items()}}


def areas(path: Path, name: str = "areas") -> Path:
    return folder(path, "area,freq,value\nN1,40,40\nN2,9,9\nN3,30,30", {"area": AREA}, name)


def places(path: Path) -> Path:
    inner = "la,freq,value\n" + "\n".join(f"{p},{n},{n}" for p, (_, _, n) in PLACES.items())
    return folder(path, inner, {"la": LA}, "places", groups=GROUPS)


def publish(path: Path, text: str, name: str) -> Path:
    (path / name).write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
    return path / name


HIDDEN = "la,published\nTotal,79\nR1,46\nR2,33\nA,c\nB,c\nC,c\nD,c"


def test_overlapping_areas_give_away_what_each_table_hides(tmp_path: Path) -> None:
    """R1 less N1 leaves the 6, R2 less N3 the 3. In the table of areas, which hides N2, the total gives it away."""
    ours, theirs = places(tmp_path), areas(tmp_path)
    first = publish(tmp_path, HIDDEN, "first.csv")
    second = publish(tmp_path, "area,published\nTotal,c\nN1,40\nN2,c\nN3,30", "second.csv")
    assert run("audit", ours, first).startswith("Safe")
    assert run("audit", theirs, second).startswith("Safe")
    said = run("audit", ours, first, "--against", f"{theirs}:{second}", exit=1)
    assert "3 small counts can be told by subtraction" in said, "B, C and with them N2"
    assert "R1 of places less the other part, all of which are known, leaves la B" in said
    assert "The attacker knew which of the finest cells are empty" in said
    found = json.loads(
        run("audit", theirs, second, "--against", f"{ours}:{first}", "--base", ours, "--format", "json", exit=1)
    )
    assert sorted(one["low"] for one in found["found"]) == [3, 6, 9], "whichever comes first"


def test_the_same_cell_hidden_here_and_shown_there(tmp_path: Path) -> None:
    """Nobody lives in N2 but the people of B, so both tables have one cell of them."""
    inner = "la,freq,value\nA,40,40\nB,6,6\nD,30,30"
    ours = folder(tmp_path, inner, {"la": LA}, "places", groups=GROUPS)
    theirs = folder(tmp_path, "area,freq,value\nN1,40,40\nN2,6,6\nN3,30,30", {"area": AREA}, "areas", threshold=5)
    first = publish(tmp_path, "la,published\nTotal,76\nR1,46\nR2,30\nA,c\nB,c\nD,30", "first.csv")
    second = publish(tmp_path, "area,published\nTotal,76\nN1,c\nN2,6\nN3,30", "second.csv")
    said = run("audit", ours, first, "--against", f"{theirs}:{second}", exit=1)
    assert "la B of places is hidden in one table and shown in another" in said
    assert "1 small count can be told since one table hides it and another shows it" in said


@pytest.mark.parametrize("asked", [(), ("--base",)])
def test_tables_protected_together_hold_together_and_prove_it(tmp_path: Path, asked: tuple[str, ...]) -> None:
    ours, theirs, out, proof = places(tmp_path), areas(tmp_path), tmp_path / "out", tmp_path / "proof.npz"
    base = (*asked, ours) if asked else ()
    run("protect", ours, theirs, *base, "--out", out, "--certificate", proof)
    both = ("audit", ours, out / "places.csv", "--against", f"{theirs}:{out / 'areas.csv'}", *base)
    assert run(*both).startswith("Safe")
    said = run(*both, "--certificate", proof)
    assert "two possible values or more for 3 of 3 small counts" in said
    assert "Sums alone give none away, it proves." in said
    turned = ("audit", theirs, out / "areas.csv", "--against", f"{ours}:{out / 'places.csv'}", *base)
    assert "for 3 of 3 small counts" in run(*turned, "--certificate", proof), "in whichever order"
    assert "of other hidden cells" in refused("audit", ours, out / "places.csv", "--certificate", proof)
    alone, own = tmp_path / "alone.csv", tmp_path / "own.npz"
    run("protect", ours, "--out", alone, "--certificate", own)
    assert "is of one table, not of several" in refused(*both, "--certificate", own)
    other = areas(tmp_path, "others")
    assert "is of a table areas too" in refused(
        "audit", ours, out / "places.csv", "--against", f"{other}:{out / 'areas.csv'}", "--certificate", proof
    )


def random_tables(path: Path, seed: int) -> tuple[Path, Path, Path]:
    """A base of places by subjects, a table of it by regions, and one by areas that cross the regions."""
    random = np.random.default_rng(seed)
    places = [f"A{n}" for n in range(8)]
    region = {p: f"R{n // 3 + 1}" for n, p in enumerate(places)}
    area = {p: f"N{(n + 1) // 2 + 1}" for n, p in enumerate(places)}
    subjects = [f"S{n}" for n in range(4)]
    cells = {
        (p, s): int(random.choice([0, 1, 3, 8, 30], p=[0.2, 0.15, 0.2, 0.15, 0.3])) for p in places for s in subjects
    }
    subject = [["Total", None], *([s, "Total"] for s in subjects)]

    def made(name: str, codes: list[list[str | None]], of: dict[str, str], **said: object) -> Path:
        found: dict[tuple[str, str], int] = {}
        for (place, s), n in cells.items():
            found[of[place], s] = found.get((of[place], s), 0) + n
        lines = [f"{p},{s},{n},{n}" for (p, s), n in found.items() if n]
        dims = {name: codes, "subject": subject}
        return folder(path, "\n".join([f"{name},subject,freq,value", *lines]), dims, f"{name}{seed}", **said)

    flat = [[["Total", None], *([c, "Total"] for c in dict.fromkeys(of.values()))] for of in (region, area)]
    tree = [*flat[0], *([p, region[p]] for p in places)]
    base = made("la", tree, {p: p for p in places}, groups={"area": area, "region": region})
    return base, made("area", flat[1], area), made("region", flat[0], region)


def test_random_tables_together(tmp_path: Path) -> None:
    """What is found follows from the sums by dense algebra; what is protected together holds."""
    alone = held = 0
    for seed in range(4):
        base, *others = random_tables(tmp_path, seed)
        tables, out = [base, *others], tmp_path / f"out{seed}"
        out.mkdir()
        one_by_one = {table: out / f"alone{table.name}.csv" for table in tables}
        try:
            for table, pub in one_by_one.items():
                run("protect", table, "--out", pub)
            run("protect", *tables, "--base", base, "--out", out)
        except NotProtected:
            continue
        together = {table: out / f"{table.name}.csv" for table in tables}
        assert attack_on(together) == (set(), set()), seed
        found, follows = attack_on(one_by_one)
        assert found == follows, seed
        alone += len(found)
        held += 1
    assert held >= 3
    assert alone >= 3, "protected one by one, some of them give counts away"


def attack_on(pubs: dict[Path, Path]) -> tuple[set[int], set[int]]:
    """Small counts that are found from all tables together, and those that a dense null space says follow."""
    folders = [read_folder(table) for table in pubs]
    joined = join(folders, folders[0])
    read = [read_published(pub, one.truth) for pub, one in zip(pubs.values(), joined.members, strict=True)]
    public, elsewhere = published_together(joined, read)
    small = small_in_any(joined, [10] * len(folders))
    found = attack(joined, public, Attacker(10, seconds=0.0), small=small, elsewhere=elsewhere).found
    cells = np.flatnonzero(public.hidden)
    _, lengths, across = np.linalg.svd(joined.sums().toarray()[:, cells])
    null = across[(lengths > 1e-9).sum() :]
    follows = set(np.flatnonzero(small & ~public.hidden).tolist())
    for n in np.flatnonzero(small[cells]):
        own = [
            k
            for k in range(len(cells))
            if joined.count[cells[k]] == 1 and joined.records[cells[k]] != joined.records[cells[n]]
        ]
        knows = [[], *([k] for k in own)]
        if any(_fixed(null, n, given) for given in knows):
            follows.add(int(cells[n]))
    return {one.cell for one in found}, follows


def _fixed(null: np.ndarray, n: int, given: list[int]) -> bool:
    """Whether a cell stands still in all motions in which the given ones do."""
    if not given or np.abs(null[:, given[0]]).max(initial=0.0) < 1e-9:
        return bool(np.abs(null[:, n]).max(initial=0.0) < 1e-9)
    known = null[:, given[0]] / np.linalg.norm(null[:, given[0]])
    return bool(np.linalg.norm(null[:, n] - (null[:, n] @ known) * known) < 1e-9)


@pytest.mark.parametrize(
    ("inner", "dims", "says"),
    [
        ("area,freq,value\nN1,41,41\nN2,8,8\nN3,30,30", {"area": AREA}, "do not count the same people"),
        ("ward,freq,value\nW,79,79", {"ward": [["Total", None], ["W", "Total"]]}, "is none of the base"),
        ("area,freq,value\nN1,79,79", {"area": AREA[:2]}, "lies in no code of dimension area"),
    ],
)
def test_tables_of_other_people_are_not_attacked_together(tmp_path: Path, inner: str, dims: object, says: str) -> None:
    ours, first = places(tmp_path), publish(tmp_path, HIDDEN, "first.csv")
    theirs = folder(tmp_path, inner, dims, "areas")  # type: ignore[arg-type]
    name = next(iter(dims))  # type: ignore[call-overload]
    second = publish(tmp_path, f"{name},published\nTotal,79", "second.csv")
    against = ("--against", f"{theirs}:{second}")
    assert says in refused("audit", ours, first, *against, "--base", ours)
    assert "none of these tables is fine enough" in refused("audit", ours, first, *against)
    assert "names no published table" in refused("audit", ours, first, "--against", "nothing")


TREE = "la,freq,value\nA,40,40\nB,6,6\nC,3,3\nD,30,30"
OTHERS = """
what                                  | inner                     | codes    | dimension | says
fewer people                          | N1,40,40/N2,8,8/N3,30,30  | N1 N2 N3 | area      | do not count the same people
a cell that only the base has         | N1,40,40/N2,9,9           | N1 N2 N3 | area      | do not count the same people
nobody, where the base has somebody   |                           | N1 N2 N3 | area      | do not count the same people
a code of the base that lies nowhere  | N1,40,40/N2,9,9           | N1 N2    | area      | code D of the base lies in no
codes that the base does not have     | X1,49,49/X2,30,30         | X1 X2    | county    | county of table other is none
"""


def flat(name: str, codes: str) -> dict[str, list[list[str | None]]]:
    return {name: [["Total", None], *([code, "Total"] for code in codes.split())]}


@pytest.mark.parametrize("case", rows(OTHERS), ids=lambda c: str(c["what"]))
def test_a_table_that_does_not_rest_on_the_base_is_refused_by_what_it_lacks(
    tmp_path: Path, case: dict[str, str | None]
) -> None:
    base, name = read_folder(folder(tmp_path, TREE, {"la": LA}, "base", groups=GROUPS)), str(case["dimension"])
    inner = "\n".join([f"{name},freq,value", *str(case["inner"] or "").split("/")])
    other = read_folder(folder(tmp_path, inner, flat(name, str(case["codes"])), "other"))
    with pytest.raises(UsageError, match=str(case["says"])):
        rows_in(base, other.table, other.name)
    with pytest.raises(UsageError, match="none of these tables is fine enough to hold the others"):
        finest([other, base])


def test_a_dimension_of_another_name_is_found_by_its_codes(tmp_path: Path) -> None:
    """Regions are codes of the places in the base: B counts in R1, C in R2, whatever the dimension is called."""
    base = read_folder(folder(tmp_path, TREE, {"la": LA}, "base"))
    other = read_folder(folder(tmp_path, "part,freq,value\nR1,46,46\nR2,33,33", flat("part", "R1 R2"), "other"))
    assert rows_in(base, other.table, other.name).tolist() == [0, 0, 1, 1]
    assert finest([other, base]) is base
    assert [other.table.dimensions[0].codes[n] for n in leaf_of(base, other)] == ["R1", "R1", "R2", "R2"]


def test_a_table_without_lines_is_protected_and_audited_beside_a_base_of_nobody(tmp_path: Path) -> None:
    base = folder(tmp_path, "la,freq,value\nA,0,0\nD,0,0", {"la": LA}, "base", groups=GROUPS)
    other, out = folder(tmp_path, "area,freq,value", flat("area", "N1 N2 N3"), "other"), tmp_path / "out"
    run("protect", base, other, "--out", out)
    assert [line.split(",")[-1] for line in (out / "other.csv").read_text(encoding="utf-8").splitlines()[1:]] == [
        '"0"'
    ] * 4
    assert run("audit", base, out / "base.csv", "--against", f"{other}:{out / 'other.csv'}").startswith("Safe")


def test_people_whom_no_table_shows_are_named_by_their_codes_in_the_base(tmp_path: Path) -> None:
    base = read_folder(places(tmp_path))
    joined = join([read_folder(areas(tmp_path))], base)
    names = [joined.name(cell) for cell in range(len(joined.count))]
    assert sorted(name for name in names if "which no table shows" in name) == [
        "la B, which no table shows", "la C, which no table shows",
    ]  # fmt: skip
    assert {"the grand total of areas", "area N1 of areas", "area N2 of areas", "area N3 of areas"} <= set(names)


def test_what_cannot_be_attacked_together_is_refused(tmp_path: Path) -> None:
    ours, theirs = places(tmp_path), folder(tmp_path, TREE, {"la": LA}, "bare", threshold=None)
    first = publish(tmp_path, HIDDEN, "first.csv")
    money = folder(
        tmp_path, "la,contributor,freq,value\nA,P,1,40", {"la": LA}, "money", kind="magnitude", threshold=None, p=10
    )
    said = refused("audit", ours, first, "--against", f"{money}:{first}")
    assert "only tables of counts are attacked together, and this is one of values" in said
    assert "an attack needs to know which counts are small" in refused("audit", theirs, first)
    assert "Give --threshold." in refused("audit", theirs, first)
    assert "and this is a table of counts" in refused("audit", theirs, first, "--p", 5)


def test_tables_of_values_are_protected_one_by_one(tmp_path: Path) -> None:
    inner = "la,contributor,freq,value\nA,P,1,40\nD,Q,1,30"
    money = folder(tmp_path, inner, {"la": LA}, "money", kind="magnitude", threshold=None, p=10)
    base, values = read_folder(places(tmp_path)), read_folder(money)
    with pytest.raises(UsageError, match="tables of values are protected one by one"):
        protect_together([New("money", values.table, Rule(p=10.0))], base)
    with pytest.raises(UsageError, match="--never-empty is about counts, and this is a table of values"):
        Rule(p=10.0, never_empty=True).fits(values.table)
    with pytest.raises(UsageError, match="an interval is promised for counts"):
        Rule(threshold=10, interval=True).fits(values.table)
