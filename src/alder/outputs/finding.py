"""What a check of an output says: which check, by which rule, where, what is so and how to mend it.

A finding never repeats what it found: not an identifier, not a record, not a small count. Whoever reads it has the
file; whoever has only the finding learns nothing of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class OutputCheck(IntEnum):
    """The automatic checks, under the numbers by which output checkers know them."""

    TYPE = 1
    IDENTIFIERS = 2
    RECORDS = 3
    COUNTS = 4
    RATES = 5
    WHOLE_GROUPS = 6
    DOMINANCE = 7
    EXTREMES = 8
    MODELS = 9
    PLOTS = 10
    SUPPRESSION = 11
    DIFFERENCING = 12
    PROSE = 13
    PAYLOADS = 14
    CODE = 15

    @property
    def asks(self) -> str:
        """What must be so, in one sentence."""
        return _ASKS[self]


_ASKS = {
    OutputCheck.TYPE: (
        "Files are of a kind that may leave, are what their name says, and are no larger than a person can read."
    ),
    OutputCheck.IDENTIFIERS: (
        "Nothing in a file says who somebody is: no learner number, postcode, e-mail address or date of birth."
    ),
    OutputCheck.RECORDS: "A table has a row for each group, not for each person.",
    OutputCheck.COUNTS: (
        "Counts of people are at least the threshold, rounded to one base, and add up only as rounding lets them."
    ),
    OutputCheck.RATES: "The people above and below the line of each percentage are as many as the threshold.",
    OutputCheck.WHOLE_GROUPS: "No group is told to be, or not to be, something to a person.",
    OutputCheck.DOMINANCE: "No total or mean of amounts is mostly that of one or two contributors.",
    OutputCheck.EXTREMES: "No figure is that of a single person: no lowest, highest or far percentile.",
    OutputCheck.MODELS: "A model rests on enough people beyond its parameters, and keeps none of their records.",
    OutputCheck.PLOTS: "A plot comes with the table that it shows, and draws no person as a point.",
    OutputCheck.SUPPRESSION: "What is hidden cannot be worked out from what is shown.",
    OutputCheck.DIFFERENCING: "Two tables, set beside each other, say nothing of a group that is too small for either.",
    OutputCheck.PROSE: "Sentences keep to the rules of the figures that they quote.",
    OutputCheck.PAYLOADS: "A file holds what it shows and nothing else.",
    OutputCheck.CODE: "Code holds no data, no secrets and no paths of the place where it ran.",
}


class Weight(StrEnum):
    """What follows from a finding."""

    HELD = "held"
    """The output stays where it is until this is mended, or an exception is asked for and given."""
    LOOK = "look"
    """A person decides: no program can."""
    NOTE = "note"
    """Worth knowing; nothing needs doing."""


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where in an output something is."""

    file: str
    at: str = ""
    """Within the file, as its reader would find it: `sheet Data, cell C7`, `line 12`, `column mean_earn, row 4`."""

    def __str__(self) -> str:
        return f"{self.file}: {self.at}" if self.at else self.file


@dataclass(frozen=True, slots=True)
class OutputFinding:
    """One thing that a check found."""

    check: OutputCheck
    rule: str
    """The id of the kind of statistic whose rule is not kept, as in `output_rules`."""
    weight: Weight
    place: FindingPlace
    what: str
    """What is so, in a sentence without its full stop and without the value."""
    mend: str
    """How to put it right."""
    times: int = 1
    """How often it is so, here and in like places of the file."""


def a(noun: str) -> str:
    """A noun with its article, by its sound: `an archive`, `an SVG drawing`, `a Stata data file`."""
    return f"{'an' if noun[:1].lower() in 'aeio' or noun.startswith(('SVG', 'SPSS')) else 'a'} {noun}"
