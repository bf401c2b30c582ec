"""`alder audit RECORDS.csv PUB.csv --as STATISTIC`: what is worked out of means, percentiles, extremes and rates."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tests.support.commands import refused, run
from tests.support.text_tables import rows as table_of

from alder.disclosure.microdata import Lines
from alder.disclosure.microdata.rests import guards

BY = ("--by", "region,level", "--of", "pay")


def records(path: Path, text: str, every: int = 2) -> Path:
    """For each line of the text so many people of a region and level with these values in turn. One in `every` did not
    achieve.
    """
    lines = ["region,level,pay,achieved"]
    for row in table_of(text):
        pay = str(row["pay"]).split(",")
        lines += [
            f"{row['region']},{row['level']},{pay[n % len(pay)]},{int(n % every > 0)}" for n in range(int(row["many"]))
        ]
    file = path / "records.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def figures(path: Path, name: str, text: str) -> Path:
    """A published file: what stands in it, and the count beside it. What is left out is hidden."""
    file = path / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out)
        write.writerow(["region", "level", "published", "count"])
        for row in table_of(text):
            region, level = row["cell"].split()
            write.writerow([region, level, row["published"], row["count"]])
    return file


SMALL_REST = """
region | level | many | pay
R1     | L1    | 30   | 100,200,300
R1     | L2    | 3    | 500,600
R1     | L3    | 4    | 500
R2     | L1    | 30   | 300
R2     | L2    | 30   | 100,200
R2     | L3    | 30   | 100
"""

PUBLISHED = """
case                      | as      | cell        | published | count | cell2    | published2 | count2 | said
a mean of three           | mean    | R1 L2       | 533.3     | 3     |          |            |        | the mean of region R1, level L2 is shown, and 3 contributors
a mean less its part      | mean    | R1 Total    | 259.5     | 37    | R1 L1    | 200.0      | 30     | what the 7 of region R1, level L2 and region R1, level L3 together have together follows: 3,
a median of four          | median  | R1 L3       | 500       | 4     |          |            |        | 4 stand on one side of it
a median that one has     | median  | R2 L2       | 150       | 30    |          |            |        | 0 have a value that is printed alike
a highest value of few    | maximum | R1 L2       | 600       | 3     |          |            |        | the maximum of region R1, level L2 is shown, and 1 have it
a hidden count            | median  | R2 L1       | 300       | c     |          |            |        | is shown though its count is hidden: at least 5 have to be there
another mean than it is   | mean    | R2 L1       | 310.0     | 30    |          |            |        | the mean of region R2, level L1
"""  # noqa: E501


@pytest.mark.parametrize("case", table_of(PUBLISHED), ids=lambda c: str(c["case"]))
def test_what_is_given_away_is_said(tmp_path: Path, case: dict[str, str]) -> None:
    file = records(tmp_path, SMALL_REST)
    second = f"\n{case['cell2']} | {case['published2']} | {case['count2']}" if case["cell2"] else ""
    text = f"cell | published | count\n{case['cell']} | {case['published']} | {case['count']}{second}"
    out = figures(tmp_path, "out", text)
    said = run("audit", file, out, *BY, "--as", case["as"], "--threshold", 5 if case["count"] != "37" else 10, exit=1)
    assert case["said"] in said


def test_what_is_hidden_is_not_found(tmp_path: Path) -> None:
    """The same two means with a part of the rest that is large enough."""
    file = records(tmp_path, SMALL_REST.replace("| 4    | 500", "| 14   | 500"))
    out = figures(tmp_path, "out", "cell | published | count\nR1 Total | 310.6 | 47\nR1 L1 | 200.0 | 30")
    assert run("audit", file, out, *BY, "--as", "mean", "--threshold", 10).startswith("Safe")


HIGHEST = """
region | level | many | pay
R1     | L1    | 30   | 300
R1     | L2    | 7    | 500
R1     | L3    | 3    | 500
R2     | L1    | 30   | 300
R2     | L2    | 30   | 300
R2     | L3    | 30   | 300
"""


def test_a_highest_value_that_no_shown_part_has_is_that_of_the_others(tmp_path: Path) -> None:
    """Ten people or more have 500, and none of the thirty: so all ten others have."""
    file = records(tmp_path, HIGHEST)
    shown = "cell | published | count\nR1 Total | 500 | 40\nR1 L1 | 300 | 30"
    told = run("audit", file, figures(tmp_path, "out", shown), *BY, "--as", "maximum", "--threshold", 10, exit=1)
    assert "somebody of the 3 of region R1, level L3 has the value 500 (from the maximum of region R1" in told
    assert "2 shown figures and 10 hidden ones were attacked together" in told
    made = tmp_path / "made.csv"
    said = run("protect", file, *BY, "--as", "maximum", "--threshold", 10, "--out", made)
    assert "\n4 of them are hidden for what they would tell beside others" in said
    assert run("audit", file, made, *BY, "--as", "maximum", "--threshold", 10).startswith("Safe")


def test_a_hidden_highest_value_follows_where_no_other_part_can_have_it(tmp_path: Path) -> None:
    """Two of the eight have 500; each of the others has 300 or less, and the total says 500."""
    text = "region|level|many|pay\nR1 | L1 | 30 | 300\nR1 | L2 | 8 | 500,400,400,400"
    out = figures(tmp_path, "out", "cell | published | count\nR1 Total | 500 | 38\nR1 L1 | 300 | 30\nR1 L2 | c | 8")
    said = run("audit", records(tmp_path, text), out, *BY, "--as", "maximum", "--threshold", 5, exit=1)
    assert "the hidden maximum of region R1, level L2 can only be 500" in said


def test_what_is_left_of_a_total_by_one_subtraction_is_seen_without_an_attack(tmp_path: Path) -> None:
    """Large tables are not attacked before they are written; the smallest shown part is hidden in them too."""
    lines = Lines.read(records(tmp_path, SMALL_REST), ["region", "level"])
    hidden = np.zeros(lines.shape, dtype=bool)
    hidden[1, 2:] = True  # R1 L2 and R1 L3: seven people together
    assert guards(lines, hidden.ravel(), 10).tolist() == [np.ravel_multi_index((1, 1), lines.shape)]
    assert not len(guards(lines, hidden.ravel(), 7))


def test_a_lowest_and_a_mean_that_agree_tell_what_everybody_has(tmp_path: Path) -> None:
    file = records(tmp_path, "region | level | many | pay\nR1 | L1 | 9 | 300\nR1 | L2 | 4 | 300\nR1 | L3 | 6 | 300")
    every = "cell | published | count\nR1 Total | {} | 19"
    mean, low = (figures(tmp_path, name, every.format(x)) for name, x in (("mean", "300.0"), ("low", "300")))
    alone = ("--threshold", 5, "--as")
    assert run("audit", file, mean, *BY, *alone, "mean").startswith("Safe")
    assert run("audit", file, low, *BY, *alone, "minimum").startswith("Safe")
    said = run("audit", file, mean, *BY, *alone, "mean", "--beside", f"minimum:{low}", exit=1)
    assert "somebody of the 4 of region R1, level L2 has the value 300 (from the mean of" in said
    found = json.loads(
        run("audit", file, mean, *BY, *alone, "mean", "--beside", f"minimum:{low}", "--format", "json", exit=1)
    )
    assert not found["safe"]
    assert {one["how"] for one in found["found"]} >= {"together"}


SPREAD = """
region | level | many | pay
R1     | L1    | 40   | 100,200,300,400
R1     | L2    | 25   | 200,200,300
R1     | L3    | 8    | 100,900
R2     | L1    | 40   | 100,200,300,300
R2     | L2    | 25   | 200,200,300
R2     | L3    | 30   | 100,200
"""


def test_a_statistic_is_protected_beside_those_that_are_out(tmp_path: Path) -> None:
    """Each by itself, then each beside all that went before: the second holds against all of them together."""
    file, under, beside = records(tmp_path, SPREAD), ("--policy", "srs-output"), list[str]()
    for name in ("mean", "median/100", "minimum", "maximum"):
        as_, _, to = name.partition("/")
        out = tmp_path / f"{as_}.csv"
        said = run("protect", file, *BY, "--as", as_, *under, *beside, "--out", out, *(("--to", to) if to else ()))
        assert "Attacked together" in said
        beside += ["--beside", f"{name}:{out}"]
    audit = run("audit", file, tmp_path / "mean.csv", *BY, "--as", "mean", *under, *beside[2:])
    assert audit.startswith("Safe")


def test_totals_that_leave_a_few_by_subtraction_hide_another(tmp_path: Path) -> None:
    """Seven of R1 stand beside its 30: a total of seven is one subtraction away, unless the 30 are hidden too."""
    file = records(tmp_path, SMALL_REST)
    for as_ in ("mean", "total"):
        out = tmp_path / f"{as_}.csv"
        run("protect", file, *BY, "--as", as_, "--threshold", 10, "--out", out)
        with out.open(encoding="utf-8", newline="") as read:
            shown = {(row["region"], row["level"]) for row in csv.DictReader(read) if row["published"] != "c"}
        assert not {("R1", "Total"), ("R1", "L1")} <= shown
    under = ("--threshold", 10, "--as", "mean", "--beside", f"total:{tmp_path / 'total.csv'}")
    assert run("audit", file, tmp_path / "mean.csv", *BY, *under).startswith("Safe")


def test_contributors_who_add_up_to_nothing_are_protected(tmp_path: Path) -> None:
    """Thirty people with 0 each are a total of 0, and four with 0 are a secret."""
    text = "region | level | many | pay\nR1 | L1 | 30 | 0\nR1 | L2 | 4 | 0\nR1 | L3 | 20 | 0,100\nR2 | L1 | 30 | 100"
    file, out = records(tmp_path, text), tmp_path / "out.csv"
    run("protect", file, *BY, "--as", "mean", "--policy", "srs-output", "--out", out)
    assert run("audit", file, out, *BY, "--as", "mean", "--policy", "srs-output").startswith("Safe")


RATES = """
case                       | published | count | with | said
a numerator of four        | 50.0      | 8     | 4    | the numerator of region R1, level L3 is shown, and stands for too few
a rate between hidden ones | 50.0      | 8     | c    | the printed rate leaves the numerator of region R1, level L3 only 4
a rate that is another     | 60.0      | 8     | 4    | the rate of region R1, level L3
"""  # noqa: E501


@pytest.mark.parametrize("case", table_of(RATES), ids=lambda c: str(c["case"]))
def test_rates_are_attacked_with_numerators_and_what_is_left(tmp_path: Path, case: dict[str, str]) -> None:
    file, out = records(tmp_path, SPREAD), tmp_path / "rate.csv"
    of = ("--by", "region,level", "--of", "achieved", "--as", "rate", "--policy", "srs-output")
    run("protect", file, *of, "--out", tmp_path / "x.csv", "--release", out)
    assert run("audit", file, out, *of).startswith("Safe")
    lines = out.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith('"R1","L3"'))
    lines[at] = ",".join(f'"{x}"' for x in ("R1", "L3", case["published"], case["count"], case["with"]))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert case["said"] in run("audit", file, out, *of, exit=1)


def test_rates_beside_rounded_counts_are_attacked_from_their_one_file(tmp_path: Path) -> None:
    file, out = records(tmp_path, SPREAD, every=7), tmp_path / "rate.csv"
    of = ("--by", "region,level", "--of", "achieved", "--as", "rate", "--policy")
    first = "dfe-statistics (version 1)"
    for policy, exit, said in (("fe-outcomes", 0, "Safe"), ("dfe-statistics", 0, "Safe"), (first, 1, "Not safe")):
        run("protect", file, *of, policy, "--out", out)
        assert run("audit", file, out, *of, policy, exit=exit).startswith(said)


ASKED_WRONGLY = """
options                                                 | said
--as mean                                               | --as mean needs the column that it is made of
--of pay --as mean --beside p25                         | p25 names no statistic and file
--of pay --as mean --beside rate:x.csv                  | rates are of yes and no
--of pay --beside p25:x.csv                             | --beside is about statistics of one column
--of achieved --as rate --contributor region            | rates are attacked by themselves
--of pay --to 10                                        | --to and --limit are about means
--of pay --as median --to 0                             | --to rounds to multiples of a number above 0
--of pay --as mean --rates x.csv                        | statistics of records are attacked by themselves
"""


@pytest.mark.parametrize("case", table_of(ASKED_WRONGLY), ids=lambda c: str(c["options"]))
def test_what_cannot_be_attacked_is_said(tmp_path: Path, case: dict[str, str]) -> None:
    file = records(tmp_path, SPREAD)
    out = figures(tmp_path, "out", "cell | published | count\nR1 L1 | c | c")
    asked = ("audit", file, out, "--by", "region,level", "--policy", "srs-output", *case["options"].split())
    assert case["said"] in refused(*asked)


RANKS = """
case                | others | few | median | as      | of the others | said
at a median and up  | 300    | 100 | 100    | minimum | 300           | 5 of the 5 of region R1, level L2 lie below 101
at a median or more | 300    | 500 | 500    | maximum | 300           | 0 of the 5 of region R1, level L2 lie below 300
"""


@pytest.mark.parametrize("case", table_of(RANKS), ids=lambda c: str(c["case"]))
def test_a_median_says_how_many_lie_on_each_side(tmp_path: Path, case: dict[str, str]) -> None:
    """Five of nine lie at the median or on the side of it where none of the other four is."""
    file = records(tmp_path, f"region|level|many|pay\nR1 | L1 | 4 | {case['others']}\nR1 | L2 | 5 | {case['few']}")
    median = figures(tmp_path, "median", f"cell | published | count\nR1 Total | {case['median']} | 9")
    end = figures(tmp_path, "end", f"cell | published | count\nR1 L1 | {case['of the others']} | 4")
    asked = ("--as", "median", "--threshold", 6, "--beside", f"{case['as']}:{end}", "--format", "json")
    assert case["said"] in run("audit", file, median, *BY, *asked, exit=1)
