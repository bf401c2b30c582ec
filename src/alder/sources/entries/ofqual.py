"""The register of regulated qualifications as a source of the catalogue."""

from __future__ import annotations

from alder.model.fact import Citation, Fact
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
)
from alder.sources.citations import MONTHS
from alder.sources.declaration import DeclaredEntity, layout

_JOBS = Citation.on_github("Source of jobs that read the register, August 2026", "SkillsFundingAgency/das-aodp-jobs")

source = Source(
    id="ofqual",
    place=200,
    title="Ofqual register and Ofqual Analytics",
    owner="Ofqual",
    holds=Holds.REFERENCE,
    unit="a qualification; an awarding organisation; published counts of certificates and entries",
    also_called=("ofqual register", "register of regulated qualifications"),
    coverage=Coverage(
        "England, and vocational qualifications in Northern Ireland",
        "every regulated qualification, withdrawn ones too",
        _JOBS,
    ),
    identifiers=("QualificationNumber", "recognition number, RN and four digits"),
    collected=Collected.REGISTER,
    how="Awarding organisations enter their qualifications, and return certificates and entries.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "download as CSV, or page by page from an interface",
            "the register; counts of certificates by quarter in the analytics",
            NO_WAIT,
            _JOBS,
        ),
        AccessRoute(
            RouteKind.PROJECT,
            "GRADE data of Ofqual, the department and UCAS, in the ONS Secure Research Service",
            "records of grades, without names",
            MONTHS,
            wait_is_believed=True,
        ),
    ),
    grade=SourceGrade.R,
    strong=(Fact("Whatever is regulated is in it, with dates.", _JOBS),),
    weak=(
        Fact("Certificates are awards, not learners: one learner may have many.", _JOBS),
        Fact("Withdrawn qualifications stay in: look at the dates.", _JOBS),
        Fact("No link from a certificate to a learner."),
    ),
    links=(
        SourceLink("lars", "the eight characters without slashes", cite=_JOBS),
        SourceLink("plams", "QN"),
        SourceLink("npd_ks5", "QAN"),
    ),
    answers=(
        Answer("qualifications", "Which qualifications there are, who awards them, how many certificates."),
        Answer("subject", "Sector subject area of a qualification."),
        Answer("level", "Level of a qualification."),
        Answer(
            "achievement", "Certificates and grades awarded, in published counts.", "Who got them, and who did not."
        ),
        Answer("codes", "Numbers of qualifications and organisations."),
    ),
    outputs=("Vocational and other qualifications quarterly",),
    cites=(_JOBS,),
    layout=layout(
        __name__,
        DeclaredEntity("register", "Ofqual register (API)", "a qualification", _JOBS, ("QualificationNumber",)),
        DeclaredEntity(
            "approved_qualification",
            "Approved/funded qualifications list",
            "a qualification that is or was approved for funding",
            _JOBS,
            ("QualificationNumber",),
        ),
    ),
)
