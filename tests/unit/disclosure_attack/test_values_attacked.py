"""Tables of values: what contributors see of each other, and that protected ones keep it from them."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.commands import refused, run
from tests.support.table_folders import folder

from alder.disclosure.attack.attacked import Attacked, Attacker
from alder.disclosure.attack.contributed import Contributed, Limits
from alder.disclosure.attack.published import read_published
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.values import attack_values
from alder.disclosure.contributions import Contributions, largest, p_percent
from alder.disclosure.protection import Rule
from alder.disclosure.tables.folder import read_folder
from alder.disclosure.tables.protecting import protect_table
from alder.disclosure.tables.pub_file import write
from alder.errors import NotProtected

Rows = list[tuple[int, int, str, int]]


def dims(regions: int, levels: int) -> dict[str, Any]:
    return {
        "region": [["Total", None], *([f"R{n + 1}", "Total"] for n in range(regions))],
        "level": [["Total", None], *([f"L{n + 1}", "Total"] for n in range(levels))],
    }


def table(path: Path, rows: Rows, shape: tuple[int, int], **said: Any) -> Path:
    lines = ["region,level,contributor,freq,value", *(f"R{r},L{c},{who},1,{x}" for r, c, who, x in rows)]
    return folder(path, "\n".join(lines), dims(*shape), **{"kind": "magnitude", "threshold": None, "p": 10} | said)


def publish(of: Path, hidden: str) -> Path:
    """The table with some cells hidden (`R1 L1, R1 L2`), from its rows added up by hand."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    with (of / "inner.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for region in (row["region"], "Total"):
                for level in (row["level"], "Total"):
                    sums[region, level] += int(row["value"])
    gone = {tuple(cell.split()) for cell in hidden.split(", ")}
    lines = [f"{r},{c},{'c' if (r, c) in gone else x}" for (r, c), x in sums.items()]
    path = of / "pub.csv"
    path.write_text("\n".join(["region,level,published", *lines]) + "\n", encoding="utf-8")
    return path


MANY: Rows = [(r, c, f"P{k}", 150 + 10 * r + c + k) for r in (2, 3) for c in (1, 2, 3, 4) for k in range(6)]
ALONE: Rows = [(1, 1, "A", 500), (1, 2, "A", 300), (1, 3, "B", 200), *((1, 4, f"P{k}", 120 + k) for k in range(6))]
SIX = "R1 L1, R1 L2, R1 L3, R2 L1, R2 L2, R2 L3"


def test_whoever_is_alone_in_two_cells_knows_a_third(tmp_path: Path) -> None:
    """A is alone in L1 and in L2 of R1, so the sums leave it B's L3. Knowing one of its two cells would not do."""
    path = table(tmp_path, ALONE + MANY, (3, 4))
    said = run("audit", path, publish(path, SIX), exit=1)
    assert "alone in region R1, level L1 and region R1, level L2 can work out region R1, level L3" in said
    assert "outsider" not in said
    assert run("audit", path, publish(path, SIX), "--no-insider").startswith("Safe")
    out, proof = tmp_path / "out.csv", tmp_path / "proof.npz"
    run("protect", path, "--out", out, "--certificate", proof)
    said = run("audit", path, out, "--certificate", proof)
    assert said.startswith("Safe")
    assert "To readers, the certificate shows two possible values or more for 3 of 3 unsafe values" in said
    assert "To readers, sums alone give none away, it proves." in said


def test_a_policy_brings_its_rules_of_dominance(tmp_path: Path) -> None:
    """Under srs-output the two largest of twelve may have no more than 90 %."""
    rows: Rows = [(1, 1, f"P{k}", x) for k, x in enumerate([8000, 3500, 820, *[10] * 9])]
    rows += [(r, c, f"P{k}", 90 + k) for r in (1, 2, 3) for c in (1, 2, 3) if (r, c) != (1, 1) for k in range(12)]
    path, out = table(tmp_path, rows, (3, 3)), tmp_path / "out.csv"
    assert run("audit", path, publish(path, "R9 L9")).startswith("Safe"), "the p % rule alone allows it"
    under = ("--policy", "srs-output")
    said = run("audit", path, path / "pub.csv", *under, exit=1)
    assert "region R1, level L1 is shown, and says too much of one contributor" in said
    assert "brings its own threshold" in refused("audit", path, out, *under, "--p", 5)
    run("protect", path, "--out", out, *under)
    assert run("audit", path, out, *under).startswith("Safe")


