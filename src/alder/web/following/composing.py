"""What mails say: a few sentences and a link, as plain text and as simple HTML. Never a figure."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from alder.web.following import tokens
from alder.web.following.models import UNCONFIRMED, MailKind
from alder.web.following.tokens import Purpose
from alder.web.following.topics import topic

if TYPE_CHECKING:
    from alder.web.following.models import Mail

_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class _Part:
    """A paragraph, with a link after it if it has one."""

    words: str
    link: str = ""


def message(mail: Mail) -> EmailMultiAlternatives:
    """The mail, the same whenever it is made: a server that has seen it before knows it by its id."""
    subscription = mail.subscription
    site = settings.ALDER_ADDRESS or subscription.site
    stop = f"{site}{reverse('subscription', args=[tokens.give(subscription, Purpose.STOP)])}"
    subject, parts = _said(mail, site, stop)
    made = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:_LONGEST_SUBJECT],
        body=_text(parts),
        from_email=settings.ALDER_EMAIL_FROM,
        to=[mail.follower.address],
        headers={
            "Message-ID": f"<{mail.id}@{urlsplit(site).hostname or 'alder'}>",
            "Date": format_datetime(mail.made),
            "Auto-Submitted": "auto-generated",
            **({} if mail.kind == MailKind.CONFIRM else _one_click(stop)),
        },
    )
    made.attach_alternative(_html(subject, parts), "text/html")
    return made


def _one_click(stop: str) -> dict[str, str]:
    """RFC 8058: mail programs can stop the mails with one request."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _said(mail: Mail, site: str, stop: str) -> tuple[str, list[_Part]]:
    followed = topic(mail.subscription.topic)
    words = followed.words if followed else "statistics that are no longer public"
    if mail.kind == MailKind.CONFIRM:
        token = tokens.give(mail.subscription, Purpose.CONFIRM)
        return f"Confirm that you want e-mails about {words}", [
            _Part(
                f"Someone, we hope you, asked for e-mails about {words} at this address. To get them, confirm it:",
                f"{site}{reverse('subscription-confirm', args=[token])}",
            ),
            _Part(f"The link works for {UNCONFIRMED.days} days. If it was not you, do nothing: we then forget it."),
        ]
    if mail.kind == MailKind.KNOWN:
        return f"You already get e-mails about {words}", [
            _Part(f"Someone, we hope you, asked for e-mails about {words} at this address. You get them already."),
            _Part("See what we keep about you, or stop the e-mails:", stop),
        ]
    return mail.subject, [
        _Part(mail.subject + "."),
        _Part(mail.said, f"{site}{mail.path}"),
        _Part(f"You get this because you follow {words}. See what we keep about you, or stop the e-mails:", stop),
    ]


def _text(parts: list[_Part]) -> str:
    return "\n\n".join(f"{part.words}\n{part.link}" if part.link else part.words for part in parts) + "\n"


def _html(title: str, parts: list[_Part]) -> str:
    body = format_html_join(
        "\n",
        "<p>{}{}</p>",
        (
            (part.words, format_html('<br><a href="{}">{}</a>', part.link, part.link) if part.link else "")
            for part in parts
        ),
    )
    return format_html(
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n{}\n</body></html>\n",
        title,
        body,
    )
