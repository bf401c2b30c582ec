"""The addresses of feeds, of the calendar, of e-mail and of what changed."""

from django.urls import path

from alder.web.following import calendar_views, feeds, history_views, subscription_views

urlpatterns = [
    path("follow", subscription_views.follow, name="follow"),
    path("follow/releases.atom", feeds.Releases(), name="feed-releases"),
    path("follow/publications/<slug:publication>.atom", feeds.OfPublication(), name="feed-publication"),
    path("follow/data-sets/<uuid:data_set>.atom", feeds.OfDataSet(), name="feed-data-set"),
    path("follow/email", subscription_views.subscribe, name="subscribe"),
    path("follow/email/asked", subscription_views.asked, name="subscribe-asked"),
    path("follow/email/what-we-keep", subscription_views.what_we_keep, name="what-we-keep"),
    path("follow/email/confirm/<str:token>", subscription_views.confirm, name="subscription-confirm"),
    path("follow/email/yours/<str:token>", subscription_views.subscription, name="subscription"),
    path("release-calendar", calendar_views.release_calendar, name="release-calendar"),
    path("release-calendar.ics", calendar_views.release_calendar_file, name="release-calendar-file"),
    path("find-statistics/<slug:publication>/<slug:release>/updates", history_views.updates, name="updates"),
    path("data-catalogue/data-set/<uuid:data_set>/versions", history_views.versions, name="data-set-history"),
]
