"""The law of personal data (SSL-11.3(8)): every table is in the copy or left out by a reason; every form tells why."""

import re

from django.apps import apps
from django.conf import settings
from django.forms import CharField, EmailField, FileField

from accounts.models import Customer, User
from accounts.privacy import parts
from core.owned import Owned

from .streets import streets

TEMPLATES = settings.BASE_DIR / "templates"
NOTICE = "components/privacy_notice.html"
# What a person types about himself or others; a choice or a number of years says nothing about a person.
PERSONAL = {"account", "address", "body", "cin", "email", "full_name", "holder", "name", "number", "organisation",
            "phone", "reporter_email", "words"}  # fmt: skip
# Templates of forms that need no notice, each with its reason.
APART = {
    "accounts/privacy/copy.html": "nothing is typed",
    "domains/dns/import.html": "a zone file",
    "domains/dns/record.html": "a record of the DNS",
    "servers/managing/reverse.html": "the name of a machine",
    "web_hosting/act.html": "what is done about a space, in a few words",
}


def test_every_table_that_hangs_on_a_customer_is_in_the_copy_or_left_out_by_a_reason():
    known = {part.model for part in parts.parts()} | set(parts.left_out())
    owned = {m for m in apps.get_models() if issubclass(m, Owned)} | {Customer, User}

    def hangs(model) -> bool:
        return any(f.related_model in owned for f in model._meta.concrete_fields if f.is_relation)

    ours = {m for m in apps.get_models() if not m._meta.proxy and (hangs(m) or m in owned)}
    assert not {m._meta.label for m in ours - known}, "register a Part, or leave it out with the reason"
    assert all(parts.left_out().values())


def test_no_key_of_security_is_in_a_copy():
    given = {f"{part.name}.{f.name}" for part in parts.parts() for f in part.fields()}
    suspect = re.compile(r"(password|secret|token$|auth_code|sealed|_key$|private)")
    harmless = {"web_hosting.hostingaccount.secret_until", "web_hosting.hostingaccount.secret_seen_at"}
    assert {name for name in given if suspect.search(name)} <= harmless


def collecting():
    """The templates of customer pages whose form asks for something about a person."""
    for street in streets():
        view = getattr(street.view, "view_class", None)
        form, template = getattr(view, "form_class", None), getattr(view, "template_name", None)
        fields = getattr(form, "base_fields", {})
        if template and any(
            isinstance(f, EmailField | FileField) or (n in PERSONAL and isinstance(f, CharField))
            for n, f in fields.items()
        ):
            yield template


def source(template: str) -> str:
    """A template with what it includes."""
    text = (TEMPLATES / template).read_text()
    return text + "".join(
        source(name) for name in re.findall(r'{% include "([^"]+)"', text) if name != NOTICE
    )


def test_every_page_that_collects_personal_data_says_why_for_whom_and_what_may_be_asked():
    found = set(collecting())
    assert {"accounts/profile.html", "support/abuse/report.html"} <= found
    silent = {template for template in found - set(APART) if NOTICE not in source(template)}
    assert not silent, "include the notice with its purpose, or name it in APART with the reason"
