"""What the publisher of the fictitious college group writes on the pages of its releases."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.demo.questions import data_file
from alder.look.words import share_of
from alder.publishing.pages import MADE_UP, Block, Content, ContentSection, Tile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from uuid import UUID


@dataclass(frozen=True)
class PublicationText:
    """A publication: what it is about, its theme, and whom to ask."""

    summary: str
    theme: str
    team: str = "Statistics team, Mereshire Skills Observatory (made up)"
    email: str = "statistics@mereshire.example"
    telephone: str = "01632 960 000"


APPRENTICES = "Apprenticeship achievement in Mereshire"
CLASSES = "Education and training in Mereshire"
LEARNERS = "Learners in Mereshire"
STARTS = "Apprenticeship starts in Mereshire"
ABOUT: Mapping[str, PublicationText] = {
    APPRENTICES: PublicationText(
        "How many of the apprenticeships that were due to end were achieved, by year, age, sex, district and provider.",
        "Apprenticeships",
    ),
    STARTS: PublicationText("How many apprenticeships began, by level and year.", "Apprenticeships"),
    CLASSES: PublicationText(
        "Courses outside apprenticeships: enrolments by subject, and how many courses were achieved.",
        "Further education",
    ),
    LEARNERS: PublicationText(
        "How many people took part in learning, by age, sex, ethnic group and district.", "Further education"
    ),
}
_RATE = ("achievement_rate", "achievers", "leavers")
_WHAT_ACHIEVED = (
    "Of apprenticeships that ended in the year, the share that were achieved. Transfers and early leavers in the "
    "first weeks are left out."
)


def pages(tables: Path, id_of: Callable[[str], UUID]) -> dict[tuple[str, str], Content]:
    """By publication and release; by publication alone for its other releases."""

    def block(file: str, *indicators: str, by: str = "time", series: str = "", level: str = "") -> Block:
        return Block(str(id_of(file)), indicators, by, series, level)

    def tile(file: str, indicator: str, title: str = "", guidance: str = "") -> Tile:
        return Tile(str(id_of(file)), indicator, title, guidance)

    trend = ContentSection(
        "",
        "A line that stops says that the years on either side do not compare. What changed is told below the chart, "
        "and in [how good the figures are](#quality).",
        block("achievement", *_RATE),
    )
    return {
        (APPRENTICES, "Academic year 2020/21"): Content(
            MADE_UP,
            _lead(data_file(tables, "achievement_2020"), "2020/21"),
            (
                tile("achievement", "leavers", "Due to end", "Apprenticeships that ended in the year."),
                tile("retention", "retention_rate", "Stayed to the end", "Of those due to end, who stayed."),
                tile("pass", "pass_rate", "Passed, of those who stayed", "Of those who stayed, who passed."),
                tile("achievement", "achievement_rate", "Achieved", _WHAT_ACHIEVED),
            ),
            "Staying and passing **multiply**: the share that stayed times the share that passed gives the share that "
            "was achieved.",
            (
                trend,
                ContentSection(
                    "",
                    "Age is that at the start of the apprenticeship. Groups differ in more than their age, so a "
                    "difference between them is not the effect of age.",
                    block("achievement_by_age_and_sex", "achievement_rate", by="age_band", series="sex"),
                ),
                ContentSection(
                    "",
                    "By the district where the apprentice lives, which need not be where the provider is.",
                    block("achievement_by_district", *_RATE, by="place", level="LAD"),
                ),
            ),
        ),
        (APPRENTICES, ""): Content(MADE_UP, "", (), "", (trend,)),
        (STARTS, ""): Content(
            MADE_UP,
            "",
            (tile("starts_by_level", "starts", "", "Apprenticeships that began in the year, counted once each."),),
            "",
            (
                ContentSection("", "", block("starts_by_level", "starts")),
                ContentSection(
                    "Each level in its own line",
                    "- Level 2 is called *intermediate*\n- Level 3 is called *advanced*\n- Level 4 and over is called "
                    "*higher*",
                    block("starts_by_level", "starts", series="level"),
                ),
            ),
        ),
        (CLASSES, "Academic year 2019/20"): Content(
            MADE_UP,
            "",
            (tile("classes_by_provider_and_ethnicity", "achievement_rate", "Courses that were achieved"),),
            "",
            (
                ContentSection(
                    "Some figures are hidden to protect people",
                    "Providers stand in the order of the alphabet: they teach different people, so this is no ranking. "
                    "Where few people stand behind a figure it is hidden, and so is another beside it, so that nobody "
                    "can work it out.",
                    block(
                        "classes_by_provider_and_ethnicity", "achievement_rate", by="place", series="ethnicity_major"
                    ),
                ),
                ContentSection(
                    "",
                    "",
                    block("classes_by_provider_and_ethnicity", *_RATE, by="ethnicity_major"),
                ),
            ),
        ),
        (CLASSES, ""): Content(
            MADE_UP,
            "",
            (
                tile("enrolments_by_subject", "enrolments", "", "One person can enrol on several courses."),
                tile("classes_by_ethnicity", "achievement_rate", "Courses that were achieved"),
            ),
            "",
            (
                ContentSection("", "", block("enrolments_by_subject", "enrolments", by="subject_area")),
                ContentSection("", "", block("classes_by_ethnicity", *_RATE, by="ethnicity_major")),
            ),
        ),
        (LEARNERS, ""): Content(
            MADE_UP,
            "",
            (tile("learners_by_district", "learners", "", "Each person is counted once, however much they learn."),),
            "",
            (
                ContentSection("", "", block("learners_by_district", "learners")),
                ContentSection("", "", block("learners_by_district", "learners", by="place", level="LAD")),
                ContentSection("", "", block("learners_by_age_and_sex", "learners", by="age_band", series="sex")),
                ContentSection("", "", block("learners_by_ethnicity", "learners", by="ethnicity_minor")),
            ),
        ),
    }


def _lead(file: Path, year: str) -> str:
    """The finding, in a sentence, where the figure can be shown."""
    with file.open(encoding="utf-8", newline="") as rows:
        rate = next(csv.DictReader(rows))["achievement_rate"]
    try:
        value = float(rate)
    except ValueError:
        return ""
    words = share_of(value)
    exact = "" if words.endswith("%") else f" ({value:g}%)"
    of = " of" if words.endswith("%") else ""
    return f"{words[0].upper()}{words[1:]}{of} apprenticeships that were due to end in {year} were achieved{exact}."
