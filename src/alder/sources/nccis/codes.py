"""Codes of what young people do, plan and were offered."""

from __future__ import annotations

from alder.model.code_list import CodeList

_ACTIVITY = CodeList.parse(
    "Current_Activity_Code",
    "What a young person is doing",
    """
    110 | at a school or the like in the area
    120 | taught at home
    130 | in custody
    140 | not at a school or the like
    150 | not known
    210 | full time at a school sixth form
    220 | full time at a sixth form college
    230 | full time in further education
    240 | full time in higher education
    250 | part-time education
    260 | gap year
    270 | full-time education, other
    280 | independent specialist provider
    290 | custody for young offenders
    310 | apprenticeship
    320 | full-time job with study for a regulated qualification
    330 | job without training
    340 | job with other training
    350 | temporary job
    360 | part-time job
    380 | self-employed
    381 | self-employed, with study for a regulated qualification
    410 | work-based learning with public money
    430 | other training
    440 | training in the Work Programme
    450 | traineeship
    460 | supported internship
    530 | re-engagement provision
    540 | working without reward
    550 | working without reward, with part-time study
    610 | not ready for work or learning
    615 | start agreed, other
    616 | start agreed, meets the duty to participate
    619 | seeking a job, education or training
    620 | not available: young carer
    630 | not available: teenage parent
    640 | not available: illness
    650 | not available: pregnancy
    660 | not available: religious grounds
    670 | not available: unlikely ever to be in work
    """,
)
_INTENDED = CodeList.parse(
    "Year_11_Intended_Destination",
    "What a young person plans to do after school; the form gives older and newer codes together",
    """
    110 | stay at the same school
    111 | full time at the same school
    120 | other school or sixth form college
    121 | full-time education or training elsewhere
    130 | college
    211 | apprenticeship or traineeship
    220 | training, with a definite place
    230 | training, without a definite place
    310 | work, with a definite place
    311 | full-time job with study for a regulated qualification
    320 | work, without a definite place
    321 | job without training
    410 | undecided, older code
    411 | other
    510 | other, older code
    511 | undecided
    610 | not obtained, older code
    611 | not obtained
    """,
)
_GUARANTEE = CodeList.parse(
    "Year_11_September_Guarantee_status",
    "Whether a place was offered by September",
    """
    110 | offer made
    114 | goes on in education
    115 | goes on in a job with training at level 2
    120 | in or going into a job without such training
    122 | personal circumstances prevent learning
    123 | no offer, other reason
    124 | personal development
    140 | applied, outcome awaited
    150 | no suitable provision
    151 | has not applied
    153 | moved away
    154 | could not be reached
    159 | not recorded yet
    """,
)

LISTS = {"activity": _ACTIVITY, "intended": _INTENDED, "guarantee": _GUARANTEE}
"""The lists by the names that the table of fields uses."""
