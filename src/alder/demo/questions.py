"""What the report and the site ask: each table is one question to `alder.tabulate`, protected by a policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.measures import Query
from alder.model.made_up import MadeUp

if TYPE_CHECKING:
    from pathlib import Path

POLICY = "dfe-statistics"
"""Rounds counts to 10 and marks small ones, as official statistics do."""

MERESHIRE = "LSIP E69990001 Mereshire (made up)"
"""What the store of the demo is declared to hold: never England, so that nobody takes its figures for the country's."""
PROOF = "the list of providers that this county was made up with"


def data_file(tables: Path, name: str) -> Path:
    """The data file of a table in the folder of tables. Its name says that the figures are made up; in a demo that an
    earlier release made it does not.
    """
    made_up = tables / f"{MadeUp.ALL.file_name(name)}.csv"
    earlier = tables / f"{name}.csv"
    return earlier if earlier.is_file() and not made_up.is_file() else made_up


@dataclass(frozen=True)
class Question:
    """One table: its file name, and how the command line would ask for it."""

    name: str
    measure: str
    by: tuple[str, ...] = ()
    scope: str | None = None
    year: str = "2020/21"
    """One academic year, or several: 2018/19..2020/21."""
    area: str = ""
    as_of: str | None = None
    """The return by which it is asked, if not the latest."""
    policy: str = POLICY
    where: str = ""
    """A filter: only what fits is counted."""

    @property
    def command(self) -> str:
        by = f" --by {','.join(self.by)}" if self.by else ""
        scope = f" --scope {self.scope}" if self.scope else ""
        area = f" --area {self.area}" if self.area else ""
        where = f' --where "{self.where}"' if self.where else ""
        as_of = f" --as-of {self.as_of}" if self.as_of else ""
        return f"alder table {self.measure}{by}{where}{area}{scope} --year {self.year}{as_of} --policy {self.policy}"

    @property
    def query(self) -> Query:
        return Query.ask(
            self.measure,
            by=self.by,
            years=self.year,
            area=self.area,
            scope=self.scope,
            return_number=self.as_of,
            where=self.where,
        )


APPRENTICESHIPS, CLASSES = "apprenticeships", "education_and_training"
TREND = ("2018/19", "2019/20", "2020/21")

QUESTIONS = (
    Question("retention", "retention_rate", scope=APPRENTICESHIPS),
    Question("pass", "pass_rate", scope=APPRENTICESHIPS),
    *(Question(f"achievement_{y[:4]}", "achievement_rate", scope=APPRENTICESHIPS, year=y) for y in TREND),
    Question("achievement_by_age_and_sex", "achievement_rate", ("age_band", "sex"), APPRENTICESHIPS),
    Question("achievement_by_provider", "achievement_rate", ("provider",), APPRENTICESHIPS),
    Question("classes_by_ethnicity", "achievement_rate", ("ethnicity",), CLASSES),
    Question("learners_by_age_and_sex", "learners_participating", ("age_band", "sex")),
)
"""What the report shows, and the site too."""

_SPAN = f"{TREND[0]}..{TREND[-1]}"

FOR_THE_SITE = (
    Question("achievement_by_district", "achievement_rate", scope=APPRENTICESHIPS, year=_SPAN, area="la"),
    Question(
        "classes_by_provider_and_ethnicity",
        "achievement_rate",
        ("provider", "ethnicity"),
        CLASSES,
        year="2019/20",
        policy="srs-output",
    ),
    Question("starts_by_level", "starts", ("level",), APPRENTICESHIPS, _SPAN),
    Question("learners_by_district", "learners_participating", year=_SPAN, area="la"),
    Question("enrolments_by_subject", "enrolments", ("subject_area", "subject_area_tier_2")),
    Question("learners_by_ethnicity", "learners_participating", ("ethnicity", "ethnicity_minor")),
    Question("learners_in_december", "learners_participating", ("age_band", "sex"), as_of="R04"),
    Question("learners_in_june", "learners_participating", ("age_band", "sex"), as_of="R10"),
)
"""What only the site shows: more years, places, hidden cells, two tiers of groups, and figures by earlier returns.

One population has one policy: figures that one rounds and another gives to the unit would undo each other.
"""

PASSES = Question("achievement_by_level", "achievement_rate", ("level",), APPRENTICESHIPS)
REFUSED = Question(
    "classes_without_northfield",
    "achievement_rate",
    ("ethnicity",),
    CLASSES,
    year="2019/20",
    policy="srs-output",
    where="not provider = 10000001",
)
"""All providers but one: whoever takes it from the table of all providers knows what is hidden of that one."""

FOR_THE_DESK = (PASSES, REFUSED)
"""What waits at the desk. They stay inside until somebody approves them: one can be let out, the other cannot."""

WAITS = "Waits at the desk of the demo to be approved."
"""Why they stay inside until then."""
