"""The register of learner numbers as a source of the catalogue."""

from __future__ import annotations

from alder.model.fact import Citation, Fact
from alder.model.period import Years
from alder.model.source import (
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
    Wait,
)

_GUIDE = Citation("LRS user guide for learning providers, 9 May 2024", "gov.uk")
_COUNT = Citation("More than 14m learner accounts unused", "feweek.co.uk")
_QUALITY = Citation("Data quality at the Learning Records Service", "miap.gov.uk")

source = Source(
    id="lrs",
    place=190,
    title="Learning Records Service: register of learner numbers and personal learning records",
    owner="Department for Education",
    holds=Holds.PEOPLE,
    unit="a person of 14 and over; an achievement",
    people=("pupils", "young", "adults", "apprentices", "fe_learners"),
    also_called=("learning records service", "uln register", "personal learning record"),
    coverage=Coverage(
        "England, Wales and Northern Ireland",
        "14.2 million numbers by about 2013",
        _COUNT,
        Years.parse("2008/09 -"),
        note="Tried in 2006, brought in from 2008/09.",
    ),
    identifiers=("ULN",),
    collected=Collected.REGISTER,
    how="Schools, colleges and awarding bodies register learners and look numbers up; awarding bodies add awards.",
    routes=(
        AccessRoute(
            RouteKind.CLOSED,
            "providers and awarding bodies only",
            "nothing for research, as far as is known; the same numbers are in the ILR and the school census",
            Wait("no route for researchers is known", 0, None),
            _GUIDE,
            wait_is_believed=True,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("One number for life, with a check digit.", _GUIDE),),
    weak=(
        Fact("Some people have two numbers, and some numbers have two people, until they are merged.", _QUALITY),
        Fact("Names and addresses are those of the last registration.", _QUALITY),
    ),
    links=(SourceLink("ilr", "ULN", cite=_GUIDE), SourceLink("npd_census", "ULN_Census"), SourceLink("hesa", "ULN")),
    answers=(Answer("identity", "Who a learner number belongs to.", "Anything about learning, for researchers."),),
    cites=(_GUIDE, _COUNT, _QUALITY),
    no_layout="Not open to research, so no layout is declared. The number itself is a field of the ILR, the school "
    "census, HESA and the apprenticeship service.",
)
