"""The law of the vault (09-08): what people have sent, and every key, is sealed and resealed by the rotation."""

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.db import models

from billing import papers, slips
from billing.models import StoredFile
from core import vault
from core.acts import Act
from hosting_portal.management.commands.rotate_papers import SEALED
from tests.helpdesk import NOON as NOW

# Bytes that are not sealed, each with its reason.
PLAIN = {
    "proof.content.zip": "we have made it, it is given out, and it goes after a while",
    "proof.content.pdf": "we have made it, it is given out, and it goes after a while",
}
PDF = b"%PDF-1.7 RIB 011 780 0000123456789012 34 %%EOF"


def test_every_column_of_bytes_is_sealed_anew_or_plain_by_a_reason():
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.BinaryField)
    }
    rotated = {f"{model._meta.label_lower}.{field}" for model, field, _what in SEALED}
    ours = {name for name in found if not name.startswith("sessions.")}
    assert rotated | set(PLAIN) == ours
    assert not rotated & set(PLAIN)


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [slips.keep, papers.keep], ids=["slip", "court paper"])
def test_the_database_holds_no_readable_byte_of_what_a_person_has_sent(keep, settings):
    file = keep(PDF, Act(NOW, "usr_owner"))
    assert file.sealed
    assert b"RIB" not in bytes(StoredFile.objects.get(pk=file.pk).stored)
    assert file.read() == PDF
    assert keep(PDF, Act(NOW, "usr_other")).pk == file.pk  # the same file is kept once
    new = Fernet.generate_key().decode()
    settings.PAPER_KEYS = [new, *settings.PAPER_KEYS]
    call_command("rotate_papers")
    settings.PAPER_KEYS = [new]
    assert StoredFile.objects.get(pk=file.pk).read() == PDF


@pytest.mark.django_db
def test_what_we_have_printed_stays_plain_and_the_rotation_leaves_it(settings):
    file = StoredFile.keep(PDF, "application/pdf", NOW)
    new = Fernet.generate_key().decode()
    settings.PAPER_KEYS = [new, *settings.PAPER_KEYS]
    call_command("rotate_papers")
    file.refresh_from_db()
    assert (bytes(file.stored), file.sealed, file.read()) == (PDF, False, PDF)


@pytest.mark.django_db
def test_a_changed_byte_of_a_slip_opens_nothing():
    file = slips.keep(PDF, Act(NOW, "usr_owner"))
    token = bytearray(file.stored)
    token[40] ^= 1
    file.stored = bytes(token)
    with pytest.raises(vault.InvalidToken):
        file.read()
