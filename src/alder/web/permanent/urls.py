"""The addresses of frozen tables: short, since they are copied into papers."""

from django.urls import path

from alder.web.permanent import views

urlpatterns = [
    path("create-a-table/data-set/<uuid:data_set>/freeze", views.freeze, name="freeze-table"),
    path("table/<slug:id>", views.show, name="frozen-table"),
    path("table/<slug:id>.<str:kind>", views.file, name="frozen-file"),
]
