"""The pages of sources: an index, and for each source what it is and its data dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from alder.model.fact import Citation, Fact
from alder.model.layout import RISKS, Sensitivity, SourceEntity, SourceField, names_of
from alder.model.service import pieces
from alder.model.source import AccessRoute, Holds, Source
from alder.sources import every
from alder.sources.source_explanation import wait_in_words
from alder.sources.topics import topics


def pages() -> dict[str, str]:
    """One page a source, and an index by kind and by topic."""
    found = {f"sources/{source.id}.md": "\n".join(_page(source)) for source in every()}
    return {"sources/index.md": "\n".join(_index()), **found}


def _loading(source: Source) -> Iterator[str]:
    """How its extracts, or its reference tables, come into a store."""
    if not source.entities:
        return
    yield from ("", "## How to load it", "")
    if source.id == "ilr":
        yield "Returns: `alder load FILE`, see [keep returns](../../how-to/keep-returns.md). The research copy:"
        yield "`alder load --source ilr FILE`, see [load an"
        yield "extract](../../how-to/load-an-extract.md#the-research-copy-of-the-ilr)."
    elif source.holds is Holds.REFERENCE:
        yield "`alder reference add FILE`, see [add reference data](../../how-to/add-reference-data.md)."
    elif source.holds is Holds.FIGURES:
        yield f"`alder load --source {source.id} FILE`, see [load an"
        yield "extract](../../how-to/load-an-extract.md#published-figures). Its figures stay apart from counts of"
        yield "records."
    else:
        kinds = ", ".join(f"`{e.name}`" for e in source.entities)
        yield f"`alder load --source {source.id} FILE`, see [load an extract](../../how-to/load-an-extract.md). The"
        yield f"kind of record is known by the names of the columns, or said with `--entity`: {kinds}."


def _index() -> Iterator[str]:
    yield from (
        "# Sources",
        "",
        "Written by `make docs` from the declarations.",
        "",
        "Where data about learners in England comes from. Which of it answers your question is told by `alder sources "
        "--for`; see [find the source for a question](../../how-to/find-the-source-for-a-question.md).",
        "",
    )
    for holds in dict.fromkeys(s.holds for s in every()):
        yield from (f"## {holds[:1].upper()}{holds[1:]}", "", "| source | title | years | grade | soonest |")
        yield "|---|---|---|---|---|"
        for s in every():
            if s.holds is holds:
                period = "" if s.coverage.period == "academic years" else s.coverage.period
                years = str(s.coverage.years) if s.coverage.years else period
                soonest = f"{wait_in_words(s.quickest)}, {s.quickest.kind}"
                yield _row(f"[{s.id}]({s.id}.md)", s.title, years, s.grade, soonest)
        yield ""
    yield from ("## By topic", "", "| topic | sources |", "|---|---|")
    for topic in topics().values():
        if not topic.is_people:
            known = [f"[{s.id}]({s.id}.md)" for s in every() if s.about(topic.name)]
            yield _row(f"{topic.name}: {topic.title}", ", ".join(known))
    yield from ("", "## Grades and codes", "", "| grade | means |", "|---|---|")
    for grade in type(every()[0].grade):
        yield _row(grade, grade.meaning)
    yield from ("", "| identification risk | means |", "|---|---|")
    yield from (_row(str(risk), meaning) for risk, meaning in RISKS.items())
    yield from ("", "| sensitivity | means |", "|---|---|")
    yield from (_row(s, s.meaning) for s in Sensitivity)
    yield ""
    yield "Risk and sensitivity are on the scales of the Department for Education's tables of NPD variables. Each table"
    yield "says whose judgement its codes are."


def _page(source: Source) -> Iterator[str]:
    coverage = source.coverage
    yield from (f"# {source.title}", "", f"`{source.id}`. {source.holds[:1].upper()}{source.holds[1:]}.")
    yield f"Grade {source.grade}: {source.grade.meaning}."
    yield from ("", "| | |", "|---|---|")
    yield _row("owner", source.owner)
    if source.address:
        yield _row("on the web", f"[{source.title}]({source.address})")
    if source.imitated_by:
        yield _row("made-up files", f"`{source.imitated_by}`")
    yield _row("a row is", source.unit)
    yield _row("covers", f"{coverage.place}: {coverage.people}. {_cited(Fact('', coverage.cite))}")
    yield _row("years", f"{coverage.years or 'does not go by years'}; {coverage.period}")
    for name, gaps in (("gap", coverage.gaps), ("break in series", coverage.breaks)):
        yield from (_row(name, f"{g.years}: {g.why}") for g in gaps)
    if coverage.note:
        yield _row("note", coverage.note)
    yield _row("known by", ", ".join(source.identifiers))
    yield _row("collected by", f"{source.collected}. {source.how}")
    if source.outputs:
        yield _row("published from it", ", ".join(source.outputs))
    yield from ("", "## How to get it", "", "| way | wait | | gives | read in |", f"|{'---|' * 5}")
    yield from (_route(r) for r in source.routes)
    yield from _loading(source)
    yield from ("", "## What it answers, and what it cannot", "", "Alder's own reading of what the source holds.", "")
    yield from ("| topic | tells | cannot tell |", "|---|---|---|")
    for a in source.answers:
        joined = f" With {', '.join(f'[{t}]({t}.md)' for t in a.through)}." if a.through else ""
        yield _row(a.topic, f"{a.tells}{joined}{f' Years: {a.years}.' if a.years else ''}", a.cannot)
    yield from ("", "## How good it is", "", "| | | read in |", "|---|---|---|")
    yield from (_row("strong", f.text, _cited(f)) for f in source.strong)
    yield from (_row("weak", f.text, _cited(f)) for f in source.weak)
    if source.links:
        yield from ("", "## What it joins to", "", "| source | by | | read in |", "|---|---|---|---|")
        yield from (_row(f"[{x.to}]({x.to}.md)", x.by, x.note, _cited(Fact("", x.cite))) for x in source.links)
    yield from ("", "## Data dictionary", "")
    if not source.entities:
        yield source.no_layout
    for entity in source.entities:
        yield from _entity(entity)
    yield from ("", "## Read in", "")
    yield from (f"- {_document(c)}" for c in source.cites)


def _entity(entity: SourceEntity) -> Iterator[str]:
    of = f" of {entity.of:,} that are published" if entity.of else ""
    yield from (
        f"### {entity.name}",
        "",
        f"{entity.published}. A row is {entity.grain}. {len(entity.fields)} fields{of}.",
    )
    if entity.key:
        yield f"Key: {', '.join(f'`{k}`' for k in entity.key)}."
    if entity.patterns:
        yield f"Columns are also named {', '.join(f'`{p.pattern}`{_in(p.years)}' for p in entity.patterns)}."
    if entity.judged_by:
        yield f"Risk and sensitivity: {entity.judged_by}."
    yield from filter(None, (entity.note, f"Read in: {_document(entity.cite)}."))
    judged = any(f.risk for f in entity.fields)
    heads = ("field", "type", *(("risk", "sensitivity") if judged else ()), "years", "meaning", "codes", "also called")
    yield from ("", _row(*heads), "|" + "---|" * len(heads))
    for field in entity.fields:
        yield _row(*_field(entity, field, judged))
    yield ""


def _field(entity: SourceEntity, field: SourceField, judged: bool) -> Iterator[str]:
    yield f"`{field.name}`"
    yield f"{field.kind}{f' {field.length}' if field.length else ''}"
    if judged:
        yield f"{field.risk or ''}"
        yield f"{field.sensitivity or ''}"
    yield str(field.years) if field.years else ""
    same = f" As `{field.same_as}` of the ILR." if field.same_as else ""
    note = f" Mind: {field.note}." if field.note else ""
    yield f"{field.meaning.rstrip('.')}.{same}{note}"
    codes = list(field.codes or ())
    shown = "; ".join(f"{c.key} {c.label}" for c in codes[:25])
    yield f"{shown}; and {len(codes) - 25} others" if len(codes) > 25 else shown
    patterns = {p.named(field.name).pattern for p in entity.patterns} | {field.name}
    yield ", ".join(f"`{n.pattern}`{_in(n.years)}" for n in names_of(entity, field) if n.pattern not in patterns)


def _route(route: AccessRoute) -> str:
    years = f" Years: {route.years}." if route.years else ""
    topics = f" Topics: {', '.join(route.about)}." if route.about else ""
    without = f" Not: {', '.join(route.without)}." if route.without else ""
    gives = f"{route.gives}.{years}{topics}{without}"
    return _row(route.kind, wait_in_words(route), _linked(route.title), gives, _cited(Fact("", route.cite)))


def _cited(fact: Fact) -> str:
    return _document(fact.cite) if fact.cite else "believed"


def _document(cite: Citation) -> str:
    return f"[{cite.title}]({cite.address})" if cite.address else _linked(str(cite))


def _linked(text: str) -> str:
    """A text in which the services that it names lead to where they are."""
    return "".join(f"[{words}]({address})" if address else words for words, address in pieces(text))


def _in(years: object) -> str:
    return f" ({years})" if years else ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(str(c).replace('|', chr(92) + '|') for c in cells)} |"
