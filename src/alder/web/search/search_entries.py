"""Everything that can be found: what is declared, such as measures, fields and rules, and what is published now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.derive import variables
from alder.measures import measures
from alder.model.layout import names_of
from alder.sources import every
from alder.sources.ilr.explanation import in_words
from alder.sources.ilr.rules import ilr
from alder.sources.topics import topics
from alder.web.handbook.parts import addresses, parts
from alder.web.methodology.glossary import glossary
from alder.web.methodology.method_topics import TOPICS
from alder.web.publications.data_set_store import contents_of
from alder.web.publications.public_catalogue import public_publications

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from alder.web.publications.public_catalogue import PublicDataSet, PublicPublication


class EntryKind(Enum):
    """`title` heads a group, `one` stands beside a result, and `weight` says how much its score counts."""

    PUBLICATION = ("publications", "Publications", "Publication", 1.7)
    DATA_SET = ("data-sets", "Data sets", "Data set", 1.35)
    MEASURE = ("measures", "Measures", "Measure", 1.6)
    METHOD = ("methodology", "Methodology", "Method", 1.5)
    GLOSSARY = ("glossary", "Glossary", "Word", 1.55)
    SOURCE = ("sources", "Data sources", "Data source", 1.5)
    PAGE = ("pages", "Pages of this site", "Page", 1.4)
    AIM = ("learning-aims", "Learning aims", "Learning aim", 1.0)
    RELEASE = ("releases", "Releases", "Release", 0.9)
    VARIABLE = ("variables", "Variables", "Variable", 1.0)
    INDICATOR = ("indicators", "Indicators of data sets", "Indicator", 0.85)
    FILTER = ("filters", "Groups of data sets", "Group", 0.8)
    FIELD = ("fields", "Fields", "Field", 0.75)
    HANDBOOK = ("handbook", "Handbook", "Entry of the handbook", 0.6)
    RULE = ("rules", "Rules", "Rule", 0.5)

    def __init__(self, slug: str, title: str, one: str, weight: float) -> None:
        self.slug = slug
        self.title = title
        self.one = one
        self.weight = weight


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing to find: its title, other names, what it says, and where it is.

    `summary` is shown where the words found are not in the text; `of` is what it belongs to.
    """

    kind: EntryKind
    title: str
    address: str
    summary: str
    names: str = ""
    text: str = ""
    of: str = ""


_PAGES = """
    find-statistics | Find statistics | Publications and their releases. | publications releases official
    data-catalogue | Data catalogue | Every data set, to filter and download. | files download csv parquet open data
    create-a-table | Create a table | Make your own table from a data set. | excel spreadsheet ods xlsx chart build
    aims | Find a learning aim | Qualifications by title or number. | LARS course qualification search
    data-sources | What data is there? | All sources, with fields and how to get them. | datasets records
    which-source | Which source answers my question? | Ask in your own words. | choose source
    compare-sources | Compare sources | Two or three sources side by side. | difference between
    rules | Rules of the ILR | What is checked in a return. | validation errors checks
    variables | Variables | Columns that are worked out from what is collected. | derived
    methodology | How statistics are made | The method of every measure. | methods methodology definitions
    get-access | How do I get it? | The ways to data, and how long each takes. | access apply records secure research
    quality | How good is the data? | Grades of sources and fields. | reliable trust accuracy
    api-guide | API | Reading from a program: Python, R and others. | python r sql json programming developers
    handbook | Handbook | Commands, policies, filters, checks and more. | reference manual documentation command line
    glossary | Glossary | The words of the field. | jargon acronyms abbreviations meaning terms
    accessibility | Accessibility | How this site works for everybody. | screen reader WCAG
    cookies | Cookies | What this site keeps in your browser. | privacy tracking
"""
"""Name of the address, title, what is there, and other words for it."""


@cache
def declared_entries() -> tuple[SearchEntry, ...]:
    """All of it. It is the same as long as the process lives."""
    return (
        *_pages(),
        *_glossary(),
        *_methods(),
        *_sources(),
        *_variables(),
        *_fields(),
        *_handbook(),
        *_rules(),
    )


def _pages() -> Iterator[SearchEntry]:
    for line in _PAGES.strip().splitlines():
        name, title, summary, names = (part.strip() for part in line.split("|"))
        yield SearchEntry(EntryKind.PAGE, title, reverse(name), summary, names)


def _glossary() -> Iterator[SearchEntry]:
    for term in glossary():
        yield SearchEntry(
            EntryKind.GLOSSARY, term.word, f"{reverse('glossary')}#{term.id}", term.meaning, term.also, term.meaning
        )


def _methods() -> Iterator[SearchEntry]:
    for topic in TOPICS:
        yield SearchEntry(
            EntryKind.METHOD, topic.title, reverse("method", args=[topic.slug]), topic.lead, topic.also, topic.lead
        )
    for measure in measures:
        labels = [i.label for i in (*measure.counts, *measure.rates)]
        yield SearchEntry(
            EntryKind.MEASURE,
            measure.title,
            reverse("method", args=[measure.name]),
            measure.reads_as,
            ", ".join((measure.name.replace("_", " "), *labels)),
            f"{measure.reads_as} {measure.population} {measure.numerator} {measure.denominator}",
        )


def _sources() -> Iterator[SearchEntry]:
    known = topics()
    for source in every():
        answers = [f"{known[a.topic].title} {' '.join(known[a.topic].words)} {a.tells}" for a in source.answers]
        yield SearchEntry(
            EntryKind.SOURCE,
            source.title,
            reverse("data-source", args=[source.id]),
            f"{source.unit[:1].upper()}{source.unit[1:]}. {source.owner}.",
            ", ".join((source.id.replace("_", " "), *source.also_called)),
            f"{source.unit} {source.owner} {' '.join(answers)}",
        )


