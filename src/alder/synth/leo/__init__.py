"""Files of Longitudinal Education Outcomes about people who do not exist."""

from alder.synth.leo.leo_writing import LEO_YEARS, WantedLeo, WrittenRecords, write_population_leo
from alder.synth.leo.record_files import RecordForm

__all__ = ["LEO_YEARS", "RecordForm", "WantedLeo", "WrittenRecords", "write_population_leo"]
