"""The addresses of accreditation: of everybody, of whose it is, of those who decide, and of who learns to check."""

from django.urls import path

from alder.web.accreditation import checker_views, course_views, desk_views, own_views, public_views, visa_views

_OWN, _DESK = "accreditation/yours/<uuid:record>", "desk/accreditations/<uuid:record>"
_ATTEMPT = "accreditation/checkers/<uuid:attempt>"

urlpatterns = [
    path("accreditation", public_views.process, name="accreditation"),
    path("accreditation/register", public_views.register, name="accreditation-register"),
    path("accreditation/register.json", public_views.as_json, name="accreditation-register-json"),
    path("accreditation/register.csv", public_views.as_csv, name="accreditation-register-csv"),
    path(".well-known/jwks.json", visa_views.keys, name="visa-keys"),
    path("accreditation/visas", visa_views.visas, name="visas"),
    path("accreditation/yours", own_views.yours, name="accreditation-yours"),
    path("accreditation/begin", own_views.begin, name="accreditation-begin"),
    path("accreditation/supervise/<uuid:record>", own_views.supervise, name="accreditation-supervise"),
    path(_OWN, own_views.own, name="accreditation-own"),
    path(f"{_OWN}/qualification", own_views.qualify, name="accreditation-qualification"),
    path(f"{_OWN}/evidence", own_views.show, name="accreditation-evidence"),
    path(f"{_OWN}/evidence/<uuid:file>", own_views.own_document, name="accreditation-document"),
    path(f"{_OWN}/evidence/<uuid:file>/remove", own_views.remove_document, name="accreditation-remove-document"),
    path(f"{_OWN}/apply", own_views.apply, name="accreditation-apply"),
    path(f"{_OWN}/reply", own_views.reply, name="accreditation-reply"),
    path(f"{_OWN}/course/<int:number>", course_views.module, name="accreditation-module"),
    path(f"{_OWN}/complete", course_views.complete, name="accreditation-complete"),
    path(f"{_OWN}/repeat", own_views.repeat, name="accreditation-repeat"),
    path(f"{_OWN}/test", course_views.begin_test, name="accreditation-begin-test"),
    path(f"{_OWN}/test/<int:number>", course_views.question, name="accreditation-question"),
    path(f"{_OWN}/test/all", course_views.all_questions, name="accreditation-all"),
    path(f"{_OWN}/test/pause", course_views.paused, name="accreditation-paused"),
    path(f"{_OWN}/test/hand-in", course_views.hand_in, name="accreditation-hand-in"),
    path(f"{_OWN}/test/result", course_views.result, name="accreditation-result"),
    path(f"{_OWN}/declaration", own_views.declare, name="accreditation-declaration"),
    path(f"{_OWN}/named", own_views.name_me, name="accreditation-name-me"),
    path(f"{_OWN}/employer", own_views.move, name="accreditation-move"),
    path(f"{_OWN}/give-up", own_views.give_up, name="accreditation-give-up"),
    path("accreditation/checkers", checker_views.course, name="checkers"),
    path(f"{_ATTEMPT}/<int:number>", checker_views.output, name="checkers-output"),
    path(f"{_ATTEMPT}/hand-in", checker_views.hand_in, name="checkers-hand-in"),
    path(f"{_ATTEMPT}/result", checker_views.result, name="checkers-result"),
    path("desk/accreditations", desk_views.queue, name="accreditation-desk"),
    path(_DESK, desk_views.one, name="accreditation-desk-one"),
    path(f"{_DESK}/evidence/<uuid:file>", desk_views.document, name="accreditation-desk-document"),
    path(f"{_DESK}/identity", desk_views.identity, name="accreditation-identity"),
    path(f"{_DESK}/session", desk_views.session, name="accreditation-session"),
    *(path(f"{_DESK}/{name}", view, name=f"accreditation-act-{name}") for name, view in desk_views.ACTING.items()),
]
