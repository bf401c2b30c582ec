"""The statistics of the fictitious college group, published: three publications, one of them in three releases."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings

from alder.web.publications.importing import Entry, import_pair
from alder.web.publications.models import DataSet

_DEMO = UUID("a1de4000-0000-4000-8000-00000000de00")
"""What the ids of the demo's data sets are drawn from, so that they are the same everywhere."""

_TREND = ("achievement_2018", "achievement_2019", "achievement_2020")
_NOTED = ("Protection", "Quality", "Take care", "Notes", "Coverage")
"""The parts of a table's notes that its page shows; the definition comes before them."""


@dataclass(frozen=True)
class _Published:
    """One table of the demo, and where it is to be found."""

    file: str
    publication: str
    title: str


_APPRENTICES = "Apprenticeship achievement in Mereshire"
_CLASSES = "Education and training in Mereshire"
_LEARNERS = "Learners in Mereshire"
_ABOUT = {
    _APPRENTICES: "How many of the apprenticeships that were due to end were achieved, by year, age, sex and provider.",
    _CLASSES: "How many of the courses outside apprenticeships that were due to end were achieved.",
    _LEARNERS: "How many people took part in learning, by age and sex.",
}
_BY_YEAR = _Published("achievement", _APPRENTICES, "Apprenticeships achieved by year")
_TABLES = (
    _Published("classes_by_ethnicity", _CLASSES, "Courses achieved by ethnic group"),
    _Published("learners_by_age_and_sex", _LEARNERS, "Learners taking part by age and sex"),
    _BY_YEAR,
    _Published("achievement_by_age_and_sex", _APPRENTICES, "Apprenticeships achieved by age and sex"),
    _Published("achievement_by_provider", _APPRENTICES, "Apprenticeships achieved by provider"),
    _Published("retention", _APPRENTICES, "Apprentices who stayed to the end"),
    _Published("pass", _APPRENTICES, "Completed apprenticeships that were passed"),
)
_YEARS = ("2018/19", "2019/20", "2020/21")
_LATEST = f"Academic year {_YEARS[-1]}"


def show_demo(tables: Path) -> None:
    """Publish the tables of the demo, and say on every page of this and further processes that all is made up."""
    publish_demo(tables)
    os.environ["ALDER_DEMO"] = "1"
    settings.ALDER_DEMO = True


def publish_demo(tables: Path) -> int:
    """Publish what is not there yet of the tables that `alder demo` wrote, and return how many data sets are new."""
    new = [one for one in _TABLES if not DataSet.objects.filter(id=uuid5(_DEMO, one.file)).exists()]
    for one in new:
        if one is _BY_YEAR:
            _publish_years(tables)
        else:
            _publish(tables / f"{one.file}.csv", tables / f"{one.file}.notes.txt", one, _LATEST)
    return len(new)


def _publish_years(tables: Path) -> None:
    """Each year is a release, with a version of the data set that has the years before it too."""
    with tempfile.TemporaryDirectory() as folder:
        for count, year in enumerate(_YEARS, 1):
            file = _together(tables, _TREND[:count], Path(folder))
            _publish(file, tables / f"{_TREND[count - 1]}.notes.txt", _BY_YEAR, f"Academic year {year}")


def _publish(file: Path, notes: Path, one: _Published, release: str) -> None:
    entry = Entry(
        one.publication,
        release,
        data_set=uuid5(_DEMO, one.file),
        title=one.title,
        summary=_summary(notes),
        publication_summary=_ABOUT[one.publication],
        notes=_notes(notes),
    )
    import_pair(file, None, entry)


def _together(tables: Path, names: tuple[str, ...], folder: Path) -> Path:
    """Tables of several years with the same columns as one file, with the meta file that all of them have."""
    head, *_ = (tables / f"{names[0]}.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for name in names for row in (tables / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]]
    file = folder / "achievement.csv"
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    meta = (tables / f"{names[0]}.meta.csv").read_text(encoding="utf-8")
    (folder / "achievement.meta.csv").write_text(meta, encoding="utf-8")
    return file


def _paragraphs(notes: Path) -> list[str]:
    return notes.read_text(encoding="utf-8").strip().split("\n\n")


def _summary(notes: Path) -> str:
    """What is measured, in the sentence after the title."""
    return _paragraphs(notes)[1].strip()


def _notes(notes: Path) -> str:
    return "\n\n".join(part for part in _paragraphs(notes)[2:] if part.startswith(_NOTED))
