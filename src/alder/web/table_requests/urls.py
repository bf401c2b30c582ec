"""The addresses of requests for tables: of everybody, of who asks, and of those who answer."""

from django.urls import path

from alder.web.table_requests import desk_views, news, own_views, public_views

_OWN, _DESK = "requests/yours/<uuid:key>", "requests/desk/<uuid:key>"

urlpatterns = [
    path("requests", public_views.requests, name="requests"),
    path("requests.json", public_views.as_json, name="requests-json"),
    path("requests.csv", public_views.as_csv, name="requests-csv"),
    path("follow/requests.atom", news.FeedOfRequests(), name="feed-requests"),
    path("follow/requests/<int:number>.atom", news.FeedOfRequest(), name="feed-request"),
    path("follow/requests/measures/<slug:measure>.atom", news.FeedOfMeasure(), name="feed-requests-measure"),
    path("requests/<int:number>", public_views.request_page, name="request"),
    path("requests/<int:number>/<int:n>", public_views.answer_page, name="request-answer"),
    path("requests/<int:number>/<int:n>/<str:name>", public_views.file, name="request-file"),
    path("requests/ask", own_views.choose, name="request-ask"),
    path("requests/ask/words", own_views.in_own_words, name="request-words"),
    path("requests/ask/<uuid:preview>", own_views.preview, name="request-preview"),
    path("requests/ask/<uuid:preview>/nearest/<int:n>", own_views.near, name="request-near"),
    path("requests/yours", own_views.your_requests, name="your-requests"),
    path(_OWN, own_views.your_request, name="your-request"),
    path(f"{_OWN}/nearest", own_views.nearest, name="your-request-nearest"),
    path(f"{_OWN}/reply", own_views.reply, name="your-request-reply"),
    path(f"{_OWN}/agree", own_views.agree, name="your-request-agree"),
    path(f"{_OWN}/decline", own_views.decline, name="your-request-decline"),
    path(f"{_OWN}/withdraw", own_views.withdraw, name="your-request-withdraw"),
    path("requests/desk", desk_views.queue, name="requests-desk"),
    path("requests/desk/plan", desk_views.plan, name="requests-plan"),
    path(_DESK, desk_views.one, name="requests-desk-one"),
    path(f"{_DESK}/take", desk_views.take, name="requests-desk-take"),
    path(f"{_DESK}/put-back", desk_views.put_back, name="requests-desk-put-back"),
    path(f"{_DESK}/question", desk_views.question, name="requests-desk-question"),
    path(f"{_DESK}/quote", desk_views.quote, name="requests-desk-quote"),
    path(f"{_DESK}/try", desk_views.try_one, name="requests-desk-try"),
    path(f"{_DESK}/answer", desk_views.answer, name="requests-desk-answer"),
    path(f"{_DESK}/by-hand", desk_views.by_hand, name="requests-desk-by-hand"),
    path(f"{_DESK}/refuse", desk_views.refuse, name="requests-desk-refuse"),
    path(f"{_DESK}/rerun", desk_views.rerun, name="requests-desk-rerun"),
]
