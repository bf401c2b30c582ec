"""Settings of the site. Each can be set by an environment variable; without any it runs on one machine, safely."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from alder.web.client_address import networks_in, proxies
from alder.web.database import database
from alder.web.health import PROBED
from alder.web.mail import mail_settings
from alder.web.openid_providers import providers_in
from alder.web.setup import published_folder, secret_key


def _list(name: str, otherwise: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, otherwise).split(",") if item.strip()]


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


DEBUG = _is_on("ALDER_DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = _list("ALDER_HOSTS", "localhost,127.0.0.1,[::1],testserver")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks_db",
    "alder.web.trail",
    "alder.web.accounts",
    "alder.web.publications",
    "alder.web.following",
    "alder.web.tables",
    "alder.web.work",
    "alder.web.statistics",
    "alder.web.table_requests",
    "alder.web.output_desk",
    "alder.web.accreditation",
    "alder.web.applications",
    "alder.web.projects",
]
AUTH_USER_MODEL = "accounts.Person"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
ALDER_SCOPES = {
    "publication": "alder.web.publications.look_up.titles",
    "source": "alder.web.data_sources.views.titles",
    "request queue": "alder.web.accounts.rights.queues",
}
"""For each kind of thing that a role can be held for, the function that lists what there is: titles by ids."""
ALDER_ROLE_CONDITIONS = {"output checker": "alder.web.accreditation.checker_course.why_no_checker"}
"""For a role that takes more than an admin to give it, the function that says why a person cannot have it yet."""
ALDER_CHORES = [
    "alder.web.publications.actions.publish_what_is_due",
    "alder.web.work.worker.tidy",
    "alder.web.accounts.failed_attempts.forget_old",
    "alder.web.accounts.notices.send_due",
    "alder.web.following.tasks.tell_and_send",
    "alder.web.table_requests.clock.tend",
    "alder.web.output_desk.releases.carry_on",
    "alder.web.output_desk.releases.send_mails",
    "alder.web.output_desk.clock.lapse",
    "alder.web.output_desk.clock.escalate",
    "alder.web.applications.clock.tend",
    "alder.web.accreditation.clock.tend",
    "alder.web.projects.workspaces.follow_agreements",
    "alder.web.projects.workspaces.destroy_due",
    "alder.web.projects.scans.scan_due",
    "alder.web.projects.brought.deliver_due",
    "alder.web.projects.clock.tend",
    "alder.web.trail.verification.publish_head",
    "alder.web.trail.verification.verify_on",
]
"""What a worker does each second, when it is due: functions without arguments that find that out quickly."""
ALDER_OUTPUT_FOLLOWERS = ["alder.web.table_requests.tables_by_hand.follow"]
"""What other areas do when an output moves that was begun to answer something: functions of the output, the action and
the review after it, called in the transaction of the act. One that refuses it refuses the act."""
ALDER_WAITS = [
    "alder.web.accreditation.waits.waits",
    "alder.web.applications.waits.waits",
    "alder.web.table_requests.waits.waits",
    "alder.web.output_desk.waits.waits",
    "alder.web.projects.waits.waits",
]
"""What says, area by area, what waits for a person: functions of the person that give `accounts.turn.WaitingThing`s."""
ALDER_OUTPUT_PROJECTS = "alder.web.projects.outputs"
"""The module that says what follows for an output from the project that it is of."""
ALDER_ACCESS_FACTS = {
    "accreditation": "alder.web.projects.access.why_not_accredited",
    "terms": "alder.web.applications.access_facts.terms_of",
    "project": "alder.web.applications.access_facts.project_of",
    "plan": "alder.web.applications.access_facts.plan_of",
}
"""Who knows what access to a project asks: why somebody is not accredited for owners of data, a function of the person
and their names that gives a sentence for each (empty where they are); which version of the terms a person accepted, and
which is current; what makes the project of an agreement, by its number: the agreement before its first event, and the
words of `make_project`; and the plan of the extract that the agreement signs. What nobody says is not taken for
granted: without it there is no access."""
ALDER_DESTRUCTION_FOLLOWERS = ["alder.web.applications.agreements.close_destroyed"]
"""What other areas do when the workspace of an agreement is destroyed: functions of the number of the agreement and the
SHA-256 of the certificate, called in the transaction of the act."""
ALDER_NEWS = ["alder.web.table_requests.news"]
"""Modules of other areas whose news people may follow, by feed and by e-mail."""
MIDDLEWARE = [
    "alder.web.request_log.RequestLog",
    "alder.web.client_address.BehindProxy",
    "django.middleware.security.SecurityMiddleware",
    "alder.web.http.NothingForHead",
    "alder.web.http.SecurityHeaders",
    "alder.web.health.Probes",
    "alder.web.http.Methods",
    "alder.web.rate_limits.PageLimit",
    "alder.web.http.PlainAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "alder.web.trail.circumstances.OfRequests",
    "alder.web.files.Packing",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "alder.web.urls"
WSGI_APPLICATION = "alder.web.wsgi.application"
DATABASES = {"default": database(os.environ.get("DATABASE_URL"), published_folder())}
ALDER_DATABASE_GUARDS = ["alder.web.trail.protection"]
"""What puts into the database what its models do not say, with `install` and `remove`, each of an editor of its schema,
and each to be called again."""
ALDER_DATABASE_GRANTS = ["alder.web.trail.protection.grant_to"]
"""What gives the role of the site its rights, where others own the tables: statements for the name of the role."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
ALDER_BEHIND_PROXY = proxies(os.environ.get("ALDER_BEHIND_PROXY", ""))
"""The addresses of proxies that may tell who asks, and whether over https. Django's own setting believes anybody."""
SECURE_HSTS_SECONDS = 31_536_000 if _is_on("ALDER_HTTPS") else 0
SECURE_SSL_REDIRECT = _is_on("ALDER_HTTPS")
SECURE_REDIRECT_EXEMPT = [f"^{path.lstrip('/')}$" for path in PROBED]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_on("ALDER_HTTPS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# A session signs in who has shown both factors. It ends after an hour without a click and after twelve in any case.
SESSION_ENGINE = "alder.web.accounts.sessions"
SESSION_COOKIE_NAME = "alder-session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "alder-form"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "alder.web.accounts.person_page.not_from_here"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
FILE_UPLOAD_HANDLERS = ["alder.web.forms.UploadLimit"]
ALDER_UPLOAD_MB = int(os.environ.get("ALDER_UPLOAD_MB", "200"))
"""How much a publisher may send at once."""
ALDER_LISTS = os.environ.get("ALDER_LISTS", "")
"""The folder of lists on which some checks of the screener rest."""
ALDER_COMMANDS = "alder.cli.explain.commands"
"""What gives the commands of the program that serves the site, for its handbook."""
ALDER_STEP_UP_MINUTES = int(os.environ.get("ALDER_STEP_UP_MINUTES", "10"))
"""For so long after the second factor was shown it is not asked for again by what releases, signs or changes roles; 0
for each time."""
ALDER_TOKEN_DAYS = int(os.environ.get("ALDER_TOKEN_DAYS", "90"))
"""For how many days an access token works at most, and unless fewer are asked for."""
OTP_TOTP_ISSUER = os.environ.get("ALDER_NAME", "Alder")
OTP_TOTP_SYNC = False
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
"""Wrong codes are counted with wrong passwords, in accounts.failed_attempts."""

ALDER_PUBLISHED = published_folder()
ALDER_API_PREFIXES = ["v1", *_list("ALDER_API_PREFIXES", "statistics/v1")]
"""Where the API is served: always under v1, and under further prefixes that clients expect."""
ALDER_DEMO = _is_on("ALDER_DEMO")
"""Say on every page that all people, places and figures are made up."""
ALDER_NUMERIC_SORT = _is_on("ALDER_NUMERIC_SORT")
"""Sort figures as numbers, symbols last. The service that the API is modelled on sorts them as text."""
ALDER_QUERY_SECONDS = float(os.environ.get("ALDER_QUERY_SECONDS", "30"))
"""How long a query may take before it is answered with 504."""

ALDER_REQUESTS_A_MINUTE = float(os.environ.get("ALDER_REQUESTS_A_MINUTE", "60000"))
"""How many requests of the API one address may make in a minute, on average; 0 for any number."""

ALDER_TOKEN_REQUESTS_A_MINUTE = float(os.environ.get("ALDER_TOKEN_REQUESTS_A_MINUTE", "300"))
"""How many requests of the API one access token may make in a minute, on average; 0 for any number. A program that
looks at each of a hundred requests once a minute is far from it."""

ALDER_PAGES_A_MINUTE = float(os.environ.get("ALDER_PAGES_A_MINUTE", "600"))
"""How many pages one address may ask for in a minute, of each process and on average; 0 for any number. A page costs
up to 0.1 seconds of a core, so this is a core for each address at most, and an office of 50 who read is far from it."""

ALDER_ADDRESS = os.environ.get("ALDER_ADDRESS", "").rstrip("/")
"""Where readers reach the site, for links in mails; without it, where they were when they subscribed."""
ALDER_OPENID = providers_in(os.environ.get("ALDER_OPENID", ""))
"""The organisations with whose providers people can sign in, from a file in TOML."""
if ALDER_OPENID and not ALDER_ADDRESS:
    raise ImproperlyConfigured("ALDER_OPENID needs ALDER_ADDRESS: providers send people back to one address alone")
ALDER_EMAIL_FROM = os.environ.get("ALDER_EMAIL_FROM", "Alder <no-reply@localhost>")
"""Whom mails come from."""
_MAIL = mail_settings(os.environ.get("ALDER_EMAIL_URL", ""))
ALDER_MAIL_IS_SENT = _MAIL.is_sent
"""Whether mails go out. Else they are kept as files, and pages say so."""
EMAIL_BACKEND, EMAIL_FILE_PATH, EMAIL_TIMEOUT = _MAIL.backend, _MAIL.folder, 20
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.is_encrypted, _MAIL.starts_encrypting

ALDER_FROZEN_TABLES_A_MINUTE = float(os.environ.get("ALDER_FROZEN_TABLES_A_MINUTE", "20"))
"""How many tables one address may freeze in a minute, on average; 0 for any number."""

ALDER_LARGE_FILES_A_MINUTE = float(os.environ.get("ALDER_LARGE_FILES_A_MINUTE", "60"))
"""How many large files one address may have made in a minute, on average; 0 for any number. Those that are there do not
count."""
ALDER_FILES_MB = int(os.environ.get("ALDER_FILES_MB", "2000"))
"""How much room on disk made files may take, beside what is published. They are made again when they are asked for."""

# Requests for tables. 20 working days are believed to be what people expect of public bodies, as for questions under
# the Freedom of Information Act 2000; the numbers of answers and previews are our own choice.
ALDER_TABLE_POLICY = os.environ.get("ALDER_TABLE_POLICY", "srs-output")
"""The policy under which tables on request are protected, unless a statistician names another."""
ALDER_REQUEST_DAYS = int(os.environ.get("ALDER_REQUEST_DAYS", "20"))
"""So many working days of ours an answer may take; the day is promised to whoever asks."""
ALDER_REQUEST_WARN_DAYS = int(os.environ.get("ALDER_REQUEST_WARN_DAYS", "15"))
"""After so many of them all statisticians are told that a request waits."""
ALDER_ANSWERS_AT_ONCE = int(os.environ.get("ALDER_ANSWERS_AT_ONCE", "10"))
"""So many answers without a person somebody has in 30 days; 0 sends every request to a person."""
ALDER_ANSWERS_AT_ONCE_ORGANISATION = int(os.environ.get("ALDER_ANSWERS_AT_ONCE_ORGANISATION", "30"))
ALDER_NEAREST_SECONDS = float(os.environ.get("ALDER_NEAREST_SECONDS", "90"))
"""How long is looked for the nearest table that can be had, while somebody waits for it."""
ALDER_TABLE_PREVIEWS = int(os.environ.get("ALDER_TABLE_PREVIEWS", "30"))
"""So often in 30 days somebody is shown what a table would hide before they ask."""
ALDER_TABLE_PREVIEWS_ORGANISATION = int(os.environ.get("ALDER_TABLE_PREVIEWS_ORGANISATION", "90"))
ALDER_REQUEST_FEES = os.environ.get("ALDER_REQUEST_FEES", "")
"""What is asked for tables that a person makes, in words; nothing where they are free, as by default."""
ALDER_OUTPUT_MB = int(os.environ.get("ALDER_OUTPUT_MB", "16"))
"""How large one file of an output may be. Peers take 16 MB (believed, November 2026)."""
ALDER_OUTPUT_DAYS = int(os.environ.get("ALDER_OUTPUT_DAYS", "5"))
"""In how many working days outputs are answered, those not counted on which their author has the turn. The level of the
Secure Research Service (believed, November 2026)."""
ALDER_OUTPUT_THRESHOLD = int(os.environ.get("ALDER_OUTPUT_THRESHOLD", "10"))
ALDER_OUTPUT_ROUNDING = int(os.environ.get("ALDER_OUTPUT_ROUNDING", "5"))
"""How many people are behind each figure of an output, and to which base counts are rounded."""
ALDER_OUTPUT_SAME_EMPLOYER = _is_on("ALDER_OUTPUT_SAME_EMPLOYER")
"""Whether outputs may be checked by people of their author's organisation. By default others do."""
ALDER_OUTPUT_WARN_DAYS = int(os.environ.get("ALDER_OUTPUT_WARN_DAYS", "4"))
"""After so many of them senior checkers are told that an output waits, and who has it."""
ALDER_OUTPUT_BUBBLEWRAP = os.environ.get("ALDER_OUTPUT_BUBBLEWRAP", "auto")
"""Whether checks of outputs run in bubblewrap: `auto` where it works, `on` else not at all, `off`."""
ALDER_CHECKER_COURSE = os.environ.get("ALDER_CHECKER_COURSE", "").lower() not in ("0", "no", "off", "false")
"""Whether the role of an output checker is given to nobody but who passed the course. `off` for a service that trains
its checkers elsewhere."""
ALDER_WORKSPACES = os.environ.get("ALDER_WORKSPACES", "")
"""The folder in which the workspaces of projects lie, where they are on this machine."""
ALDER_NOTEBOOKS = os.environ.get("ALDER_NOTEBOOKS", "")
"""What browsers call the gateway of notebooks, a host name a project: `https://{project}.notebooks.example.net`."""
ALDER_NOTEBOOKS_KEY = os.environ.get("ALDER_NOTEBOOKS_KEY", "")
"""The file with the key that it shares with the site."""
ALDER_NETWORKS = networks_in(os.environ.get("ALDER_NETWORKS", ""))
"""From which networks people work: `10.1.0.0/24=safe room, 192.0.2.0/24=University of Mereshire`."""
ALDER_OUTPUT_NAMES = _is_on("ALDER_OUTPUT_NAMES")
"""Whether a certificate names who checked and released; without it, it names their roles."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "alder.web.request_log.JsonLines"}},
    "handlers": {"stderr": {"class": "alder.web.request_log.StandardError", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # What Django logs of requests names their parameters, and their paths, which may hold the secret of a link. So does
    # the server of who hangs up. Our own line for each request, and for each fault (web.request_log), names neither.
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "waitress": {"level": "WARNING"},
    },
}
