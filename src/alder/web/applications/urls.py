"""The addresses of applications: of who applies, of the service, and of everybody."""

from django.urls import path

from alder.web.applications import desk_views, field_views, own_views, uploads

_OWN, _DESK = "applications/<uuid:key>", "desk/applications/<uuid:key>"

urlpatterns = [
    path("applications", own_views.yours, name="applications"),
    path("applications/start", own_views.start, name="application-start"),
    path(_OWN, own_views.one, name="application"),
    path(f"{_OWN}/sections/<str:letter>", own_views.section, name="application-section"),
    path(f"{_OWN}/fields", field_views.fields, name="application-fields"),
    path(f"{_OWN}/fields/<slug:source>/<path:name>", field_views.field, name="application-field"),
    path(f"{_OWN}/answers", own_views.all_answers, name="application-answers"),
    path(f"{_OWN}/people", own_views.people, name="application-people"),
    path(f"{_OWN}/invitation", own_views.invitation, name="application-invitation"),
    path(f"{_OWN}/terms", own_views.terms, name="application-terms"),
    path(f"{_OWN}/files", uploads.files, name="application-files"),
    path(f"{_OWN}/files/<uuid:file>", uploads.file, name="application-file"),
    path(f"{_OWN}/ask-sign-off", own_views.ask_sign_off, name="application-ask-sign-off"),
    path(f"{_OWN}/sign-off", own_views.sign_off, name="application-sign-off"),
    path(f"{_OWN}/submit", own_views.submit, name="application-submit"),
    path(f"{_OWN}/delete", own_views.delete, name="application-delete"),
    path(f"{_OWN}/withdraw", own_views.withdraw, name="application-withdraw"),
    path(f"{_OWN}/appeal", own_views.appeal, name="application-appeal"),
    path("desk/applications", desk_views.queue, name="application-desk"),
    path(_DESK, desk_views.one, name="application-desk-one"),
    path(f"{_DESK}/comment", desk_views.comment, name="application-desk-comment"),
    path(f"{_DESK}/take-back/<int:comment>", desk_views.take_back_comment, name="application-desk-take-back"),
    path(f"{_DESK}/interest", desk_views.interest, name="application-desk-interest"),
    path(f"{_DESK}/ask-review", desk_views.ask_review, name="application-desk-ask-review"),
    path(f"{_DESK}/send-to-review", desk_views.send_to_review, name="application-desk-send-to-review"),
    path(f"{_DESK}/return", desk_views.return_it, name="application-desk-return"),
    path(f"{_DESK}/accept-review", desk_views.accept_review, name="application-desk-accept-review"),
    path(f"{_DESK}/decline-review", desk_views.decline_review, name="application-desk-decline-review"),
    path(f"{_DESK}/review", desk_views.review, name="application-desk-review"),
    path(f"{_DESK}/send-to-panel", desk_views.send_to_panel, name="application-desk-send-to-panel"),
    path(f"{_DESK}/vote", desk_views.vote, name="application-desk-vote"),
    path(f"{_DESK}/approve", desk_views.approve, name="application-desk-approve"),
    path(f"{_DESK}/approve-low-risk", desk_views.approve_low_risk, name="application-desk-approve-low-risk"),
    path(f"{_DESK}/reject", desk_views.reject, name="application-desk-reject"),
    path(f"{_DESK}/decline", desk_views.decline, name="application-desk-decline"),
    path(f"{_DESK}/defer", desk_views.defer, name="application-desk-defer"),
    path(f"{_DESK}/meet", desk_views.meet, name="application-desk-meet"),
]
