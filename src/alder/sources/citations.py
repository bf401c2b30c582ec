"""Documents that declarations of several sources rest on, and the routes and waits that several share."""

from __future__ import annotations

from alder.model import service
from alder.model.fact import Citation
from alder.model.period import AcademicYear, Years
from alder.model.source import AccessRoute, RouteKind, Wait

FORM = Citation.on_github("LEO variable request form v2.3, May 2024", "Youth-Transitions/resources")
FORM_COVID = Citation.on_github(
    "LEO variable request form v2.3, May 2024, sheet on the pandemic", "Youth-Transitions/resources"
)
NPD_TABLES = Citation.on_github("NPD data tables 2017/18", "DFE-Digital/npd-find-and-explore")
FIND_NPD = Citation("Find and explore NPD data", "find-npd-data.education.gov.uk", service.FIND_NPD_DATA)
SCRIPTS = Citation.on_github(
    "Shared scripts that compile the school censuses inside the secure service", "Youth-Transitions"
)
BRIEF = Citation("The brief that Alder was built to", "times to data and cautions about sources")
ILR_SPECIFICATION = Citation(
    "ILR specification and guidance", "guidance.submit-learner-data.service.gov.uk", service.ILR_GUIDANCE
)
FES_METHODOLOGY = Citation(
    "Further education and skills statistics: methodology",
    "Explore Education Statistics",
    f"{service.EXPLORE_EDUCATION_STATISTICS}methodology/further-education-and-skills-statistics-methodology",
)
COURSE_DIRECTORY = Citation.on_github("Source of the course directory", "SkillsFundingAgency/dfc-coursedirectory")
LSIP_DASHBOARD = Citation.on_github("Local skills dashboard and its data", "dfe-analytical-services/lsip_dashboard")
HESA_CODING = Citation("HESA coding manual 22056", "codingmanual.hesa.ac.uk", "https://codingmanual.hesa.ac.uk/")

SECURE = "records without names, inside the secure service; only checked outputs leave it"

MONTHS = Wait("months (no figure is published)", 9, None)
SRS_MONTHS = Wait("4 to 8 months", 17, 35)
LEO_MONTHS = Wait("4 to 8 months, of which 2 to 4 from a complete application", 17, 35)
"""Two figures are about for data in the secure service: 4 to 8 months, and for the second LEO 2 to 4. They are taken
for different spans: from the first form to the first look at the data, with accreditation and approvals, and from an
application that is complete. Who plans a project needs the longer."""

WEEKS = Wait("some weeks", 2, None)
DAYS = Wait("some days", 0, 1)


def in_second_leo(gives: str, first: int, last: int, *, without: tuple[str, ...] = ()) -> AccessRoute:
    """The route to the copy in the second LEO, which has the academic years from one starting year to another."""
    title = "the second LEO, in the ONS Secure Research Service"
    years = Years.between(AcademicYear(first), AcademicYear(last))
    return AccessRoute(RouteKind.PROJECT, title, gives, LEO_MONTHS, FORM, years=years, without=without)
