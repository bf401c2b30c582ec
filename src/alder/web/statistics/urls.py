"""The addresses of statistics and data sets."""

from django.urls import path

from alder.web.statistics import catalogue_views, data_set_views, release_views

urlpatterns = [
    path("find-statistics", catalogue_views.find, name="find-statistics"),
    path("find-statistics/<slug:publication>", catalogue_views.publication, name="publication"),
    path("find-statistics/<slug:publication>/releases", release_views.releases, name="releases"),
    path("find-statistics/<slug:publication>/<slug:release>", release_views.release, name="release"),
    path(
        "find-statistics/<slug:publication>/<slug:release>/all.zip", release_views.release_files, name="release-files"
    ),
    path("data-catalogue", catalogue_views.catalogue, name="data-catalogue"),
    path("data-catalogue/data-set/<uuid:data_set>", data_set_views.data_set, name="data-set"),
    path("data-catalogue/data-set/<uuid:data_set>/<str:number>/data.zip", data_set_views.zipped, name="data-zip"),
    path(
        "data-catalogue/data-set/<uuid:data_set>/<str:number>/data.parquet", data_set_views.parquet, name="data-parquet"
    ),
    path("data-catalogue/data-set/<uuid:data_set>/<str:number>/meta.csv", data_set_views.meta, name="data-meta"),
]
