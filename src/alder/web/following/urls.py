"""The addresses of feeds, of the calendar, of e-mail and of what changed."""

from django.urls import path

from alder.web.following import atom, calendar_pages, history, releases, subscribe_pages

urlpatterns = [
    path("follow", subscribe_pages.follow, name="follow"),
    path("follow/releases.atom", atom.Releases(), name="feed-releases"),
    path("follow/publications/<slug:publication>.atom", atom.OfPublication(), name="feed-publication"),
    path("follow/data-sets/<uuid:data_set>.atom", atom.OfDataSet(), name="feed-data-set"),
    path("follow/email", subscribe_pages.subscribe, name="subscribe"),
    path("follow/email/asked", subscribe_pages.asked, name="subscribe-asked"),
    path("follow/email/what-we-keep", subscribe_pages.what_we_keep, name="what-we-keep"),
    path("follow/email/confirm/<str:token>", subscribe_pages.confirm, name="subscription-confirm"),
    path("follow/email/yours/<str:token>", subscribe_pages.subscription, name="subscription"),
    path("release-calendar", calendar_pages.release_calendar, name="release-calendar"),
    path("release-calendar.ics", calendar_pages.release_calendar_file, name="release-calendar-file"),
    path("find-statistics/<slug:publication>/releases", releases.releases, name="releases"),
    path("find-statistics/<slug:publication>/<slug:release>/updates", history.updates, name="updates"),
    path("data-catalogue/data-set/<uuid:data_set>/versions", history.versions, name="data-set-history"),
]
