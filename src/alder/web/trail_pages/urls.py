"""The addresses of the trail: for auditors, and its heads for everybody."""

from django.urls import path

from alder.web.trail_pages import views

urlpatterns = [
    path("trail", views.events, name="trail"),
    path("trail/store", views.store_events, name="trail-store"),
    path("trail/<int:seq>", views.event, name="trail-event"),
    path("trail/events.jsonl", views.export, name="trail-export"),
    path("trail-head", views.heads, name="trail-head"),
    path("trail-head.json", views.heads_as_json, name="trail-head-json"),
]
