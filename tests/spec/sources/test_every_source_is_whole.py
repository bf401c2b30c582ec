"""Every source of the catalogue has every part, and what it says holds together."""

from collections import Counter
from itertools import pairwise

import pytest
from tests.support.each import each

from alder import sources
from alder.model.definition import Evidence
from alder.model.fact import Citation, Fact
from alder.model.layout import Identifies, SourceEntity, SourceField, names_of
from alder.model.period import AcademicYear, Years
from alder.model.source import Collected, Holds, RouteKind, Source, SourceGrade
from alder.sources import catalogue
from alder.sources.declaration import DeclaredEntity, layout
from alder.sources.ilr.layout import named
from alder.sources.ilr.schema import entities as ilr_records
from alder.sources.topics import topics

EVERY = sources.every()
ENTITIES = [(s, e) for s in EVERY for e in s.entities]
WITHOUT_LAYOUT = {"cbds", "ucas", "lrs", "ufs", "classifications", "census2021"}

each_source = each(EVERY, lambda source: source.id)
each_entity = each(ENTITIES, lambda source, entity: f"{source.id} {entity.name}")


@each_source
def test_it_says_what_it_is(source: Source) -> None:
    for part in ("title", "owner", "unit", "how"):
        assert getattr(source, part), f"source {source.id} has no {part}"
    for part in ("identifiers", "routes", "strong", "weak", "links", "answers", "cites"):
        assert getattr(source, part), f"source {source.id} has no {part}"
    assert source.coverage.place
    assert source.coverage.people
    assert source.coverage.cite in source.cites
    assert source.name == source.id


@each_source
def test_every_way_to_it_says_how_long_it_takes(source: Source) -> None:
    for route in source.routes:
        assert route.title
        assert route.gives
        assert route.wait.text
        assert route.wait.most_weeks is None or route.wait.most_weeks >= route.wait.least_weeks
        told = {a.topic for a in source.answers}
        assert {*route.about, *route.without} <= told, "a route names topics that the source does not answer"
        assert not (route.about and route.without)
    for answer in source.answers:
        assert any(r.gives_topic(answer.topic) for r in source.routes), f"no way gives {answer.topic}"
    assert source.quickest in source.routes


@each_source
def test_every_fact_has_a_citation_or_is_said_to_be_believed(source: Source) -> None:
    for fact in (*source.strong, *source.weak):
        assert fact.text.endswith(".")
        assert (fact.cite is None) == (fact.evidence is Evidence.B) == str(fact).endswith("(believed)")
        assert fact.cite is None or fact.cite in source.cites, f"{fact.cite} is not among what {source.id} was read in"
    for route in source.routes:
        if route.wait.most_weeks != 0 and route.kind is not RouteKind.CLOSED:
            assert route.cite or route.wait_is_believed, f"nobody says how long {route.title} takes"


@each_source
def test_it_answers_topics_that_exist_and_joins_to_sources_that_exist(source: Source) -> None:
    subjects = {t.name for t in topics().values() if not t.is_people}
    people = {t.name for t in topics().values() if t.is_people}
    asked = Counter(a.topic for a in source.answers)
    assert set(asked) <= subjects
    assert max(asked.values()) == 1, "a topic is answered twice"
    assert set(source.people) <= people
    assert bool(source.people) or source.holds is not Holds.PEOPLE, "a source of people says which"
    named = {x.to for x in source.links} | {t for a in source.answers for t in a.through}
    assert named <= set(catalogue.ids())
    assert source.id not in named


@each_source
def test_what_it_says_in_sentences_ends_like_one(source: Source) -> None:
    for answer in source.answers:
        assert answer.tells.endswith(".")
        assert not answer.cannot or answer.cannot.endswith(".")


@each_source
def test_its_gaps_breaks_and_routes_lie_in_its_years(source: Source) -> None:
    own = source.coverage.years
    spans = [*(g.years for g in (*source.coverage.gaps, *source.coverage.breaks)), *(a.years for a in source.answers)]
    for years in filter(None, (*spans, *(r.years for r in source.routes))):
        assert own is not None, "a source that does not go by years has no gaps"
        assert years.first in own


@each_source
def test_it_has_a_layout_or_says_why_not(source: Source) -> None:
    assert bool(source.entities) != bool(source.no_layout)
    assert (not source.entities) == (source.id in WITHOUT_LAYOUT)
    assert max(Counter(e.name for e in source.entities).values(), default=1) == 1


@each_entity
def test_an_entity_is_complete_enough_to_be_read(source: Source, entity: SourceEntity) -> None:
    assert entity.published
    assert entity.grain
    assert entity.fields
    assert entity.cite in source.cites or entity.cite.title
    names = Counter(f.name.casefold() for f in entity.fields)
    assert max(names.values()) == 1, f"{entity.name} declares a field twice"
    assert set(entity.key) <= {f.name for f in entity.fields}, "a key that is no field"
    assert source.entity(entity.name) is source.entity(entity.published) or source.id == "hesa"
    assert entity.of is None or entity.of >= len(entity.fields) or entity.name == "lilr_learners"
    if any(f.risk for f in entity.fields):
        assert entity.judged_by, f"nobody stands for the risk codes of {entity.name}"


