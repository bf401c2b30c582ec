"""Files of Longitudinal Education Outcomes about people who do not exist."""

from alder.synth.leo.leo_writing import LEO_YEARS, LeoForm, WantedLeo, WrittenRecords, write_population_leo

__all__ = ["LEO_YEARS", "LeoForm", "WantedLeo", "WrittenRecords", "write_population_leo"]
