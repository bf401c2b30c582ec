"""The search over everything: what must be found for what people type, and what the page says of it."""

from __future__ import annotations

import pytest
from tests.integration.pages.conftest import Look
from tests.support import data_sets
from tests.support.site import Site

from alder.environment import Environment
from alder.sources.miniature import made_up_edition

ASKED = """
# what is typed            | kind          | what must be there             | first, or in the first five
dropout                    | glossary      | Retention                      | first
drop out                   | measures      | Retention rate                 | five
drop-out rate              | measures      | Retention rate                 | five
how many learners drop out | measures      | Retention rate                 | five
pass mark                  | measures      | Pass rate                      | five
course                     | pages         | Find a learning aim            | five
courses                    | glossary      | Aim                            | five
students                   | glossary      | Learner                        | first
student                    | glossary      | Learner                        | first
SEN                        | glossary      | Learning difficulty or disability | first
SEND                       | glossary      | Learning difficulty or disability | first
special educational needs  | glossary      | Learning difficulty or disability | first
disabled                   | glossary      | Learning difficulty or disability | five
poverty                    | glossary      | Deprivation                    | first
IMD                        | sources       | English indices of deprivation | five
poor areas                 | glossary      | Deprivation                    | first
BTEC                       | glossary      | BTEC                           | first
btecs                      | glossary      | BTEC                           | five
NEET                       | glossary      | NEET                           | first
neets                      | measures      | Main activity after 16         | five
T level                    | glossary      | T Level                        | first
t-levels                   | glossary      | T Level                        | first
apprenticship              | glossary      | Apprenticeship                 | first
apprentiship               | glossary      | Apprenticeship                 | first
aprenticeship              | glossary      | Apprenticeship                 | first
deprivatoin                | glossary      | Deprivation                    | first
retension                  | glossary      | Retention                      | first
success rate               | measures      | Achievement rate               | five
QAR                        | glossary      | Achievement rate               | first
achievement rates          | measures      | Achievement rate               | first
who stays to the end       | measures      | Retention rate                 | five
how many finish            | measures      | Achievement rate               | five
wages                      | glossary      | Earnings                       | first
salary of graduates        | measures      | Graduates' median yearly earnings | five
university                 | glossary      | Higher education               | first
gender                     | variables     | Sex                            | five
race                       | glossary      | Ethnic group                   | first
ethnicity                  | variables     | Ethnic group                   | five
free school meals          | glossary      | Free meals                     | first
fsm                        | variables     | Free meals                     | five
excel                      | pages         | Create a table                 | first
spreadsheet                | pages         | Create a table                 | first
python                     | pages         | API                            | first
download                   | pages         | Data catalogue                 | five
why is a figure hidden     | glossary      | Hidden                         | first
suppressed                 | methodology   | How people are protected       | five
GDPR                       | methodology   | How people are protected       | five
what does c mean           | methodology   | Symbols in tables              | five
totals do not add up       | methodology   | Rounding and rates             | first
confidence interval        | methodology   | Rounding and rates             | five
trend over time            | glossary      | Break in series                | first
match rate                 | methodology   | Linking records                | five
ILR                        | glossary      | ILR                            | first
what is the ILR            | sources       | Individualised Learner Record  | five
individualised learner record | sources    | Individualised Learner Record  | five
LEO                        | sources       | Longitudinal Education Outcomes | five
school census              | sources       | National Pupil Database: school census, pupil level | five
pupils                     | sources       | National Pupil Database: school census, pupil level | five
AEB                        | glossary      | Adult skills fund              | first
ULN                        | glossary      | ULN                            | first
unique learner number      | fields        | ULN                            | five
LearnAimRef                | fields        | LearnAimRef                    | first
learn aim ref              | fields        | LearnAimRef                    | five
LearnAimRef_88             | rules         | LearnAimRef_88                 | first
withdrawal reason          | fields        | WithdrawReason                 | five
date of birth              | fields        | DateOfBirth                    | five
gend_17                    | fields        | Gender                         | five
prior attainment           | variables     | Prior attainment               | five
local authority            | variables     | The learner's home: local authority | five
how do I apply for data    | pages         | How do I get it?               | five
accuracy                   | pages         | How good is the data?          | five
validation rules           | pages         | Rules of the ILR               | five
60146254                   | learning-aims | Biology                        | first
601/4625/4                 | learning-aims | Biology                        | first
biology                    | learning-aims | Biology                        | first
hairdressers               | learning-aims | Diploma in hairdressing        | five
absence                    | publications  | Absence                        | first
absence by school          | data-sets     | Absence by school              | first
pupils who were away       | publications  | Absence                        | five
absence rate               | indicators    | Absence rate                   | five
starts                     | measures      | Starts                         | five
handbook                   | pages         | Handbook                       | first
policies                   | pages         | Policies                       | five
srs-output                 | handbook      | srs-output                     | first
reference tables           | pages         | Reference tables               | first
postcode_place             | handbook      | postcode_place                 | first
filename_spaces            | handbook      | filename_spaces                | first
alder table                | handbook      | alder table                    | first
reference add              | handbook      | alder reference add            | five
FD_ULN_AR                  | pages         | The form of a file             | five
query as json              | pages         | Queries as JSON                | five
"""
ROWS = [[c.strip() for c in line.split("|")] for line in ASKED.strip().splitlines() if line[0] != "#"]


