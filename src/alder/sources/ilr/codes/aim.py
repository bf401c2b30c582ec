"""Codes about the learning aim."""

from __future__ import annotations

from alder.model.code_list import CodeList

aim_type = CodeList.parse(
    "AimType",
    "What the aim is part of",
    """
    1 | Programme
    3 | Part of a programme
    4 | Stands alone
    5 | Core aim of a 16 to 19 study programme
    """,
)

fund_model = CodeList.parse(
    "FundModel",
    "How the aim is paid for",
    """
    10 | Community learning
    11 | Tailored learning               | 2024-08-01
    25 | 16 to 19 study programmes
    35 | Adult skills
    36 | Apprenticeships since May 2017
    37 | Skills Bootcamps                | 2022-08-01
    38 | Adult Skills Fund               | 2024-08-01
    70 | European Social Fund            |            | 2023-07-31
    81 | Other adult funding
    82 | Other 16 to 19 funding
    99 | Not paid for by the department, or a loan
    """,
)

prog_type = CodeList.parse(
    "ProgType",
    "Kind of programme",
    """
    2  | Advanced apprenticeship framework
    3  | Intermediate apprenticeship framework
    20 | Higher apprenticeship framework, level 4
    21 | Higher apprenticeship framework, level 5
    22 | Higher apprenticeship framework, level 6
    23 | Higher apprenticeship framework, level 7 or above
    24 | Traineeship
    25 | Apprenticeship standard
    30 | T Level foundation year
    31 | T Level
    32 | Skills Bootcamp                 | 2022-08-01
    33 | Combined authority programme    | 2024-08-01
    """,
)

comp_status = CodeList.parse(
    "CompStatus",
    "Whether the learning goes on",
    """
    1 | Continuing, or means to continue
    2 | Completed the learning activities
    3 | Withdrawn
    6 | Agreed break in learning
    """,
)

outcome = CodeList.parse(
    "Outcome",
    "Result of the aim",
    """
    1 | Achieved
    2 | Partly achieved
    3 | Not achieved
    8 | Activities complete, result not known yet
    """,
)

withdraw_reason = CodeList.parse(
    "WithdrawReason",
    "Why the learner left the aim",
    """
    2  | Moved to another provider
    3  | Injury or illness
    7  | Moved between providers at the agency's wish or with its written consent
    28 | Learner in custody, for reasons outside the provider's control
    29 | Made redundant
    40 | Moved to another aim with the same provider
    41 | Moved to another provider for a government strategy
    42 | Academic failure or not allowed to go on (higher education)
    43 | Money
    44 | Other personal reasons
    45 | Written off after a lapse of time (higher education)
    46 | Excluded
    47 | Moved to another provider in a merger
    48 | Industry placement, for reasons outside the provider's control
    97 | Other
    98 | Not known
    """,
)

emp_outcome = CodeList.parse(
    "EmpOutcome",
    "Job gained from funded learning",
    """
    1 | A job with training
    2 | A job without training
    """,
)

tailored_outcome = CodeList.parse(
    "TLOut",
    "What the learner gained from tailored learning",
    """
    1  | Confidence                            | 2024-08-01
    2  | Readiness for further learning        | 2024-08-01
    3  | Readiness for work                    | 2024-08-01
    4  | English, maths or digital skills      | 2024-08-01
    5  | Ability to help a child learn         | 2024-08-01
    6  | Physical health                       | 2024-08-01
    7  | Mental health and well-being          | 2024-08-01
    8  | Skills for community life             | 2024-08-01
    9  | Understanding of democratic values    | 2024-08-01
    10 | Skills for living independently       | 2024-08-01
    11 | None of these                         | 2024-08-01
    """,
)

financial_record = CodeList.parse(
    "AFinType",
    "Price and payment records of an apprenticeship",
    """
    TNP 1 | Price agreed for training
    TNP 2 | Price agreed for assessment
    TNP 3 | Price left for training
    TNP 4 | Price left for assessment
    PMR 1 | Paid for training
    PMR 2 | Paid for assessment
    PMR 3 | Paid back to the employer
    """,
)

work_place_mode = CodeList.parse(
    "WorkPlaceMode",
    "Where a work placement took place",
    """
    1 | Within the provider, simulated
    2 | Outside
    """,
)
