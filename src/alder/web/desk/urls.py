"""The addresses of the desk, and of previews by link."""

from django.urls import path

from alder.web.desk import begin, deciding, files, lists, previews, release, words
from alder.web.desk.page import arranging, chart, headline, overview, section
from alder.web.desk.page import words as page_words

_ONE = "desk/<uuid:release>"
_PAGE = f"{_ONE}/page"
_FIGURE, _SECTION = f"{_PAGE}/headlines/<int:at>", f"{_PAGE}/sections/<int:at>"
_OF_FIGURES, _OF_SECTIONS = {"of": arranging.HEADLINES}, {"of": arranging.SECTIONS}

urlpatterns = [
    path("desk", lists.releases, name="desk"),
    path("desk/to-check", lists.to_check, name="desk-to-check"),
    path("desk/begin", begin.begin, name="desk-begin"),
    path(_ONE, release.release, name="desk-release"),
    path(f"{_ONE}/words", words.words, name="desk-words"),
    path(_PAGE, overview.overview, name="desk-page"),
    path(f"{_PAGE}/words", page_words.words, name="desk-page-words"),
    path(f"{_PAGE}/headlines/add", headline.headline, name="desk-page-add-headline"),
    path(_FIGURE, headline.headline, name="desk-page-headline"),
    path(f"{_FIGURE}/move", arranging.move, _OF_FIGURES, name="desk-page-move-headline"),
    path(f"{_FIGURE}/remove", arranging.remove, _OF_FIGURES, name="desk-page-remove-headline"),
    path(f"{_PAGE}/sections/add", section.section, name="desk-page-add-section"),
    path(_SECTION, section.section, name="desk-page-section"),
    path(f"{_SECTION}/chart", chart.chart, name="desk-page-chart"),
    path(f"{_SECTION}/move", arranging.move, _OF_SECTIONS, name="desk-page-move-section"),
    path(f"{_SECTION}/remove", arranging.remove, _OF_SECTIONS, name="desk-page-remove-section"),
    path(f"{_ONE}/data", files.add, name="desk-add-data"),
    path(f"{_ONE}/data/<uuid:upload>", files.pair, name="desk-file"),
    path(f"{_ONE}/preview", previews.before_readers, name="desk-preview"),
    path(f"{_ONE}/links", previews.links, name="desk-links"),
    path(f"{_ONE}/send", deciding.send, name="desk-send"),
    path(f"{_ONE}/take-back", deciding.take_back, name="desk-take-back"),
    path(f"{_ONE}/send-back", deciding.send_back, name="desk-send-back"),
    path(f"{_ONE}/approve", deciding.approve, name="desk-approve"),
    path(f"{_ONE}/time", deciding.time, name="desk-time"),
    path(f"{_ONE}/withdraw", deciding.withdraw, name="desk-withdraw"),
    path(f"{_ONE}/correct", deciding.correct, name="desk-correct"),
    path(f"{_ONE}/stand-alone", begin.stand_alone, name="desk-stand-alone"),
    path(f"{_ONE}/discard", deciding.discard, name="desk-discard"),
    path("preview/<uuid:token>", previews.by_link, name="preview"),
]
