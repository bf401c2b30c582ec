"""A question explained before it is asked: who is counted, by which rules, from which returns and fields, in which SQL.

The facts are those of `measures.asked_facts`; this says them to people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.look.words import listed
from alder.measures.asked_facts import facts
from alder.measures.drawn import told
from alder.measures.measure import measures
from alder.model.definition import Parameter
from alder.model.explanation import Explanation, Section
from alder.model.period import AcademicYear
from alder.model.years import in_words

if TYPE_CHECKING:
    from alder.measures.query import Query

    Rows = list[tuple[str, str]]


def asked(source: Any, query: Query) -> Explanation:
    """What a question means, and what answering it over this source would read and run."""
    measure = measures[query.measure]
    found = facts(source, query)
    scope = query.scope.label if query.scope else ", ".join(found["scopes"])
    rows = [
        ("years", in_words(query.years)),
        *([("provision", scope)] if scope else []),
        ("split by", ", ".join(query.by) or "nothing"),
        *([("only those where", query.where.words), ("filter", query.where.text)] if query.where else []),
        ("quality", _grade(found["quality"])),
        ("as of", query.return_number.value if query.return_number else "the latest return of each year"),
    ]
    return Explanation(
        measure.title,
        "question",
        (measure.name, f"version {measure.version}"),
        measure.reads_as,
        rows=tuple(rows),
        sections=tuple(s for s in _sections(found, query) if s.rows or s.paragraphs or s.code),
        next="Nothing was counted. To count, leave out --explain.",
        more=found,
    )


def _sections(found: dict[str, Any], query: Query) -> list[Section]:
    quality, editions = found["quality"], found["reference_data"]
    held = [(e["table"], f"edition {e['edition']}" if e["held"] else "not held") for e in editions]
    return [
        Section("Who and what is counted", rows=tuple(_counted(found))),
        Section("Parameters", rows=tuple(_parameters(query, found))),
        Section("Returns", rows=tuple(_returns(query, found))),
        Section("Deliveries", rows=tuple(told.said(found["deliveries"]))),
        Section("Where its columns come from", rows=tuple(told.column_rows(found["columns"]))),
        Section("Fields read, and how far to trust each", rows=tuple(_fields(found))),
        Section("Reference data", rows=tuple(held)),
        Section("Cautions", rows=tuple((c["code"], c["text"]) for c in quality["cautions"])),
        Section("Breaks in series between these years", rows=tuple((b["year"], b["text"]) for b in quality["breaks"])),
        Section("SQL", (_about_sql(query),), code=_sql(found["sql"])),
    ]


def _counted(found: dict[str, Any]) -> Rows:
    who, said = found["population"], found["definition"]
    told = [(name, said[name]) for name in ("numerator", "counted", "denominator") if name in said]
    rows = [("population", who["who"]), *told, *(("left out", e) for e in who["left_out"])]
    if only := who["only_those_where"]:
        rows.append(("and of these only", f"those where {only}; how each is judged stays the same"))
    return rows


def _parameters(query: Query, found: dict[str, Any]) -> Rows:
    rows = []
    for p in found["parameters"]:
        set_here = "set here" if p["set_here"] else "unless set"
        said = f"{p['decides']} {p['rests_on']} ({p['evidence']}: {p['evidence_means']})"
        rows.append((f"{p['name']} = {Parameter.shown(query.settings[p['name']])}", f"{set_here}. {said}"))
    return rows


def _returns(query: Query, found: dict[str, Any]) -> Rows:
    if said := _of_extract(query):
        return [("none", said)]
    rows = []
    for r in found["returns"]:
        if not r["held"]:
            rows.append((r["year"], f"none is held. {r['why']}".strip()))
            continue
        years = [AcademicYear.parse(y) for y in r["earlier_years"]]
        earlier = f", with final returns of {in_words(years)}" if years else ""
        provisional = ", provisional" if r["provisional"] else ""
        n = r["providers"]
        rows.append((r["year"], f"{r['source']} of {n} provider{'s' * (n != 1)}{earlier}{provisional}"))
    return rows


def _grade(quality: dict[str, Any]) -> str:
    """The lowest grade of all fields that are read, which the result will carry."""
    return f"{quality['grade']}, from {listed([b['field'] for b in quality['because']])}: {quality['means']}"


def _fields(found: dict[str, Any]) -> Rows:
    return [(f"{f['field']}  {f['grade']}", f"{f['why']} (for {', '.join(f['for'])})") for f in found["fields"]]


def _sql(sql: dict[str, Any]) -> str:
    """The statements as a script: what is kept for the next ones is a table, the rest is looked at."""
    if "why_not" in sql:
        return "-- " + str(sql["why_not"]).replace("\n", "\n-- ")
    return "\n\n".join(
        f"CREATE OR REPLACE TEMP TABLE {s['keeps']} AS\n{s['sql']};" if s["keeps"] else f"{s['sql']};"
        for s in sql["statements"]
    )


def _of_extract(query: Query) -> str:
    """What a measure counts in place of returns, and how it is had; nothing for one that counts returns."""
    extract = measures[query.measure].extract
    return f"it counts rows of {extract.title}. {extract.get}" if extract else ""


def _about_sql(query: Query) -> str:
    """Of which year the SQL is, and what of the others."""
    several = f" For {in_words(query.years[:-1])} it is the same with another year." if len(query.years) > 1 else ""
    return f"What is run for {query.year}, in the words of DuckDB.{several}"