def _variables() -> Iterator[SearchEntry]:
    for variable in variables:
        lead = " ".join(variable.definition.split("\n\n")[0].split())
        categories = " ".join(c.label for c in variable.categories[:60])
        yield SearchEntry(
            EntryKind.VARIABLE,
            variable.title,
            reverse("variable", args=[variable.name]),
            lead,
            variable.name.replace("_", " "),
            f"{lead} {categories}",
            variable.name,
        )


def _fields() -> Iterator[SearchEntry]:
    for source in every():
        for entity in source.entities:
            for field in entity.fields:
                also = [n.pattern for n in names_of(entity, field)]
                meaning = f"{field.meaning[:1].upper()}{field.meaning[1:]}"
                yield SearchEntry(
                    EntryKind.FIELD,
                    field.name,
                    reverse("field", args=[source.id, entity.name, field.name]),
                    meaning,
                    ", ".join((_apart(field.name), *also)),
                    f"{meaning}; {field.note}" if field.note else meaning,
                    f"{entity.published or entity.name}, {source.title}",
                )


def _rules() -> Iterator[SearchEntry]:
    for code in ilr.codes:
        rule = ilr.versions(code)[-1]
        record = in_words(ilr.shape.table(rule.judged).element)
        yield SearchEntry(
            EntryKind.RULE,
            code,
            reverse("rule", args=[code]),
            rule.message,
            "",
            f"{rule.message} {rule.details}",
            record,
        )


def _handbook() -> Iterator[SearchEntry]:
    """Its lists, and what is on them; of names that are those of variables and fields the list alone."""
    for part, kind in parts().items():
        explanation = kind.listed()
        words = " ".join(row[0] for section in explanation.sections for row in section.cells)
        yield SearchEntry(
            EntryKind.PAGE,
            explanation.title,
            reverse("handbook-part", args=[part]),
            _plain(explanation.lead),
            explanation.name,
            words,
        )
        if kind.own or kind.name == "code of form":
            continue
        for name, address in addresses(part).items():
            one = kind.explained(name)
            yield SearchEntry(
                EntryKind.HANDBOOK,
                one.title or one.name,
                address,
                _plain(one.lead),
                f"{kind.name} {name}, {_apart(name)}",
                " ".join(_plain(text) for text in (one.lead, *(text for _, text in one.rows))),
                f"{kind.name[:1].upper()}{kind.name[1:]}",
            )


def _plain(text: str) -> str:
    return text.replace("`", "")


def _apart(name: str) -> str:
    """LearnAimRef as words: Learn Aim Ref."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ", name)


_MOST_OPTIONS = 400
StateMark = tuple[tuple[str, ...], ...]


def published() -> tuple[Sequence[PublicPublication], StateMark]:
    """What is public now, and a mark that changes when it does."""
    publications = public_publications()
    mark = tuple(
        (
            str(data_set.version.id),
            data_set.title,
            data_set.data_set.summary,
            issue.title,
            found_in.publication.title,
            found_in.publication.summary,
        )
        for found_in in publications
        for issue in found_in.issues
        for data_set in issue.data_sets
    )
    return publications, mark


def published_entries(publications: Sequence[PublicPublication]) -> Iterator[SearchEntry]:
    """Each publication, its releases, and each data set once, by its newest version, with its columns."""
    seen: set[UUID] = set()
    for one in publications:
        publication = one.publication
        yield SearchEntry(
            EntryKind.PUBLICATION,
            publication.title,
            reverse("release", args=[publication.slug, one.latest.slug]),
            publication.summary or f"Latest: {one.latest.title}.",
            "",
            f"{publication.summary} {' '.join(s.title for i in one.issues for s in i.data_sets)}",
            f"Latest: {one.latest.title}",
        )
        for issue in one.issues:
            address = reverse("release", args=[publication.slug, issue.slug])
            yield SearchEntry(
                EntryKind.RELEASE, f"{publication.title}, {issue.title}", address, publication.summary, "", issue.title
            )
            for listed in issue.data_sets:
                if listed.id not in seen:
                    seen.add(listed.id)
                    yield from _data_set(listed, publication.title)


def _data_set(listed: PublicDataSet, publication: str) -> Iterator[SearchEntry]:
    address = reverse("data-set", args=[listed.id])
    summary = listed.version.summary
    yield SearchEntry(
        EntryKind.DATA_SET,
        listed.title,
        address,
        listed.data_set.summary or f"{listed.span}.",
        "",
        f"{listed.data_set.summary} {' '.join((*summary['indicators'], *summary['filters'], *listed.levels))}",
        f"{publication}, {listed.span}",
    )
    contents = contents_of(listed.version.id)
    builder = reverse("table-places", args=[listed.id])
    columns = {indicator.column for indicator in contents.indicators}
    for indicator in contents.indicators:
        of, _, end = indicator.column.rpartition("_")
        if end in ("lower", "upper") and of in columns:
            continue  # the ends of an interval are found with what they are the interval of
        yield SearchEntry(
            EntryKind.INDICATOR,
            indicator.label,
            f"{builder}?show={indicator.id}",
            f"Make a table of it from {listed.title}.",
            indicator.column.replace("_", " "),
            indicator.grouping,
            listed.title,
        )
    for filter in contents.filters:
        labels = [option.label for option in filter.options]
        shown = ", ".join(labels[:4]) + (f" and {len(labels) - 4:,} more" if len(labels) > 4 else "")
        yield SearchEntry(
            EntryKind.FILTER,
            filter.label,
            f"{address}#columns",
            f"{shown}.",
            filter.column.replace("_", " "),
            f"{filter.hint} {' '.join(labels[:_MOST_OPTIONS])}",
            listed.title,
        )
