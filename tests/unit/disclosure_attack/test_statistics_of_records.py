"""`alder protect RECORDS.csv --of COLUMN --as STATISTIC`: what is shown of values, and what cannot be had from it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.support.commands import refused, run
from tests.support.table_folders import folder, grid
from tests.support.text_tables import rows as table_of

from alder.disclosure.asked import Statistic
from alder.disclosure.contributions import Contributions, largest, p_percent
from alder.disclosure.microdata.lines import Lines
from alder.disclosure.microdata.protecting import protect_statistic, protected_counts
from alder.disclosure.protection import Rule
from alder.errors import UsageError

HEAD = "region,level,learner,provider,pay,age,weight,achieved,sex"


def records(path: Path, text: str, name: str = "records.csv") -> Path:
    """Lines of made-up learners: for each line of the text so many of a region and level with these values."""
    lines, file = [HEAD], path / name
    for row in table_of(text):
        for n in range(int(row["many"] or 0)):
            pay = (row["pay"] or "0").split(",")
            who = f"P{n % int(row.get('providers') or 12)}"
            said = [row["region"], row["level"], f"L{len(lines)}", who, pay[n % len(pay)].strip(), row.get("age") or 17]
            lines.append(",".join(map(str, [*said, row.get("weight") or 1, 1 if n % 2 else 0, "FM"[n % 2]])))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def published(path: Path, column: str = "published") -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {f"{row['region']} {row['level']}": row[column] for row in csv.DictReader(file)}


def shown(tmp_path: Path, of: Path, *options: object) -> dict[str, str]:
    out, release = tmp_path / "out.csv", tmp_path / "release.csv"
    run("protect", of, "--by", "region,level", *options, "--out", out, "--release", release)
    found = published(release)
    assert found == published(out)
    assert release.read_text(encoding="utf-8").splitlines()[0].startswith('"region","level","published"')
    return found


COLLEGE = """
region | level | many | pay               | age | weight
R1     | L1    | 40   | 100,200,200,300   | 16  | 2
R1     | L2    | 40   | 200               | 17  | 3
R1     | L3    | 8    | 400               | 18  | 2
R2     | L1    | 40   | 100,200,200,300   | 16  | 2
R2     | L2    | 40   | 200,300           | 17  | 2
R2     | L3    | 30   | 1,2,3,400,500,600 | 18  | 2
"""

STATISTICS = """
statistic | R1 L1 | R1 L2 | R1 L3 | R2 L2 | R2 L3 | Total L1 | why
mean      | c     | 200.0 | c     | 250.0 | c     | 200.0    | R1 L3 has 8 people; three other counts guard it
median    | c     | 200   | c     | c     | c     | 200      | half of R2 L2 have 200 and half 300: 250 is nobody's
p25       | c     | 200   | c     | 200   | c     | c        | between 100 and 200 nobody of L1 is
p20       | c     | c     | c     | c     | c     | 100      | 8 of the 40 of R1 L2 stand below
minimum   | c     | c     | c     | 200   | c     | 100      | everybody of R1 L2 has 200
maximum   | c     | c     | c     | 300   | c     | 300      | the same
"""


@pytest.mark.parametrize("case", table_of(STATISTICS), ids=lambda c: str(c["statistic"]))
def test_statistics_are_shown_where_enough_stand_behind_them(tmp_path: Path, case: dict[str, str]) -> None:
    case = {name: figure for name, figure in case.items() if name != "why"}
    asked = ("--of", "pay", "--as", case.pop("statistic"))
    found = shown(tmp_path, records(tmp_path, COLLEGE), "--policy", "srs-output", *asked)
    assert {cell: found[cell] for cell in case} == case
    counts = published(tmp_path / "release.csv", "count")
    assert all(found[cell] == "c" for cell, count in counts.items() if count == "c")


def test_figures_are_rounded_to_what_is_asked_and_limits_by_design_are_shown(tmp_path: Path) -> None:
    """250 to the nearest 100 is 300, which half of R2 L2 have. An age of 16 in R1 L1 would tell that of everybody."""
    file = records(tmp_path, COLLEGE)
    under = ("--policy", "srs-output", "--of")
    assert shown(tmp_path, file, *under, "pay", "--as", "median", "--to", 100)["R2 L2"] == "300"
    said = run("protect", file, "--by", "region,level", *under, "pay", "--as", "median", "--out", tmp_path / "x.csv")
    assert "A median that fewer than three have is somebody's own: --to 100 shows" in said
    ages = records(
        tmp_path, "region | level | many | pay | age\nR1 | L1 | 30 | 1 | 16\nR1 | L1 | 2 | 1 | 18", "ages.csv"
    )
    oldest = ("age", "--as", "maximum")
    assert shown(tmp_path, ages, *under, *oldest)["R1 L1"] == "c"
    assert shown(tmp_path, ages, *under, *oldest, "--limit", 18)["R1 L1"] == "18"


def test_one_provider_with_several_lines_is_one_contributor(tmp_path: Path) -> None:
    """Thirty lines of one provider are as telling as one."""
    text = """
    region | level | many | pay | providers
    R1     | L1    | 30   | 100 | 1
    R1     | L2    | 30   | 100 | 12
    R2     | L1    | 30   | 100 | 12
    R2     | L2    | 30   | 100 | 12
    R3     | L1    | 30   | 100 | 12
    R3     | L2    | 30   | 100 | 12
    """
    file, proof = records(tmp_path, text), tmp_path / "proof.npz"
    under = ("--policy", "srs-output", "--of", "pay")
    assert "c" not in shown(tmp_path, file, *under).values(), "each line taken for a contributor of its own"
    held = (*under, "--contributor", "provider")
    assert shown(tmp_path, file, *held, "--certificate", proof)["R1 L1"] == "c"
    said = run("protect", file, "--by", "region,level", *held, "--out", tmp_path / "out.csv")
    assert said.startswith("A hidden number of contributors keeps 2 possible values at least: the 9 of srs-output are")
    audit = ("audit", file, tmp_path / "release.csv", "--by", "region,level", *held)
    assert run(*audit, "--certificate", proof).startswith("Safe")
    told = (tmp_path / "release.csv").read_text(encoding="utf-8").replace('"R1","L1","c"', '"R1","L1","3000"')
    (tmp_path / "release.csv").write_text(told, encoding="utf-8")
    assert "R1, level L1 is shown, and says too much of one contributor" in run(*audit, exit=1)
    mean = shown(tmp_path, file, *held, "--as", "mean")
    assert (mean["R1 L1"], mean["Total Total"]) == ("c", "100.0")


WEIGHTED = """
cell     | count | total  | median | why
R1 L1    | c     | c      | c      | guards R1 L3
R1 L2    | 120   | 24000  | 200    | 40 people stand for 120
R1 L3    | c     | c      | c      | 8 people, though they stand for 16
Total L1 | 160   | 32000  | 200    | 80 people stand for 160
"""


def test_weights_change_figures_and_not_who_counts(tmp_path: Path) -> None:
    file, under = records(tmp_path, COLLEGE), ("--policy", "srs-output", "--weight", "weight")
    found = {
        "count": shown(tmp_path, file, *under),
        "total": shown(tmp_path, file, *under, "--of", "pay"),
        "median": shown(tmp_path, file, *under, "--of", "pay", "--as", "median"),
    }
    for case in table_of(WEIGHTED):
        assert {name: found[name][case["cell"]] for name in found} == {name: case[name] for name in found}
    run("protect", file, "--by", "region,level", *under, "--out", tmp_path / "out.csv")
    assert published(tmp_path / "out.csv", "contributors")["R1 L3"] == "8"
    assert run("audit", file, tmp_path / "out.csv", "--by", "region,level", *under).startswith("Safe")
    given = Contributions.of([0, 0, 0], [1, 2, 3], [600.0, 250.0, 100.0], [1.0, 2.0, 1.0])
    assert not p_percent(largest(given), 30).unsafe[0], "250 stands for two: 350 are left beside 600 and 250"


def test_counts_totals_and_means_hide_the_same_cells(tmp_path: Path) -> None:
    """Else one table could be worked out with another: a mean times its count is a total."""
    rng = np.random.default_rng(5)
    text = "region | level | many | pay\n" + "\n".join(
        f"R{r} | L{c} | {rng.integers(3, 40)} | {','.join(map(str, rng.integers(100, 900, 12)))}"
        for r in (1, 2, 3)
        for c in (1, 2, 3)
    )
    file = records(tmp_path, text)
    asked = ([], ["--of", "pay"], ["--of", "pay", "--as", "mean"], ["--weight", "weight"])
    count, *others = (
        {k for k, x in shown(tmp_path, file, "--policy", "srs-output", *a).items() if x == "c"} for a in asked
    )
    assert count
    assert others[0] == others[1]
    assert all(other >= count for other in others)


def values_left(means: dict[str, str], counts: dict[str, str], cell: str) -> tuple[float, float]:
    """The least and the most that the sum of a cell can be for a reader of means and counts, each as it is printed."""
    inner = sorted(key for key in means if "Total" not in key)

    def row(key: str) -> np.ndarray:
        region, level = key.split()
        return np.array([region in ("Total", k.split()[0]) and level in ("Total", k.split()[1]) for k in inner], float)

    known = {key: (float(means[key]), float(counts[key])) for key in means if means[key] not in ("c", "z")}
    above = np.array([sign * row(key) for key in known for sign in (1, -1)])
    limit = np.array([sign * (m + sign * 0.051) * n for m, n in known.values() for sign in (1, -1)])
    ends = [linprog(s * row(cell), A_ub=above, b_ub=limit, bounds=(0, 1e7), method="highs").fun * s for s in (1, -1)]
    return ends[0], ends[1]


@pytest.mark.parametrize("seed", range(4))
def test_no_sum_of_a_few_follows_from_means(tmp_path: Path, seed: int) -> None:
    """The attacker shares no code with what protects. Sums of under 10, or of one above all others, stay open."""
    rng = np.random.default_rng(seed)
    many = {(r, c): int(rng.choice([2, 9, 14, 30])) for r in (1, 2, 3, 4) for c in (1, 2, 3)}
    lines, behind = [HEAD], {}
    for (r, c), n in many.items():
        pays = np.r_[rng.integers(100, 900, n - 1), rng.choice([500, 90_000])].tolist()
        behind[f"R{r} L{c}"] = pays
        lines += [f"R{r},L{c},{len(lines) + k},P,{pay},17,1,0,F" for k, pay in enumerate(pays)]
    file = tmp_path / "records.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    means = shown(tmp_path, file, "--policy", "srs-output", "--of", "pay", "--as", "mean")
    counts = published(tmp_path / "release.csv", "count")
    few = 0
    for cell in (key for key in means if means[key] == "c"):
        region, level = cell.split()
        pays = [
            x
            for key, held in behind.items()
            for x in held
            if region in ("Total", key.split()[0]) and level in ("Total", key.split()[1])
        ]
        judged = p_percent(largest(Contributions.of([0] * len(pays), list(range(len(pays))), pays)), 10)
        if len(pays) < 10 or judged.unsafe[0]:
            few += 1
            low, high = values_left(means, counts, cell)
            assert high - low > 0.05 * sum(pays)
            assert high >= sum(pays) + judged.upper[0] - 1
    assert few


ASKED_WRONGLY = """
options                                      | said
--of pay --as mode                           | mode is no statistic that can be protected
--of pay --as p0                             | a percentile lies between p1 and p99
--as mean                                    | --as mean needs the column that it is made of
--of achieved --as mean                      | achieved is 0 or 1 throughout, so its mean counts people
--of achieved                                | achieved is 0 or 1 throughout, so its total counts people
--of pay --as rate                           | column pay says neither yes nor no
--of achieved --as rate --weight weight      | a rate is protected by how many people stand behind it
--of achieved --as rate --contributor region | somebody has several lines, so these are no counts of people
--of pay --to 10                             | --to rounds means, percentiles and extremes
--of pay --as mean --limit 3                 | --limit is about a minimum or a maximum
--of pay --as mean --keep x.csv              | --keep is about counts and totals
--weight achieved                            | column achieved is under 1
--of earnings                                | column earnings is not there
"""


@pytest.mark.parametrize("case", table_of(ASKED_WRONGLY), ids=lambda c: str(c["options"]))
def test_what_cannot_be_asked_for_is_said(tmp_path: Path, case: dict[str, str]) -> None:
    file, out = records(tmp_path, COLLEGE), tmp_path / "out.csv"
    asked = ("--by", "level", "--policy", "srs-output", *case["options"].split())
    assert case["said"] in refused("protect", file, *asked, "--out", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("provider", "", "the provider is blank"),
        ("provider", "  ", "the provider is blank"),
        ("pay", "", "column pay is blank"),
        ("pay", "-5", "column pay is negative"),
        ("pay", "nan", "column pay is no number"),
        ("pay", "many", "column pay has to be a number"),
        ("weight", "0.4", "column weight is under 1"),
    ],
)
def test_a_value_that_is_missing_or_nobodys_is_named_by_its_line(
    tmp_path: Path, column: str, value: str, said: str
) -> None:
    file = records(tmp_path, COLLEGE)
    lines = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    lines[4][lines[0].index(column)] = value
    file.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    asked = ("--policy", "srs-output", "--of", "pay", "--weight", "weight", "--contributor", "provider")
    words = refused("protect", file, "--by", "level", *asked, "--out", tmp_path / "out.csv")
    assert said in words
    assert "records.csv, line 5" in words


OWN = """name = "mine"
version = 1
says = "Made for a test."
action = "suppress"
threshold = 10
"""

POLICED = """
by            | setting                  | said
postcode      |                          | policy mine does not allow figures by postcode
Home_LSOA21   |                          | policy mine does not allow figures by Home_LSOA21
region        | hide_zeros = true        | policy mine hides zeros, and a table of this kind shows its empty cells as 0
region,sex    | sensitive = ["sex"]      | one category of sex holds everybody of a group, or nearly everybody
region        | smallest_area = "region" | nothing
"""


@pytest.mark.parametrize("case", table_of(POLICED), ids=lambda c: str(c["setting"] or c["by"]))
def test_every_setting_of_a_policy_is_heeded_or_refused(tmp_path: Path, case: dict[str, str]) -> None:
    by, file, own = case["by"].split(","), tmp_path / "r.csv", tmp_path / "mine.toml"
    own.write_text(OWN + (case["setting"] or ""), encoding="utf-8")
    file.write_text(
        "\n".join([",".join(by)] + [",".join(["a"] * len(by))] * 30 + ["b,b"[: 2 * len(by) - 1]] * 30) + "\n"
    )
    asked = ("protect", file, "--by", case["by"], "--policy", own, "--out", tmp_path / "out.csv")
    if case["said"] == "nothing":
        assert run(*asked).startswith(
            "Each line of r.csv is taken for a person, or a contributor, of its own.\nPolicy mine"
        )
    else:
        assert case["said"] in refused(*asked)


def test_what_the_authors_of_a_source_ask_for_comes_with_a_policy(tmp_path: Path) -> None:
    """Projections are shown from 10,000 people up."""
    table, out = (
        grid(tmp_path, [[20_000, 15_000, 30_000], [9_000, 12_000, 40_000], [50_000, 60_000, 70_000]]),
        tmp_path / "o",
    )
    asked = ("--policy", "srs-output", "--source", "working_futures")
    assert "0 are hidden because they are small" in run("protect", table, "--policy", "srs-output", "--out", out)
    assert "only cells of 10,000 people and more" in run("protect", table, *asked, "--out", out)
    with out.open(encoding="utf-8", newline="") as file:
        found = {(row["region"], row["level"]): row["published"] for row in csv.DictReader(file)}
    assert found["R2", "L1"] == "c"
    assert run("audit", table, out, *asked).startswith("Safe")
    assert "comes with a policy" in refused("protect", table, "--threshold", 10, "--source", "leo", "--out", out)


def test_a_value_that_stands_for_nobody_is_refused(tmp_path: Path) -> None:
    """It would be in the totals, and no contributor would be asked about."""
    table = folder(
        tmp_path, "region,level,contributor,freq,value\nR1,L1,A,0,500\n", kind="magnitude", threshold=None, p=10
    )
    assert "a value stands for nobody: freq is 0" in refused("protect", table, "--out", tmp_path / "out.csv")


def test_sums_of_pence_are_written_with_two_decimals(tmp_path: Path) -> None:
    rows = [f"R{r},L{c},P{k},1,{k / 10 + 0.1:.1f}" for r in (1, 2) for c in (1, 2) for k in range(20)]
    table = folder(
        tmp_path, "\n".join(["region,level,contributor,freq,value", *rows]), kind="magnitude", threshold=None, p=10
    )
    run("protect", table, "--out", tmp_path / "out.csv")
    assert published(tmp_path / "out.csv")["Total Total"] == "84"
    assert {len(x.partition(".")[2]) for x in published(tmp_path / "out.csv").values()} <= {0, 1}


RATES = """
policy               | R1 L2 | R1 L3 | R2 L1 | why
srs-output           | 50.0  | c     | c     | R1 L3 has 4 of 8
dfe-statistics       | 50    | x     | 50    | 1 to 4 with, and 1 to 4 without
opensafely-midpoint6 | 53.8  | 33.3  | 53.8  | 21 of 39, 3 of 9: what the counts that are shown say
"""


@pytest.mark.parametrize("case", table_of(RATES), ids=lambda c: str(c["policy"]))
def test_a_rate_needs_numerator_denominator_and_difference(tmp_path: Path, case: dict[str, str]) -> None:
    found = shown(tmp_path, records(tmp_path, COLLEGE), "--policy", case["policy"], "--of", "achieved", "--as", "rate")
    assert {cell: found[cell] for cell in ("R1 L2", "R1 L3", "R2 L1")} == {
        cell: case[cell] for cell in ("R1 L2", "R1 L3", "R2 L1")
    }
    counts, with_it = (published(tmp_path / "release.csv", name) for name in ("count", "with"))
    if case["policy"] == "srs-output":
        assert all("c" in (counts[cell], with_it[cell]) for cell, rate in found.items() if rate == "c")


def test_medians_stand_beside_rounded_counts_and_means_do_not(tmp_path: Path) -> None:
    file, asked = records(tmp_path, COLLEGE), ("--policy", "dfe-statistics", "--of", "pay", "--as")
    found = shown(tmp_path, file, *asked, "median")
    assert (found["R1 L2"], found["R1 L3"]) == ("200", "x")
    assert published(tmp_path / "release.csv", "count")["R1 L3"] == "10"
    for policy, statistic in (("dfe-statistics", "mean"), ("opensafely-midpoint6", "median")):
        under = ("--policy", policy, "--of", "pay", "--as", statistic)
        assert "alters counts" in refused("protect", file, "--by", "level", *under, "--out", tmp_path / "x.csv")


@pytest.mark.parametrize("asked", [(), ("--of", "pay", "--as", "mean"), ("--of", "achieved", "--as", "rate")])
def test_a_file_without_lines_is_named(tmp_path: Path, asked: tuple[str, ...]) -> None:
    file = tmp_path / "records.csv"
    file.write_text(HEAD + "\n", encoding="utf-8")
    under = ("--by", "level", "--policy", "srs-output", *asked, "--out", tmp_path / "out.csv")
    assert "the file of records has no lines" in refused("protect", file, *under)


def test_records_are_attacked_as_they_are_protected(tmp_path: Path) -> None:
    file = records(tmp_path, COLLEGE)
    assert shown(tmp_path, file, "--policy", "srs-output")["R1 L3"] == "c"
    release = tmp_path / "release.csv"
    assert run("audit", file, release, "--by", "region,level", "--policy", "srs-output").startswith("Safe")
    assert "records are attacked with --by" in refused("audit", file, release, "--policy", "srs-output")
    release.write_text(release.read_text(encoding="utf-8").replace('"R1","L3","c"', '"R1","L3","8"'), encoding="utf-8")
    assert "R1, level L3" in run("audit", file, release, "--by", "region,level", "--policy", "srs-output", exit=1)


def test_a_column_is_counted_by_once(tmp_path: Path) -> None:
    asked = ("--by", "level,level", "--policy", "srs-output", "--out", tmp_path / "out.csv")
    assert "columns to count by are named once each" in refused("protect", records(tmp_path, COLLEGE), *asked)


OF_PROVIDERS = "--of pay --contributor provider --weight weight"


def test_a_contributor_has_one_weight_in_a_cell(tmp_path: Path) -> None:
    """Its lines are added up first, and one weight then says how many such it stands for."""
    file = tmp_path / "records.csv"
    lines = [f"R1,P{n},{100 + n},2" for n in range(12)]
    asked = (
        "--by",
        "region",
        "--policy",
        "srs-output",
        *["--of", "pay", "--contributor", "provider", "--weight", "weight"],
    )
    file.write_text("\n".join(["region,provider,pay,weight", *lines, "R1,P1,50,3"]) + "\n", encoding="utf-8")
    said = refused("protect", file, *asked, "--out", tmp_path / "out.csv")
    assert "a contributor has different weights in one cell" in said
    file.write_text("\n".join(["region,provider,pay,weight", *lines, "R1,P1,50,2"]) + "\n", encoding="utf-8")
    run("protect", file, *asked, "--out", tmp_path / "out.csv")


def test_a_sensitive_column_is_let_out_where_no_group_is_all_of_one_category(tmp_path: Path) -> None:
    own, file = tmp_path / "mine.toml", tmp_path / "r.csv"
    own.write_text(OWN + 'sensitive = ["sex"]', encoding="utf-8")
    file.write_text("\n".join(["region,sex", *["a,F", "a,M", "b,F", "b,M"] * 30]) + "\n", encoding="utf-8")
    run("protect", file, "--by", "region,sex", "--policy", own, "--out", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as out:
        assert {(r["region"], r["sex"]): r["published"] for r in csv.DictReader(out)}["a", "F"] == "30"


def test_what_stands_beside_counts_needs_a_threshold_for_them(tmp_path: Path) -> None:
    lines = Lines.read(records(tmp_path, COLLEGE), ["level"], of="pay")
    with pytest.raises(UsageError, match="means stand beside counts, which are protected by a threshold"):
        protect_statistic(lines, Statistic.read("mean"), Rule(p=10.0), Rule(p=10.0))
    assert protected_counts(lines, Rule(p=10.0), seed=0, progress=lambda _: None) is None


@pytest.mark.parametrize(("near_full", "safe"), [("", True), ("class_disclosure = true\nnear_full = 0.9", False)])
def test_a_highest_value_that_nearly_everybody_has_is_told_where_a_policy_minds_it(
    tmp_path: Path, near_full: str, safe: bool
) -> None:
    """All thirty have 300: enough people have it, and of each of them it is known."""
    own, file, out = tmp_path / "mine.toml", tmp_path / "r.csv", tmp_path / "out.csv"
    own.write_text(OWN + near_full, encoding="utf-8")
    file.write_text("\n".join(["region,pay", *["a,300"] * 30, *["b,300", "b,100"] * 30]) + "\n", encoding="utf-8")
    out.write_text("region,published,count\na,300,30\n", encoding="utf-8")
    asked = ("audit", file, out, "--by", "region", "--of", "pay", "--as", "maximum", "--policy", own)
    said = run(*asked, exit=0 if safe else 1)
    assert ("30 of its 30 have it" in said) is not safe