def test_two_who_share_a_total_see_each_other(tmp_path: Path) -> None:
    """Both cells of R1 are hidden, and their sum is shown: each owner has the other's to the last pound."""
    rows: Rows = [(1, 1, "A", 500), (1, 2, "B", 300), *((1, c, f"P{k}", 90) for c in (3, 4) for k in range(6)), *MANY]
    path = table(tmp_path, rows, (3, 4))
    said = run("audit", path, publish(path, "R1 L1, R1 L2, R2 L1, R2 L2"), exit=1)
    assert "can work out region R1, level L1" in said
    assert "can work out region R1, level L2" in said


def test_the_second_largest_may_not_come_near(tmp_path: Path) -> None:
    """The 1,000 of A and the 940 of B share a cell with little else. What can move is 20, and 10 % of A's is 100."""
    rows: Rows = [(1, 1, "A", 1000), (1, 1, "B", 940), (1, 1, "C", 10), (1, 2, "C", 5), (1, 2, "D", 8), (1, 2, "E", 7)]
    rows += [(1, c, f"P{k}", 400 + k) for c in (3, 4) for k in range(6)] + MANY
    path = table(tmp_path, rows, (3, 4))
    said = run("audit", path, publish(path, "R1 L1, R1 L2, R2 L1, R2 L2"), exit=1)
    assert "its largest contributor but one sees that region R1, level L1 is at most 1,970" in said
    out = tmp_path / "out.csv"
    run("protect", path, "--out", out)
    assert run("audit", path, out).startswith("Safe")


@pytest.mark.parametrize(
    ("options", "said", "says"),
    [
        (("--p", 0.0001), {}, "Not safe"),
        (("--threshold", 3), {}, "Not safe"),
        ((), {"p": None}, "needs to know which values are unsafe"),
        ((), {"p": None, "threshold": 3}, "Not safe"),
    ],
)
def test_which_values_are_unsafe_is_asked_for_or_the_folders(
    tmp_path: Path, options: tuple[object, ...], said: dict[str, Any], says: str
) -> None:
    path = table(tmp_path, ALONE + MANY, (3, 4), **said)
    if says != "Not safe":
        assert says in refused("audit", path, publish(path, "R1 L1"), *options)
        return
    words = run("audit", path, publish(path, "R1 L1"), *options, exit=1)
    assert words.startswith(says)
    assert "is shown, and says too much of one contributor" in words
    assert "by subtraction" in words


def random_table(path: Path, seed: int) -> Path:
    """Few contributors with many sites, sizes far apart, some cells empty."""
    random = np.random.default_rng(seed)
    shape = (int(random.integers(3, 5)), int(random.integers(3, 6)))
    who = int(random.integers(4, 10))
    size = random.lognormal(0, 1.2, who)
    rows: Rows = []
    for r in range(shape[0]):
        for c in range(shape[1]):
            for k in random.permutation(who)[: random.integers(0, min(who, 6))].tolist():
                rows.append((r + 1, c + 1, f"P{k}", int(1 + 400 * size[k] * random.lognormal(0, 0.7))))
    return table(path, rows, shape, name=f"t{seed}") if rows else table(path, [(1, 1, "A", 5)], shape, name=f"t{seed}")


def attacked(path: Path, pub: Path) -> Attacked:
    truth = rebuild(read_folder(path).table)
    return attack_values(truth, read_published(pub, truth), Contributed.to(truth), Limits(p=10.0), Attacker(1))


