"""The addresses of the handbook."""

from functools import partial

from django.urls import path

from alder.web.deferred_views import later

_view = partial(later, "alder.web.handbook.views")

urlpatterns = [
    path("handbook", _view("index"), name="handbook"),
    path("handbook/<slug:part>", _view("listed"), name="handbook-part"),
    path("handbook/<slug:part>/<str:name>", _view("one"), name="handbook-entry"),
]
