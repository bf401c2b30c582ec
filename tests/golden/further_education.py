"""The golden table: one small further-education table with its rates, and a sibling that shares its people.

Achievement (achievers of leavers) is the table; retention (completers of leavers) and pass rate (achievers of
completers) are its siblings: hiding a figure in one does nothing while another gives it away. Everything is made up.
"""

from tests.support.count_tables import OF_ENGLAND, counts

from alder.model.period import AcademicYear
from alder.model.quality import Break, FieldQuality, Grade, Quality
from alder.model.statistic import Counts, MeasuredField, Period

TEXT = """
sex    | age         | leavers | completers | achievers
Female | 16 to 18    | 86      | 71         | 58
Female | 19 to 23    | 64      | 58         | 55
Female | 24 and over | 7       | 6          | 4
Male   | 16 to 18    | 112     | 97         | 80
Male   | 19 to 23    | 75      | 60         | 47
Male   | 24 and over | 31      | 18         | 0
"""

MEASURED = (
    MeasuredField("AchDate", Grade.B, 2, 2, expected=2100, missing=86, values=2014, returned=2030, wrong=16),
    MeasuredField("PriorAttain", Grade.B, 2, 1, expected=812, values=812, unknown=57, returned=812),
    MeasuredField("Sex", Grade.B, 2, 2, expected=2100, missing=3, values=2097, returned=2097, in_tables=True),
    MeasuredField("Outcome", Grade.A, 2, 0),
)
"""How the fields behind it are filled: one told by both policies, one by neither as it stands in the table, one where
there are enough records for the policy with the lower threshold only, and one that nobody measured."""


def golden() -> Counts:
    """The table with all margins."""
    return counts(
        TEXT,
        rates=("completers/leavers", "achievers/completers", "achievers/leavers"),
        measure="achievement_rate",
        title="Achievement rate",
        definition="Numerator: aims achieved.\nDenominator: aims that ended in the year.",
        reads_as="Of aims due to end in the year, the share that were achieved.",
        notes=("Everything in this table is made up.",),
        excluded={"planned break": 4, "transferred": 37},
        group=OF_ENGLAND,
        version="1",
        provisional=True,
        measured=MEASURED,
    )


YEARS_TEXT = """
time_period | sex    | leavers | achievers
2017/18     | Female | 164     | 110
2017/18     | Male   | 212     | 131
2018/19     | Female | 171     | 118
2018/19     | Male   | 190     | 127
2019/20     | Female | 148     | 86
2019/20     | Male   | 175     | 98
2020/21     | Female | 7       | 4
2020/21     | Male   | 160     | 90
"""
"""Four years, a break before the third, the last of them provisional and with few women; 2016/17 was asked for too."""

BREAKS = (Break(AcademicYear(2019), "Standards replaced frameworks."),)


def golden_over_years() -> Counts:
    """The same measure over several years, of a part of the aims."""
    return counts(
        YEARS_TEXT,
        rates=("achievers/leavers",),
        measure="achievement_rate",
        title="Achievement rate (only those where level is Level 3)",
        definition="Numerator: aims achieved.\nDenominator: aims that ended in the year.",
        reads_as="Of aims due to end in the year, the share that were achieved.",
        notes=("Everything in this table is made up.", "No figures for 2016/17: no return is held."),
        version="1",
        provisional=True,
        coverage="2 providers a year, ILR 2017/18 to 2020/21 R14",
        group=OF_ENGLAND,
        sources=("ILR 2017/18 to 2020/21 R14",),
        quality=Quality.of([FieldQuality("AchDate", Grade.B, "the end of assessment, not of training")], breaks=BREAKS),
        periods=tuple(Period(AcademicYear(y), provisional=y == 2020, missing=y == 2016) for y in range(2016, 2021)),
        where="level = 'Level 3'",
        where_words="level is Level 3",
    )
