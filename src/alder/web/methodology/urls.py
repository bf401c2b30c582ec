"""The addresses of methods."""

from functools import partial

from django.urls import path

from alder.web.deferred_views import later

_view = partial(later, "alder.web.methodology.views")

urlpatterns = [
    path("methodology", _view("index"), name="methodology"),
    path("methodology/variables", _view("variables_listed"), name="variables"),
    path("methodology/variables/<slug:name>", _view("variable"), name="variable"),
    path("methodology/<slug:name>", _view("method"), name="method"),
]
