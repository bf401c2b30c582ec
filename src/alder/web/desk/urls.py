"""The addresses of the desk, and of previews by link."""

from django.urls import path

from alder.web.desk import begin, deciding, files, lists, previews, release, words

_ONE = "desk/<uuid:release>"

urlpatterns = [
    path("desk", lists.releases, name="desk"),
    path("desk/to-check", lists.to_check, name="desk-to-check"),
    path("desk/begin", begin.begin, name="desk-begin"),
    path(_ONE, release.release, name="desk-release"),
    path(f"{_ONE}/words", words.words, name="desk-words"),
    path(f"{_ONE}/data", files.add, name="desk-add-data"),
    path(f"{_ONE}/data/<uuid:upload>", files.pair, name="desk-file"),
    path(f"{_ONE}/preview", previews.before_readers, name="desk-preview"),
    path(f"{_ONE}/links", previews.links, name="desk-links"),
    path(f"{_ONE}/send", deciding.send, name="desk-send"),
    path(f"{_ONE}/take-back", deciding.take_back, name="desk-take-back"),
    path(f"{_ONE}/send-back", deciding.send_back, name="desk-send-back"),
    path(f"{_ONE}/approve", deciding.approve, name="desk-approve"),
    path(f"{_ONE}/time", deciding.time, name="desk-time"),
    path(f"{_ONE}/withdraw", deciding.withdraw, name="desk-withdraw"),
    path(f"{_ONE}/correct", deciding.correct, name="desk-correct"),
    path(f"{_ONE}/discard", deciding.discard, name="desk-discard"),
    path("preview/<uuid:token>", previews.by_link, name="preview"),
]