def test_random_holdings_keep_their_values_from_each_other(tmp_path: Path) -> None:
    """What is written holds against the attack, and against dense algebra. Some tables nothing can protect."""
    held = extra = 0
    for seed in range(14):
        path = random_table(tmp_path, seed)
        read = read_folder(path).table
        try:
            outcome, _ = protect_table(read, Rule(p=10.0), seed=seed)
        except NotProtected:
            continue
        pub = path / "pub.csv"
        write(read, outcome.protection, pub)
        found = attacked(path, pub)
        assert found.safe, (seed, [one.steps for one in found.found])
        assert not insiders_by_hand(path, outcome.protection.hidden), seed
        held += 1
        extra += outcome.pattern.secondary
    assert held >= 7
    assert extra >= held, "further cells were needed"


def insiders_by_hand(path: Path, hidden: Any) -> list[tuple[int, int]]:
    """(Contributor, cell) of what somebody alone in hidden cells works out, by a dense null space."""
    truth = rebuild(read_folder(path).table)
    of = Contributed.to(truth)
    cells = np.flatnonzero(hidden[truth.keys])
    sums = truth.sums().toarray()[:, cells]
    alone = np.where(of.n == 1, of.ranked(0)[0], -1)[cells]
    unsafe = of.judged(Limits(p=10.0))[0][cells]
    found = []
    for who in {-1, *alone.tolist()}:
        free = np.flatnonzero(alone != who) if who >= 0 else np.arange(len(cells))
        _, lengths, across = np.linalg.svd(sums[:, free])
        null = across[(lengths > 1e-9).sum() :]
        still = np.abs(null).max(axis=0, initial=0.0) < 1e-9
        found += [(who, int(cells[n])) for n in free[still] if unsafe[n]]
    return found


def test_the_attack_judges_cells_as_the_rules_do(tmp_path: Path) -> None:
    """Two programs for one rule: unsafe cells, and how much room each needs."""
    rng = np.random.default_rng(4)
    for n in range(20):
        path = random_table(tmp_path, 100 + n)
        truth = rebuild(read_folder(path).table)
        of = Contributed.to(truth)
        cell = np.repeat(np.arange(len(truth.keys)), of.n)
        p = float(rng.integers(5, 60))
        wanted = p_percent(largest(Contributions.of(cell, of.values.indices, of.values.data), len(truth.keys)), p)
        unsafe, needed = of.judged(Limits(p=p))
        assert unsafe.tolist() == wanted.unsafe.tolist()
        assert needed == pytest.approx(wanted.upper)
        assert np.asarray(of.values.sum(axis=1)).ravel() == pytest.approx(truth.count)


def test_a_policy_brings_its_rule_of_what_is_known_before(tmp_path: Path) -> None:
    """With others known to 13 % before, 2,000 beside twelve of 100 is placed to within 20 %: too nearly."""
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "mine"\nversion = 1\nsays = "For a test."\naction = "suppress"\nthreshold = 2\npq = [13.0, 20.0]\n',
        encoding="utf-8",
    )
    rows: Rows = [(1, 1, f"P{k}", x) for k, x in enumerate([2000, *[100] * 12])]
    rows += [(r, c, f"P{k}", 90 + k) for r in (1, 2, 3) for c in (1, 2, 3) if (r, c) != (1, 1) for k in range(12)]
    path, out = table(tmp_path, rows, (3, 3), p=None, threshold=2), tmp_path / "out.csv"
    said = run("audit", path, publish(path, "R9 L9"), "--policy", own, exit=1)
    assert "region R1, level L1 is shown, and says too much of one contributor" in said
    run("protect", path, "--out", out, "--policy", own)
    with out.open(encoding="utf-8", newline="") as file:
        assert {(r["region"], r["level"]): r["published"] for r in csv.DictReader(file)}["R1", "L1"] == "c"
    assert run("audit", path, out, "--policy", own).startswith("Safe")
