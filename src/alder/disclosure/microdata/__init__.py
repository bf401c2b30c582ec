"""Statistics of plain records, one line a person: read from a file, worked out in every cell, and protected."""

from alder.disclosure.asked import Statistic, What
from alder.disclosure.microdata.counting import counts_of
from alder.disclosure.microdata.lines import Lines
from alder.disclosure.microdata.protecting import protect_statistic
from alder.disclosure.microdata.together import Figures

__all__ = ["Figures", "Lines", "Statistic", "What", "counts_of", "protect_statistic"]
