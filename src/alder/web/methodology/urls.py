"""The addresses of methods and the glossary. All know every measure, and are loaded when they are first asked for."""

from functools import partial

from django.urls import path

from alder.web.deferred_views import later

_view = partial(later, "alder.web.methodology.views")

urlpatterns = [
    path("glossary", later("alder.web.methodology.glossary", "glossary_page"), name="glossary"),
    path("methodology", _view("index"), name="methodology"),
    path("methodology/variables", _view("variables_listed"), name="variables"),
    path("methodology/variables/<slug:name>", _view("variable"), name="variable"),
    path("methodology/<slug:name>", _view("method"), name="method"),
]
