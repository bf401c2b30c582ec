"""The tables of the made-up population: what is true of everybody, before any source has seen it.

A population is a folder with one Parquet file a table and shard. A shard is some 60,000 people of one region; it is
made from the seed and its own number alone, so that any number of processes makes the same bytes, and one region can
be made without the others. People are counted through the shards; a person's number never changes and never leaves the
truth: sources know people by identifiers of their own.

Everything that a source says is a view of these tables on a day: late, with changes, with what the source never knew
left out. Nothing here depends on a view.

Days are dates. Years of learning are the calendar year in which the academic year starts; tax years that in which they
start. Places are numbers of postcodes in the made-up nation's list; providers are numbers of its list of providers.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

_TEXT = pa.dictionary(pa.int16(), pa.string())
"""Few different texts in many rows."""

PERSON: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("born", pa.date32()),
        ("sex", _TEXT),  # F or M, as the ILR has it
        ("ethnicity", pa.int8()),  # ILR code
        ("arrived", pa.int16()),  # the year in which they came to the nation; 0 for those who were born in it
        ("left", pa.int16()),  # the year in which they left it or died; 0 while they are there
        ("difficulty", pa.int8()),  # 1 a learning difficulty, disability or health problem; 2 none
        ("difficulty_category", pa.int8()),  # the primary one, LLDDCat; 0 none
        ("special_needs", pa.int8()),  # at school: 0 none, 1 support, 2 an education, health and care plan
        ("free_meals", pa.bool_()),  # eligible in any of the last six years of school
        ("ability", pa.float32()),  # mean 0, variance 1; what no source ever sees and much follows from
    ]
)

HOME: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("since", pa.date32()),  # birth or arrival for the first
        ("place", pa.int32()),
    ]
)
"""In the order of person and day."""

SCHOOLING: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("key_stage_2_year", pa.int16()),  # academic year; people of the cohorts that the pupil database has
        ("reading", pa.int16()),  # scaled score, 80 to 120
        ("mathematics", pa.int16()),
        ("key_stage_4_year", pa.int16()),
        ("attainment_8", pa.float32()),
        ("english_grade", _TEXT),  # 9 to 1 and U from 2016/17 on, letters before
        ("mathematics_grade", _TEXT),
        ("school", pa.int32()),  # its number; a made-up URN follows from it
    ]
)

EPISODE: Final = pa.schema(
    [
        ("episode", pa.int64()),  # one programme of one person, over breaks and transfers; counted up, with gaps
        ("person", pa.int64()),
        ("kind", pa.int8()),  # frequencies.STUDY to frequencies.HIGHER
        ("provider", pa.int32()),  # the first
        ("year", pa.int16()),  # in which it began
        ("prior_level", pa.int8()),  # rung of frequencies.OLD_LADDER and NEW_LADDER before it
        ("employed", pa.bool_()),  # on the day before
    ]
)

AIM: Final = pa.schema(
    [
        ("episode", pa.int64()),
        ("person", pa.int64()),
        ("provider", pa.int32()),
        ("role", pa.int16()),  # number of the aim in its episode, the same for ever
        ("ref", _TEXT),
        ("type", pa.int8()),  # AimType: 1, 3, 4 or 5
        ("fund", pa.int8()),  # FundModel
        ("prog", pa.int8()),  # ProgType; -1 not given, as in all whole numbers of this table
        ("fwork", pa.int16()),
        ("pway", pa.int16()),
        ("std", pa.int16()),
        ("price", pa.int32()),
        ("place", pa.int32()),  # where it is delivered
        ("start", pa.date32()),
        ("original", pa.date32()),  # OrigLearnStartDate; null but for a restart
        ("plan", pa.date32()),
        ("end", pa.date32()),  # the last day of learning, whatever became of it; null while it goes on for ever
        ("assessed", pa.date32()),  # end of the end-point assessment of a standard; null where there is none
        ("status", pa.int8()),  # CompStatus in the end: 2, 3 or 6
        ("outcome", pa.int8()),  # Outcome in the end: 1, 2 or 3
        ("reason", pa.int8()),  # WithdrawReason of those who withdrew: -1 for all others
        ("restart", pa.int8()),  # 1 where the aim carries RES
        ("skills", pa.int8()),  # 1 English or mathematics beside something else
        ("grades", _TEXT),  # how it is graded: learning.GRADES
        ("hard_case", _TEXT),  # name of the hard case that it was made for; "" for all others
        ("returned_until", pa.int16()),  # last academic year whose returns hold what has no end; -1 for all others
    ]
)
"""In the order of person, episode, start and role. A break ends an aim with status 6, and where the person comes back
the next aim of the same role has `restart` and `original`. A transfer ends it with status 3 and reason 2, 7, 28, 41 or
47, and the aim that follows lies in the same episode, at the same provider or another."""

HIGHER_EDUCATION: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("year", pa.int16()),
        ("institution", pa.int16()),
        ("subject", _TEXT),  # CAH level 1 code
        ("level", pa.int8()),  # 4 to 8
        ("mode", pa.int8()),  # 1 full time, 2 part time
        ("year_of_course", pa.int8()),
        ("outcome", pa.int8()),  # of this year: 1 goes on, 2 qualified, 3 left
    ]
)

WORK: Final = pa.schema(
    [
        ("person", pa.int64()),
        ("tax_year", pa.int16()),
        ("days", pa.int16()),  # in paid work, of 365
        ("pay", pa.int32()),  # pounds in the year, before tax
        ("self_employed", pa.bool_()),
        ("sector", _TEXT),  # SIC section
        ("benefit_days", pa.int16()),
    ]
)

TABLES: Final = {
    "person": PERSON,
    "home": HOME,
    "schooling": SCHOOLING,
    "episode": EPISODE,
    "aim": AIM,
    "higher_education": HIGHER_EDUCATION,
    "work": WORK,
}
