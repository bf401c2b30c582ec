"""Extracts of the National Pupil Database about pupils who do not exist."""

from alder.synth.npd.npd_writing import WantedNpd, WrittenExtract, write_population_npd

__all__ = ["WantedNpd", "WrittenExtract", "write_population_npd"]
