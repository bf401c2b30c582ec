"""What the report asks: each table is one question to `alder.tabulate`, protected by one policy."""

from __future__ import annotations

from dataclasses import dataclass

POLICY = "dfe-statistics"
"""Rounds counts to 10 and marks small ones, as official statistics do."""


@dataclass(frozen=True)
class Question:
    """One table of the report: its file name, and how the command line would ask for it."""

    name: str
    measure: str
    by: tuple[str, ...] = ()
    scope: str | None = None
    year: str = "2020/21"

    @property
    def command(self) -> str:
        by = f" --by {','.join(self.by)}" if self.by else ""
        scope = f" --scope {self.scope}" if self.scope else ""
        return f"alder table {self.measure}{by}{scope} --year {self.year} --policy {POLICY}"


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
