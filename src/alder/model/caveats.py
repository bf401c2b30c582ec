"""The cautions that travel with results, by code, in plain words."""

from __future__ import annotations

from alder.model.quality import Caveat

_TEXTS = {
    "Q-PROV": "These figures come from returns made during the year. Providers may still add or correct records.",
    "Q-ONE": "One return of one year alone cannot give an official rate: what earlier years' final returns said of "
    "late reports, breaks and missing aims is not known.",
    "Q-COPY": "These figures come from the copy of the ILR that researchers get. It has no learner numbers, dates of "
    "birth or most monitoring, so learners are told apart within a provider only and what needs those is not known.",
    "Q-SELF": "This characteristic is what learners chose to declare; differences may reflect how willing they were.",
    "Q-UNK": "Some have no known value. They are shown apart, and shares leave them out.",
    "Q-ONCE": "Learners are counted once in the total but may appear in several rows, so rows do not add up.",
    "Q-ROUND": "Counts are rounded and small ones hidden. Rates are worked out from counts that are not rounded.",
    "Q-BREAK": "Definitions changed at the breaks named beside the figures. Do not read a trend across them.",
    "Q-HYBRID": "Leavers are placed in the latest of their planned, actual and reported end years, so one year mixes "
    "learners who started in several.",
    "Q-QAR": "Early leavers inside the qualifying period, approved transfers and planned breaks are left out. The rate "
    "is not the chance that someone who starts will achieve.",
    "Q-LEVEL": "Levels are known for apprenticeship frameworks only, until the list of aims (LARS) is loaded.",
    "Q-DEST": "Providers recorded these destinations, and many are missing. Read them as the least there were.",
    "Q-LEO": "Work abroad, cash work and some self-employment are not seen. Not captured does not mean unemployed.",
    "Q-EARN": "Yearly pay is scaled up from days in work. Hours are not known, so part-time and full-time pay cannot "
    "be compared.",
    "Q-SURV": "These figures come from people who answered. Look at the response rate and the range; small groups "
    "are unsafe.",
    "Q-FCST": "This is what a model projects. It rests on assumptions and has a date: show the range and the edition.",
    "Q-LINK": "People were looked for in other records by their identifiers. Who was not found looks like somebody who "
    "did nothing, and some groups are found less often than others.",
    "Q-CAUS": "The groups differ in ways that bear on the result. A difference is an association, not the effect of a "
    "course or provider.",
    "Q-AREA": "Area deprivation describes the neighbourhood, not the learner.",
    "Q-LINE": "Distances are straight lines from home to the postcode given for delivery, not journeys. Providers may "
    "give their main site for all.",
}

CAVEATS: dict[str, Caveat] = {code: Caveat(code, text) for code, text in _TEXTS.items()}
