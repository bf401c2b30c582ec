"""The addresses of the desk, and of previews by link."""

from django.urls import path

from alder.web.desk import decision_views, page_views, section_chart_views, upload_views, views

_ONE = "desk/<uuid:release>"
_PAGE = f"{_ONE}/page"
_FIGURE, _SECTION = f"{_PAGE}/headlines/<int:at>", f"{_PAGE}/sections/<int:at>"
_OF_FIGURES, _OF_SECTIONS = {"of": page_views.HEADLINES}, {"of": page_views.SECTIONS}

urlpatterns = [
    path("desk", views.releases, name="desk"),
    path("desk/to-check", views.to_check, name="desk-to-check"),
    path("desk/begin", views.begin, name="desk-begin"),
    path(_ONE, views.release, name="desk-release"),
    path(f"{_ONE}/words", views.words, name="desk-words"),
    path(_PAGE, page_views.overview, name="desk-page"),
    path(f"{_PAGE}/words", page_views.page_words, name="desk-page-words"),
    path(f"{_PAGE}/headlines/add", page_views.headline, name="desk-page-add-headline"),
    path(_FIGURE, page_views.headline, name="desk-page-headline"),
    path(f"{_FIGURE}/move", page_views.move, _OF_FIGURES, name="desk-page-move-headline"),
    path(f"{_FIGURE}/remove", page_views.remove, _OF_FIGURES, name="desk-page-remove-headline"),
    path(f"{_PAGE}/sections/add", page_views.section, name="desk-page-add-section"),
    path(_SECTION, page_views.section, name="desk-page-section"),
    path(f"{_SECTION}/chart", section_chart_views.chart, name="desk-page-chart"),
    path(f"{_SECTION}/move", page_views.move, _OF_SECTIONS, name="desk-page-move-section"),
    path(f"{_SECTION}/remove", page_views.remove, _OF_SECTIONS, name="desk-page-remove-section"),
    path(f"{_ONE}/data", upload_views.add, name="desk-add-data"),
    path(f"{_ONE}/data/<uuid:upload>", upload_views.pair, name="desk-file"),
    path(f"{_ONE}/preview", views.preview_page, name="desk-preview"),
    path(f"{_ONE}/links", views.links, name="desk-links"),
    path(f"{_ONE}/send", decision_views.send, name="desk-send"),
    path(f"{_ONE}/take-back", decision_views.take_back, name="desk-take-back"),
    path(f"{_ONE}/send-back", decision_views.send_back, name="desk-send-back"),
    path(f"{_ONE}/approve", decision_views.approve, name="desk-approve"),
    path(f"{_ONE}/time", decision_views.time, name="desk-time"),
    path(f"{_ONE}/withdraw", decision_views.withdraw, name="desk-withdraw"),
    path(f"{_ONE}/correct", decision_views.correct, name="desk-correct"),
    path(f"{_ONE}/stand-alone", views.stand_alone, name="desk-stand-alone"),
    path(f"{_ONE}/discard", decision_views.discard, name="desk-discard"),
    path("preview/<uuid:token>", views.preview_by_link, name="preview"),
]