@pytest.fixture(scope="module")
def everything(site: Site) -> Site:
    made_up_edition.load(Environment(site.store).store)
    return site


@pytest.mark.parametrize(("typed", "kind", "title", "where"), ROWS, ids=[row[0] for row in ROWS])
def test_what_people_type_is_found(everything: Site, typed: str, kind: str, title: str, where: str) -> None:
    from alder.web.search.results import search

    found = search(typed, Environment(everything.store).store)
    shown = [(one.entry.kind.slug, one.entry.title) for one in found.best[: 1 if where == "first" else 5]]
    assert (kind, title) in shown, shown


def test_there_are_enough_of_them() -> None:
    assert len(ROWS) >= 60


def test_results_stand_by_kind_with_the_words_marked(everything: Site, look: Look) -> None:
    page = look("/search?q=drop+out")
    assert page.title.startswith("drop out: ")
    assert "Also searched for retention . Leaving early is measured by those who stay." in page.words.replace(
        "retention.", "retention ."
    )
    assert "<mark>" in page.html
    kinds = {words.partition(" (")[0] for words in page.links if " (" in words}
    assert {"Measures", "Glossary"} <= kinds


def test_one_kind_has_pages(everything: Site, look: Look) -> None:
    page = look("/search?q=date&kind=rules")
    assert page.heading == "Rules"
    assert len(page.listed()) == 20
    assert look("/search?q=date&kind=rules&page=2").listed()
    assert "0 results" in look("/search?q=biology&kind=rules").words


def test_what_is_spelled_wrongly_is_said(everything: Site, look: Look) -> None:
    page = look("/search?q=apprenticship")
    assert "Nothing has “apprenticship”. We searched for apprenticeship" in page.words


def test_some_of_the_words_are_better_than_nothing(everything: Site, look: Look) -> None:
    page = look("/search?q=biology+Ethnicity_01+wheelbarrow")
    assert "Nothing has all of these words. These have some of them." in page.words


def test_nothing_found_gives_ways_on(everything: Site, look: Look) -> None:
    page = look("/search?q=xyzzyq")
    assert page.title == "xyzzyq: nothing found – Alder"
    assert page.links["ask which source answers it"] == "/data-sources/which?question=xyzzyq"
    assert look("/search").heading == "Search"


def test_every_page_has_the_box(everything: Site, look: Look) -> None:
    for address in ("/quality", "/find-statistics", "/nothing-here"):
        (box,) = look(address, 404 if address == "/nothing-here" else 200).root.every("form", action="/search")[:1]
        assert box.attributes["method"] == "get"


def test_what_was_typed_is_shown_and_never_run(everything: Site, look: Look) -> None:
    page = look("/search?q=%3Cscript%3Ealert(1)%3C/script%3E+%22retention%22+AND+NOT+(")
    assert "<script>alert" not in page.html
    assert "Starts &lt;script&gt;" in look("/search?q=starts").html


def test_what_is_published_is_found_at_once_and_a_draft_never(
    everything: Site, look: Look, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("later")
    assert "Quokkas" not in look("/search?q=quokkas").words.replace("“quokkas”", "")
    draft = ("--id", "0a1b2c3d-0000-4000-8000-00000000a1ee", "--title", "Quokkas by school", "--draft")
    everything.publish(data_sets.write(folder), *draft, publication="Quokkas")
    assert "Quokkas by school" not in look("/search?q=quokkas").html
    live = ("--id", "0a1b2c3d-0000-4000-8000-00000000a1ef", "--title", "Wombats by school")
    everything.publish(data_sets.write(folder, "wombats"), *live, publication="Wombats")
    assert "Wombats by school" in look("/search?q=wombats").words


def test_the_glossary_is_whole(look: Look) -> None:
    from alder.web.methodology.glossary import by_letter, glossary, where_used

    page = look("/glossary")
    assert len(glossary()) >= 80
    assert len({term.id for term in glossary()}) == len(glossary())
    for term in glossary():
        assert term.used, f"{term.word} does not say where it is used"
        for _, address in where_used(term):
            look(address)
    for letter in by_letter():
        assert f'href="#letter-{letter}"' in page.html
