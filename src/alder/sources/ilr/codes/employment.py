"""Codes about the learner's employment."""

from __future__ import annotations

from alder.model.code_list import CodeList

emp_stat = CodeList.parse(
    "EmpStat",
    "Employment status",
    """
    10 | In paid work
    11 | Not in paid work, looking and available
    12 | Not in paid work, not looking or not available
    98 | Not known
    """,
)

monitoring = CodeList.parse(
    "ESMType",
    "Monitoring of employment status",
    """
    SEI 1 | Self-employed
    EII 1 | 16 hours a week or more                | | 2013-07-31
    EII 2 | Under 16 hours a week                  | | 2018-07-31
    EII 3 | 16 to 19 hours a week                  | | 2018-07-31
    EII 4 | 20 hours a week or more                | | 2018-07-31
    EII 5 | Up to 10 hours a week
    EII 6 | 11 to 20 hours a week
    EII 7 | 21 to 30 hours a week
    EII 8 | 31 hours a week or more
    LOU 1 | Out of work for under 6 months
    LOU 2 | Out of work for 6 to 11 months
    LOU 3 | Out of work for 12 to 23 months
    LOU 4 | Out of work for 24 to 35 months
    LOU 5 | Out of work for 36 months or more
    LOE 1 | In work for up to 3 months
    LOE 2 | In work for 4 to 6 months
    LOE 3 | In work for 7 to 12 months
    LOE 4 | In work for over 12 months
    BSI 1 | Jobseeker's Allowance
    BSI 2 | Employment and Support Allowance, work group | | 2020-07-31
    BSI 3 | Another benefit, in the older list           | | 2020-07-31
    BSI 4 | Universal Credit
    BSI 5 | Employment and Support Allowance             | 2020-08-01
    BSI 6 | Another benefit                              | 2020-08-01
    PEI 1 | In full-time education or training before
    SEM 1 | Small employer
    OET 1 | Made redundant                               | 2021-08-01
    OET 2 | Works for a small or medium employer         | 2021-08-01
    """,
)