@each_entity
def test_no_column_is_two_fields_in_one_year(source: Source, entity: SourceEntity) -> None:
    for year in map(AcademicYear, range(1996, 2027)):
        taken: dict[str, str] = {}
        for field in entity.fields:
            for name in names_of(entity, field):
                if year in field.years and year in name.years:
                    for term in ("aut", "spr"):
                        column = name.written(year, term).casefold()
                        assert taken.setdefault(column, field.name) == field.name, f"{column}, {year}"


@each_entity
def test_a_field_says_what_it_is(source: Source, entity: SourceEntity) -> None:
    for field in entity.fields:
        _is_sound(field)


def _is_sound(field: SourceField) -> None:
    assert field.meaning, f"{field.name} has no meaning"
    assert (field.risk is None) == (field.sensitivity is None)
    assert field.risk in (None, 1, 2, 3, 4, 5)
    risks = {Identifies.DIRECT: (1, 2, None), Identifies.PSEUDONYM: (3,), Identifies.QUASI: (4,)}
    assert field.risk in risks.get(field.identifies, (5, None)), (
        f"{field.name} is {field.identifies}, risk {field.risk}"
    )
    for one, other in pairwise(field.years.spans):
        assert one.last is not None
        assert other.first is not None
        assert one.last < other.first
    codes = [c.key for c in field.codes or ()]
    assert len(codes) == len(set(codes)), f"{field.name} has a code twice"
    assert field.kind.arrow is not None


def test_an_ilr_field_that_another_stands_for_exists() -> None:
    known = {f.name for record in ilr_records().values() for f in record.fields} | {"UKPRN"}
    same = {f.same_as for _, e in ENTITIES for f in e.fields if f.same_as}
    assert same <= known


def test_the_ilr_has_the_entities_of_its_returns_and_of_the_research_copy() -> None:
    ilr = sources.source("ilr")
    assert {e.name for e in ilr.entities} == {*ilr_records(), "lilr_learners", "lilr_aims"}
    learner = ilr.entity("learner")
    assert learner["ULN"].identifies is Identifies.DIRECT
    assert str(learner["PriorAttain"].years) == "2016/17 to 2020/21"
    assert "Gone by 2025/26" in learner["PriorAttain"].note
    assert "not at hand" in ilr.entity("prior_attain")["PriorLevel"].note
    assert str(learner["Sex"].years) == "2016/17 to now"
    with pytest.raises(KeyError, match="ilr has no entity shoe"):
        ilr.entity("shoe")


def test_what_is_judged_of_ilr_fields_is_about_fields_that_exist() -> None:
    assert named() <= {f.name for record in ilr_records().values() for f in record.fields}


def test_a_table_of_fields_that_does_not_fit_its_declaration_is_refused() -> None:
    cite = Citation("a table")
    with pytest.raises(ValueError, match=r"entries/plams.txt and its entities differ: \['other', 'plams'\]"):
        layout("alder.sources.entries.plams", DeclaredEntity("other", "OTHER", "a row", cite))()
    with pytest.raises(ValueError, match=r"entries/plams.py, line 1 is not a field"):
        layout("alder.sources.entries.plams", DeclaredEntity("plams", "PLAMS", "a row", cite), file="plams.py")()


def test_sources_go_by_other_names() -> None:
    for name, id in {"plams": "plams", "NSPL": "postcodes", "Graduate Outcomes survey": "graduate_outcomes"}.items():
        assert sources.source(name).id == id
    every = Counter(other.casefold() for s in EVERY for other in s.also_called)
    assert max(every.values()) == 1


def test_closed_sets_have_meanings() -> None:
    for closed in (SourceGrade, RouteKind):
        assert all(one.meaning for one in closed)
    assert all(isinstance(s.collected, Collected) for s in EVERY)
    assert Fact("It is so.").evidence is Evidence.B
    assert Years.parse("2007/08 -")


IN_THE_CATALOGUE = [
    "ilr",
    "npd_census",
    "npd_ks2",
    "npd_ks4",
    "npd_ks5",
    "plams",
    "nccis_ypmad",
    "hesa",
    "ucas",
    "apprenticeship_service",
    "leo",
    "obsm",
    "graduate_outcomes",
    "nomis",
    "ufs",
    "working_futures",
    "census2021",
    "lars",
    "lrs",
    "ofqual",
    "gias",
    "ukrlp",
    "postcodes",
    "imd",
    "classifications",
    "cbds",
]
"""Records of people, then published figures, then what both are joined with."""


def test_every_file_of_the_catalogue_is_found_and_listed_in_its_place() -> None:
    assert [id for id in IN_THE_CATALOGUE if id not in catalogue.ids()] == [], "these sources have no file any more"
    assert [s.id for s in EVERY if s.id in IN_THE_CATALOGUE] == IN_THE_CATALOGUE


def test_a_source_is_called_as_its_file_and_shares_its_place_with_none() -> None:
    assert {s.id for s in EVERY} == {*catalogue.ids()}
    assert min(s.place for s in EVERY) > 0, "a source says where it is listed"
    assert max(Counter(s.place for s in EVERY).values()) == 1
