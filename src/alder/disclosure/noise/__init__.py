"""Rounding and noise: every way to publish counts that are near the true ones, and what each still gives away."""

from alder.disclosure.noise.applied import Altered, altered
from alder.disclosure.noise.cell_keys import cell_keys, pcv, perturbed
from alder.disclosure.noise.controlled import controlled
from alder.disclosure.noise.entropy import made
from alder.disclosure.noise.perturbation import PerturbationTable, read
from alder.disclosure.noise.possible import exactly_known, possible
from alder.disclosure.noise.single import midpoints, nearest, random_rounded, redacted
from alder.disclosure.noise.small_counts import small_counts
from alder.model.record_keys import FULL, record_keys

__all__ = [
    "FULL",
    "Altered",
    "PerturbationTable",
    "altered",
    "cell_keys",
    "controlled",
    "exactly_known",
    "made",
    "midpoints",
    "nearest",
    "pcv",
    "perturbed",
    "possible",
    "random_rounded",
    "read",
    "record_keys",
    "redacted",
    "small_counts",
]
