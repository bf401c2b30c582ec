"""What is declared, ready to be found: sources, fields, variables, measures, rules, words, methods and pages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.derive import variables
from alder.measures import measures
from alder.model.column_name import names_of
from alder.sources import every
from alder.sources.ilr.explained import in_words
from alder.sources.ilr.rules import ilr
from alder.sources.topics import topics
from alder.web.handbook.parts import addresses, parts
from alder.web.methodology.topics import TOPICS
from alder.web.pages.glossary import glossary
from alder.web.search.kinds import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

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
def declared() -> tuple[Entry, ...]:
    """All of it. It is the same as long as the process lives."""
    return (
        *_pages(),
        *_words(),
        *_methods(),
        *_sources(),
        *_variables(),
        *_fields(),
        *_handbook(),
        *_rules(),
    )


def _pages() -> Iterator[Entry]:
    for line in _PAGES.strip().splitlines():
        name, title, summary, names = (part.strip() for part in line.split("|"))
        yield Entry(Kind.PAGE, title, reverse(name), summary, names)


def _words() -> Iterator[Entry]:
    for term in glossary():
        yield Entry(Kind.GLOSSARY, term.word, f"{reverse('glossary')}#{term.id}", term.meaning, term.also, term.meaning)


def _methods() -> Iterator[Entry]:
    for topic in TOPICS:
        yield Entry(Kind.METHOD, topic.title, reverse("method", args=[topic.slug]), topic.lead, topic.also, topic.lead)
    for measure in measures:
        labels = [i.label for i in (*measure.counts, *measure.rates)]
        yield Entry(
            Kind.MEASURE,
            measure.title,
            reverse("method", args=[measure.name]),
            measure.reads_as,
            ", ".join((measure.name.replace("_", " "), *labels)),
            f"{measure.reads_as} {measure.population} {measure.numerator} {measure.denominator}",
        )


def _sources() -> Iterator[Entry]:
    known = topics()
    for source in every():
        answers = [f"{known[a.topic].title} {' '.join(known[a.topic].words)} {a.tells}" for a in source.answers]
        yield Entry(
            Kind.SOURCE,
            source.title,
            reverse("data-source", args=[source.id]),
            f"{source.unit[:1].upper()}{source.unit[1:]}. {source.owner}.",
            ", ".join((source.id.replace("_", " "), *source.also_called)),
            f"{source.unit} {source.owner} {' '.join(answers)}",
        )


def _variables() -> Iterator[Entry]:
    for one in variables:
        lead = " ".join(one.definition.split("\n\n")[0].split())
        categories = " ".join(c.label for c in one.categories[:60])
        yield Entry(
            Kind.VARIABLE,
            one.title,
            reverse("variable", args=[one.name]),
            lead,
            one.name.replace("_", " "),
            f"{lead} {categories}",
            one.name,
        )


def _fields() -> Iterator[Entry]:
    for source in every():
        for entity in source.entities:
            for field in entity.fields:
                also = [n.pattern for n in names_of(entity, field)]
                meaning = f"{field.meaning[:1].upper()}{field.meaning[1:]}"
                yield Entry(
                    Kind.FIELD,
                    field.name,
                    reverse("field", args=[source.id, entity.name, field.name]),
                    meaning,
                    ", ".join((_apart(field.name), *also)),
                    f"{meaning}; {field.note}" if field.note else meaning,
                    f"{entity.published or entity.name}, {source.title}",
                )


def _rules() -> Iterator[Entry]:
    for code in ilr.codes:
        rule = ilr.versions(code)[-1]
        record = in_words(ilr.shape.table(rule.judged).element)
        yield Entry(
            Kind.RULE, code, reverse("rule", args=[code]), rule.message, "", f"{rule.message} {rule.details}", record
        )


def _handbook() -> Iterator[Entry]:
    """Its lists, and what is on them; of names that are those of variables and fields the list alone."""
    for part, kind in parts().items():
        told = kind.listed()
        words = " ".join(row[0] for section in told.sections for row in section.cells)
        yield Entry(Kind.PAGE, told.title, reverse("handbook-part", args=[part]), _plain(told.lead), told.name, words)
        if kind.own or kind.name == "code of form":
            continue
        for name, address in addresses(part).items():
            one = kind.explained(name)
            yield Entry(
                Kind.HANDBOOK,
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
