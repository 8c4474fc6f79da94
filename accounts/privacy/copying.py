"""The copy of a person's or an account's data: a ZIP with JSON that programs read, its schema, and the files.

Never inside: passwords, keys, codes, second factors; another customer's data; what other people of the account did from
where; our staff's working notes, which are about the work and not about the person.
"""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Customer, Membership, User
from core.acts import Act
from core.company import company
from core.evidence import EvidenceRecord

from .models import PrivacyRequest
from .parts import Part, parts, with_gag

FORMAT = 1


def packed(request: PrivacyRequest, act: Act) -> bytes:
    """The ZIP, made anew from what there is now."""
    target = BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        translation.override(request.language),
    ):
        found: dict[str, int] = {}
        for name, rows in _tables(request, act, archive):
            _write(archive, f"data/{name}.json", _json(rows), act.now)
            found[name] = len(rows)
        _write(archive, "schema.json", _json(_schema()), act.now)
        _write(archive, "README.txt", _read_me(request, found, act).encode(), act.now)
        manifest = {"format": FORMAT, "request": request.public_id, "made_at": act.now, "rows": found}
        _write(archive, "manifest.json", _json(manifest), act.now)
    return target.getvalue()


# --- inside -----------------------------------------------------------------------------------------------
def _tables(request: PrivacyRequest, act: Act, archive) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    person, customer = request.person, request.customer
    if person:
        yield "accounts.acts", [_act(record) for record in _acts_of(person)]
    if request.whole_account and customer:
        yield "accounts.people", list(_people(customer))
    for part in map(with_gag, parts()):
        rows = part.rows(customer, person, request.whole_account, act.today)
        told = [_with_file(row, part, archive, act) for row in rows.iterator(100)]
        if told:
            yield part.name, told


def _with_file(row: models.Model, part: Part, archive: zipfile.ZipFile, act: Act) -> dict[str, Any]:
    said = _row(row, part)
    if part.file and (file := part.file(row, act)):
        name, content = file
        said["file"] = f"files/{part.name}/{row.pk}-{name}"
        _write(archive, said["file"], content, act.now)
    return said


def _row(row: models.Model, part: Part) -> dict[str, Any]:
    """The columns by their names; what points to another thing says its number."""
    return {field.name: getattr(row, field.attname) for field in part.fields()}


def _people(customer: Customer) -> Iterator[dict[str, Any]]:
    """Who works in the account, as its owner sees them."""
    for member in Membership.objects.of(customer).select_related("user"):
        yield {"number": member.public_id, "person": member.user.public_id, "name": member.user.name,
               "email": member.user.email, "role": member.role, "ends_on": member.ends_on}  # fmt: skip


def _acts_of(person: User) -> models.QuerySet:
    return EvidenceRecord.objects.filter(actor=person.public_id).order_by("at", "pk")


def _act(record: EvidenceRecord) -> dict[str, Any]:
    """What the person did, when and from where; the facts of the thing stand with the thing."""
    return {
        "at": record.at,
        "about": record.about,
        "what": record.what,
        "ip": record.ip,
        "reason": record.reason,
    }


def _schema() -> dict[str, Any]:
    """Every table that a copy may hold, with its columns."""
    return {
        part.name: {
            "title": str(part.model._meta.verbose_name_plural),
            "columns": [
                {"name": f.name, "type": f.get_internal_type(), "title": str(f.verbose_name)} for f in part.fields()
            ],
        }
        for part in parts()
    }  # fmt: skip


def _read_me(request: PrivacyRequest, found: dict[str, int], act: Act) -> str:
    context = {"request": request, "company": company(), "found": found, "made_at": act.now}
    return render_to_string("accounts/privacy/read_me.txt", context)


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _write(archive: zipfile.ZipFile, name: str, content: bytes, now: datetime) -> None:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    archive.writestr(entry, content)
