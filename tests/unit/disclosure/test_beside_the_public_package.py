"""Cell-key perturbation beside the package `cell-key-perturbation` of the Office for National Statistics.

The package is no part of the lock: install it to run this (`pip install cell-key-perturbation pandas`). The same facts
stand, without it, in tests/spec/disclosure/test_rounding_and_noise.py.
"""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest

from alder.disclosure import Noise
from alder.disclosure.noise import PerturbationTable, cell_keys, made, perturbed

package = pytest.importorskip(
    "cell_key_perturbation.create_perturbed_table", reason="the package cell-key-perturbation is not installed"
)
pd = pytest.importorskip("pandas", reason="the package works on data frames of pandas")


def ten_five() -> PerturbationTable:
    """The rule 'under 10 nothing, else to the nearest 5' as a perturbation table, which no key changes."""
    counts = np.arange(751)
    moves = np.where(counts < 10, -counts, (2 * counts + 5) // 10 * 5 - counts)
    return PerturbationTable(np.repeat(moves[:, np.newaxis], 256, axis=1))


@pytest.mark.parametrize("threshold", [0, 10])
@pytest.mark.parametrize("columns", [["region"], ["region", "sex"], ["region", "sex", "age"]], ids=len)
@pytest.mark.parametrize(
    "table", [ten_five(), made(Noise(2.0, 5, gap=2)), made(Noise(4.0, 6, keys=64))], ids=["10-5", "noise", "64 keys"]
)
def test_the_same_records_and_table_give_the_same_numbers(
    table: PerturbationTable, columns: list[str], threshold: int
) -> None:
    random = np.random.default_rng(7)
    size = 6_000
    data = pd.DataFrame(
        {
            "region": random.choice(["N", "S", "E"], size, p=[0.7, 0.29, 0.01]),
            "sex": random.choice(["F", "M"], size),
            "age": random.choice([f"a{n:02}" for n in range(30)], size),
            "key": random.integers(0, table.keys, size),
        }
    )
    rows, keys = np.indices(table.moves.shape)
    given = pd.DataFrame({"pcv": rows.ravel(), "ckey": keys.ravel(), "pvalue": table.moves.ravel()})
    with redirect_stdout(io.StringIO()):
        theirs = package.create_perturbed_table(data, given, [], columns, "key", threshold=threshold)
    cells = {tuple(r): n for n, r in enumerate(theirs[columns].itertuples(index=False))}
    place = np.array([cells[tuple(r)] for r in data[columns].itertuples(index=False)])
    counts = np.bincount(place, minlength=len(cells))
    own = cell_keys(place, data["key"].to_numpy(), len(cells), table.keys)
    found = perturbed(counts, own, table)
    assert counts.tolist() == theirs["pre_sdc_count"].tolist()
    assert own.tolist() == theirs["ckey"].tolist()
    assert [v if v >= threshold else None for v in found.tolist()] == [
        None if pd.isna(v) else int(v) for v in theirs["count"]
    ]
    assert counts.max() > 750 or len(columns) > 2
