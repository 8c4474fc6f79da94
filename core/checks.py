"""System checks: what must hold before the portal runs, said in words."""

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from .clock import LOCAL
from .process import receiver


@register()
def zone_data(app_configs, **kwargs):
    """Morocco has been on UTC+00 since 2026-09-20; older zone data would move every deadline by an hour."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC).astimezone(LOCAL).utcoffset()
    before = datetime(2026, 9, 1, 12, tzinfo=UTC).astimezone(LOCAL).utcoffset()
    if (now, before) == (timedelta(0), timedelta(hours=1)):
        return []
    hint = "Install the pinned tzdata package and keep zoneinfo.reset_tzpath(to=[]) in hosting_portal/__init__.py."
    return [Error("The time-zone data for Africa/Casablanca is out of date.", hint=hint, id="portal.E001")]


@register()
def moved_clock(app_configs, **kwargs):
    """The clock cannot be moved in production."""
    if settings.DEMO or not (settings.STATE_DIR / "clock").exists():
        return []
    return [
        Error(
            "A moved clock was found in the state folder of a production portal.",
            hint="Delete the file `clock` there, or give production a state folder of its own.",
            id="portal.E002",
        )
    ]


@register()
def mail_receiver(app_configs, **kwargs):
    """Where `manage.py portal` takes mail."""
    try:
        receiver(settings.MAIL_RECEIVER or "lmtp://localhost:8024")
    except ValueError as fault:
        return [Error(str(fault), id="portal.E009")]
    return []


@register()
def bounce_address(app_configs, **kwargs):
    """Where returned mails come in: with the mail's id and its proof the local part stays within 64 characters."""
    if not settings.BOUNCE_ADDRESS or re.fullmatch(r"[a-z0-9._-]{1,20}@[a-z0-9.-]+", settings.BOUNCE_ADDRESS):
        return []
    hint = (
        "Write one address in small letters, of at most 20 characters before the @: bounce@portal.example.ma."
    )
    return [Error("BOUNCE_ADDRESS is no address that mails can return to.", hint=hint, id="portal.E011")]


@register(Tags.security, deploy=True)
def production(app_configs, **kwargs):
    """What a production portal must not be without."""
    found = []
    if settings.DEMO:
        return [
            Warning("PORTAL_MODE is demo: sandbox ports, built-in mailbox, movable clock.", id="portal.W001")
        ]
    for name, what in {
        "REDIS_URL": "the Celery broker and the shared cache",
        "EMAIL_URL": "the SMTP server that carries the outbox",
        "SECRET_KEY": "the key that signs sessions and links",
        "ALLOWED_HOSTS": "the host names the portal answers to",
    }.items():
        if not getattr(settings, name):
            found.append(Error(f"{name} is missing: {what}.", id="portal.E003"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Error("DATABASE_URL must name a PostgreSQL database in production.", id="portal.E004"))
    if not settings.BOUNCE_ADDRESS:
        found.append(
            Warning("BOUNCE_ADDRESS is empty: notices that come back are not noticed.", id="portal.W002")
        )
    if settings.REGISTRY_ADAPTER == "sandbox":
        found.append(
            Error("REGISTRY_ADAPTER is the sandbox: no name would really be registered.", id="portal.E005")
        )
    if settings.DNS_ADAPTER == "sandbox":
        found.append(Error("DNS_ADAPTER is the sandbox: no zone would really be served.", id="portal.E007"))
    if settings.DNS_ADAPTER == "powerdns" and not settings.POWERDNS_API_KEY:
        found.append(Error("POWERDNS_API_KEY is missing: the name server would refuse us.", id="portal.E008"))
    return found
