"""Codes about the funding and monitoring of a learning aim.

Two-thirds of them belong to the types LDM (national) and DAM (devolved), which gain and lose codes every year. The list
holds the codes of 2020/21 whole. Of later ones it holds those that rules name, so it cannot say that a later code is
unknown. The types in `WITHOUT_CODES` exist, but their codes are not at hand.
"""

from __future__ import annotations

from alder.model.code_list import CodeList

WITHOUT_CODES = ("HEM", "NSA", "POD", "WPP", "ACL", "EVI")
"""Types of which no code list is at hand. No code of theirs is judged."""

aim_fam = CodeList.parse(
    "LearnDelFAMType",
    "Funding and monitoring of the aim",
    """
    SOF 1   | Higher education funding body
    SOF 105 | National funding for adults
    SOF 107 | National funding for 16 to 19
    SOF 108 | Community learning, through a local authority
    SOF 110 | Greater Manchester                        | 2019-08-01
    SOF 111 | Liverpool City Region                     | 2019-08-01
    SOF 112 | West Midlands                             | 2019-08-01
    SOF 113 | West of England                           | 2019-08-01
    SOF 114 | Tees Valley                               | 2019-08-01
    SOF 115 | Cambridgeshire and Peterborough           | 2019-08-01
    SOF 116 | Greater London                            | 2019-08-01
    SOF 117 | North of Tyne, since 2024 North East      | 2020-08-01
    SOF 998 | Other
    FFI 1   | Fully funded
    FFI 2   | Co-funded
    EEF 2   | 16 to 18 apprenticeship funding from 19 on
    EEF 3   | 19 to 23 apprenticeship funding from 24 on
    EEF 4   | Extended apprenticeship funding
    RES 1   | Restart
    LSF 1   | Learning support
    ADL 1   | Advanced Learner Loan
    ALB 1   | Loans bursary, rate 1
    ALB 2   | Loans bursary, rate 2
    ALB 3   | Loans bursary, rate 3
    ASL 1   | Personal and community development learning | | | Personal and community development
    ASL 2   | Neighbourhood learning in deprived communities
    ASL 3   | Family English Maths and Language | | | Family English, maths and language
    ASL 4   | Wider family learning
    FLN 1   | Family English, maths or language from the adult budget
    HHS 1   | No one in the household works, with children
    HHS 2   | No one in the household works, no children
    HHS 3   | One adult with children
    HHS 98  | Withheld
    HHS 99  | None of these
    ACT 1   | Apprenticeship contract with the employer
    ACT 2   | Apprenticeship contract with the agency
    LDM 034 | Learner in custody
    LDM 086 | Offender in the community                 | 2007-08-01
    LDM 118 | Proxy aim                                 | 2010-08-01
    LDM 127 | Access to apprenticeships                 | 2011-08-01 | 2014-07-31
    LDM 129 | Group training association                | 2011-08-01
    LDM 130 | Apprenticeship training agency            | 2011-08-01
    LDM 131 | Apprentice who was not in education or work | 2011-09-01 | 2015-08-31
    LDM 132 | Employer grant for 16 to 24, to 2014      | 2012-02-08 | 2014-12-31
    LDM 320 | 14 to 16, funded directly                 | 2013-08-01
    LDM 321 | 14 to 16, taught at home                  | 2013-08-01
    LDM 322 | Residential course                        | 2013-08-01
    LDM 324 | Own programme for learning difficulties   | 2013-08-01
    LDM 328 | On temporary release                      | 2013-08-01
    LDM 331 | Prince's Trust team programme             | 2014-08-01
    LDM 333 | Employer grant for 16 to 24, 2015 to 2016 | 2015-01-01 | 2016-03-31
    LDM 334 | Employer grant, strategic partner         | 2015-01-01 | 2015-12-31
    LDM 345 | Sheffield City Region Skills Bank         | 2015-08-01 | 2021-03-31
    LDM 347 | Redundant steel workers                   | 2015-08-01
    LDM 348 | Seasonal apprentices pilot                | 2016-04-01
    LDM 349 | Employer grant, 2016 to 2017              | 2016-04-01 | 2017-07-31
    LDM 351 | From the employer ownership pilot         | 2015-04-01 | 2017-07-31
    LDM 352 | File made from a HESA return              | 2016-08-01
    LDM 353 | Sporting excellence, not an apprenticeship | 2017-08-01
    LDM 354 | Theatre and events, not an apprenticeship | 2017-08-01 | 2020-07-31
    LDM 355 | Sea fishing, not an apprenticeship        | 2017-08-01
    LDM 356 | Apprentices who are the provider's own staff | 2017-05-01
    LDM 357 | Adult education budget won by tender, 2017 | 2017-11-01 | 2021-07-31
    LDM 358 | Extended non-levy apprenticeships         | 2018-01-01
    LDM 359 | Career learning pilot                     | 2018-08-01 | 2020-07-31
    LDM 360 | Flexible learning fund                    | 2018-08-01 | 2019-07-31
    LDM 361 | Need not record apprenticeship payments   | 2017-05-01
    LDM 362 | Apprentice who left care                  | 2018-08-01
    LDM 363 | On low wages                              | 2018-08-01
    LDM 364 | Carried on from a contract of 2017/18     | 2018-08-01 | 2019-07-31
    LDM 365 | Institute of technology                   | 2019-08-01
    LDM 366 | Authorised apprentice, no tendered contract | 2019-06-01
    LDM 367 | Provider was divided                      | 2019-07-01
    LDM 368 | Left because of the pandemic              | 2020-03-21
    LDM 369 | Began anew because of the pandemic        | 2020-03-21
    LDM 370 | Short-term funding 1                      | 2020-08-01
    LDM 371 | Short-term funding 2                      | 2020-08-01
    LDM 372 | Short-term funding 3                      | 2020-08-01
    LDM 373 | Short-term funding 4                      | 2020-08-01
    LDM 374 | Earnings worked out in another way        | 2020-07-01
    LDM 375 | Sector-based work academy                 | 2020-09-01
    LDM 376 | High-value courses for 19-year-olds       | 2020-09-01
    LDM 378 | Free Courses for Jobs                     | 2021-04-01
    LDM 379 | Adult budget won by tender, 2021          | 2021-08-01
    LDM 382 | Free Courses for Jobs, low wage           | 2022-04-01
    LDM 384 | T Level pilot for adults                  | 2021-08-01
    LDM 388 | Adult budget won by tender, 2023          | 2023-08-01
    LDM 391 | Earns below the threshold                 | 2024-08-01
    LDM 395 | Project S pilot, Adult Skills Fund        | 2024-08-01
    LDM 396 | Project S pilot, Skills Bootcamps         | 2024-08-01
    LDM 399 | Tailored learning: how it is paid for, 1 of 3 | 2025-08-01
    LDM 400 | Tailored learning: how it is paid for, 2 of 3 | 2025-08-01
    LDM 401 | Tailored learning: how it is paid for, 3 of 3 | 2025-08-01
    DAM 001 | Not checked against the area of the postcode | 2019-08-01
    DAM 002 | Devolved budget won by tender             | 2019-08-01
    DAM 003 | Innovation fund                           | 2019-08-01
    DAM 004 | Flexible allocation                       | 2019-08-01
    DAM 005 | Test and learn: English and maths         | 2019-08-01 | 2021-07-31
    DAM 006 | Test and learn: English for speakers of other languages | 2019-08-01 | 2021-07-31
    DAM 007 | Test and learn: digital                   | 2019-08-01 | 2021-07-31
    DAM 008 | Sector monitoring                         | 2019-08-01
    DAM 009 | British Sign Language                     | 2019-08-01
    DAM 010 | Low wage pilot                            | 2019-08-01
    DAM 011 | Level 2 contingency                       | 2019-08-01 | 2020-02-01
    DAM 012 | Level 3 contingency                       | 2019-08-01 | 2020-02-01
    DAM 013 | Work academy                              | 2019-08-01 | 2021-07-31
    DAM 014 | Work academy: work experience             | 2019-08-01 | 2021-07-31
    DAM 015 | Work academy: job                         | 2019-08-01 | 2021-07-31
    DAM 016 | Work academy: part of the programme       | 2019-08-01 | 2021-07-31
    DAM 017 | Innovation: engagement payment            | 2019-08-01 | 2021-07-31
    DAM 018 | Innovation: payment on the programme      | 2019-08-01 | 2021-07-31
    DAM 019 | Innovation: outcome payment 1             | 2019-08-01 | 2021-07-31
    DAM 020 | Innovation: outcome payment 2             | 2019-08-01 | 2021-07-31
    DAM 021 | Innovation: outcome payment 3             | 2019-08-01 | 2021-07-31
    DAM 022 | Other way of managing the contract        | 2020-02-01
    DAM 023 | Left out at levels 2 and 3                | 2019-08-01
    DAM 024 | At the workplace                          | 2020-08-01
    DAM 025 | Adult education: engagement               | 2020-08-01
    DAM 026 | Test and learn: innovation                | 2020-08-01
    DAM 027 | Progress in work                          | 2020-08-01
    DAM 028 | Adult education: employability            | 2020-08-01
    DAM 029 | Adult education: first skills for work    | 2020-08-01
    DAM 030 | Adult education: further skills for work  | 2020-08-01
    DAM 031 | Adult education: personal development     | 2020-08-01
    DAM 032 | Commonwealth Games                        | 2020-08-01
    DAM 033 | Coventry City of Culture                  | 2020-08-01
    DAM 034 | Construction                              | 2020-08-01
    DAM 035 | More level 3                              | 2020-08-01
    DAM 036 | More level 2                              | 2020-08-01
    DAM 037 | Test and learn: residents over 50         | 2020-08-01
    DAM 038 | Training of staff who teach learners with special needs | 2020-08-01
    DAM 039 | High-value courses premium                | 2020-08-01 | 2021-07-31
    DAM 040 | Skills projects                           | 2020-08-01
    DAM 041 | Progress to work, extended                | 2020-08-01
    DAM 042 | Sector gateway: part of the programme     | 2020-08-01
    """,
)
