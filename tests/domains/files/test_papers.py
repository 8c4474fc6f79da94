"""Papers: judged by their bytes, stored encrypted, opened by the registry's staff alone, each opening noted."""

from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet
from django import forms
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import ImageFile

from core import clock, vault
from core.models import EvidenceRecord
from core.terms import UPLOADS
from core.transitions import NotAllowed
from core.uploads import PaperField, harmless, judged
from domains.files import papers
from domains.models import Paper
from hosting_portal.staff import make_groups
from notifications.models import Email
from tests import names
from tests.cast import contact_of, person
from tests.papers import PDF, accepted_identity, picture, sent_identity, upload

from .conftest import NOW


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cin.pdf", PDF, "application/pdf"),
        ("cin.exe", PDF, "application/pdf"),
        ("cin.png", picture("PNG"), "image/png"),
        ("cin", picture("JPEG"), "image/jpeg"),
    ],
)
def test_a_whole_pdf_png_or_jpeg_is_taken_whatever_its_name(name, content, kind):
    assert judged(name, content).media_type == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cin.pdf", b""),
        ("cin.pdf", b"<html><script>alert(1)</script></html>"),
        ("cin.pdf", b"%PDF-1.7 cut in the middle"),
        ("cin.png", picture("PNG")[:40]),
        ("cin.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 400),
        ("cin.jpg", b"\xff\xd8\xff<?php system($_GET[0]); ?>"),
        ("cin.gif", b"GIF89a" + b"\0" * 50),
        ("cin.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("cin.pdf", b"MZ\x90\0" + PDF),
        ("cin.pdf", PDF + b"\0" * UPLOADS.paper_bytes),
    ],
)
def test_anything_else_is_refused_in_words(name, content):
    with pytest.raises(forms.ValidationError) as refusal:
        judged(name, content)
    assert refusal.value.message


def test_half_a_picture_is_refused_after_the_press_has_let_the_process_read_broken_ones(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # WeasyPrint does, for everybody
    whole = picture("JPEG", (400, 400))
    for cut in (whole[: len(whole) // 2], picture("PNG", (400, 400))[:-30]):
        with pytest.raises(forms.ValidationError):
            judged("cin", cut)


@pytest.mark.parametrize(
    ("content", "words"),
    [(PDF + bytes(50 * 1024 * 1024), "Send a smaller scan"), (b"MZ not a paper", "Send a scan or a photo")],
    ids=["50 MB", "a program"],
)
def test_a_paper_of_fifty_megabytes_or_of_a_wrong_type_is_refused_with_the_clause_and_the_way_out(
    english, content, words, monkeypatch
):
    sent = SimpleUploadedFile("cin.pdf", content, "application/pdf")
    if len(content) > UPLOADS.paper_bytes:
        monkeypatch.setattr(sent.file, "read", lambda: pytest.fail("what is too large is not read"))
    with pytest.raises(forms.ValidationError) as refusal:
        PaperField().clean(sent)
    assert words in refusal.value.message
    assert refusal.value.message.endswith("(SSL-11.3(8))")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\amina\\cin.pdf", "cin.pdf"),
        ("cin\r\nSet-Cookie: a=b.pdf", "cinSet-Cookie: a=b.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        ("بطاقة.pdf", "بطاقة.pdf"),
        ("\0\0", "fichier"),
    ],
)
def test_a_hostile_file_name_is_made_harmless(typed, kept):
    from django.utils import translation

    with translation.override("fr"):
        assert harmless(typed) in (kept, "file")


def test_the_database_holds_no_readable_byte_of_a_paper(contact):
    paper = sent_identity(contact, NOW)
    assert b"%PDF" not in bytes(paper.token)
    assert vault.opened(paper.token) == PDF


def test_a_changed_byte_or_another_key_opens_nothing(contact, settings):
    paper = sent_identity(contact, NOW)
    token = bytearray(paper.token)
    token[40] ^= 1
    with pytest.raises(vault.InvalidToken):
        vault.opened(bytes(token))
    settings.PAPER_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(vault.InvalidToken):
        vault.opened(paper.token)


def test_after_the_rotation_the_old_key_can_go(contact, settings):
    sent_identity(contact, NOW)
    new = Fernet.generate_key().decode()
    settings.PAPER_KEYS = [new, *settings.PAPER_KEYS]
    call_command("rotate_papers")
    settings.PAPER_KEYS = [new]
    assert vault.opened(Paper.objects.get().token) == PDF


@pytest.mark.parametrize("keys", [[], ["short"]])
def test_a_portal_without_a_usable_key_says_so_at_the_start(settings, keys):
    settings.PAPER_KEYS = keys
    assert [error.id for error in vault.paper_keys(None)] == ["portal.E010"]


@pytest.mark.parametrize(
    ("group", "status"),
    [("registry", 200), ("support", 403), ("billing", 403), ("manager", 403), ("", 403)],
)
def test_only_the_registry_staff_open_a_paper_and_each_opening_is_noted(contact, client_of, group, status):
    make_groups()
    clerk = person(f"clerk-{group}@portal.example", is_staff=True)
    if group:
        clerk.groups.add(Group.objects.get(name=group))
    paper = sent_identity(contact, NOW)
    answer = client_of(clerk).post(reverse("admin:domains_paper_open", args=[paper.pk]), {"ground": "check"})
    assert answer.status_code == status
    seen = EvidenceRecord.objects.filter(about=paper.public_id, what="opened")
    assert [row.actor for row in seen] == ([clerk.public_id] if status == 200 else [])
    if status == 200:
        assert answer.content == PDF
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


def test_a_customer_sees_that_his_paper_is_there_and_never_its_content(contact, client_of, owner, colleague):
    paper = sent_identity(contact, NOW)
    page = client_of(owner).get(reverse("domains:papers")).content.decode()
    assert "cin.pdf" in page
    assert client_of(owner).get(reverse("admin:domains_paper_open", args=[paper.pk])).status_code in (
        302,
        403,
    )
    mine = {"contact": contact.pk, "paper": SimpleUploadedFile("a.pdf", PDF)}
    assert client_of(colleague).post(reverse("domains:paper_new"), mine).status_code == 403


def test_nobody_sends_a_paper_for_another_accounts_contact(client_of, owner, other_customer):
    theirs = contact_of(other_customer, "Nadia Filali")
    sent = {"contact": theirs.pk, "paper": SimpleUploadedFile("a.pdf", PDF)}
    assert client_of(owner).post(reverse("domains:paper_new"), sent).status_code == 200
    assert not Paper.objects.exists()


def test_an_expired_paper_cannot_be_sent_nor_accepted(contact, client_of, owner):
    sent = {"contact": contact.pk, "paper": SimpleUploadedFile("a.pdf", PDF), "expires_on": "2020-01-01"}
    assert client_of(owner).post(reverse("domains:paper_new"), sent).status_code == 200
    paper = sent_identity(contact, NOW)
    with pytest.raises(NotAllowed):
        papers.checked(paper, "accept", names.act(NOW), expires_on=date(2020, 1, 1))


def test_thirty_days_before_a_paper_expires_its_holder_is_told_and_then_it_counts_no_more(contact):
    expires = clock.local_date(NOW) + timedelta(days=40)
    paper = accepted_identity(contact, NOW, expires_on=expires)
    names.live_through(NOW + timedelta(days=45))
    mail = Email.objects.filter(kind="domains.paper_expiring").first()
    assert clock.local_date(mail.created_at) == expires - timedelta(days=30)
    paper.refresh_from_db()
    assert paper.state == "expired"


def test_an_accepted_paper_stands_until_its_successor_is_accepted_too(contact):
    old = accepted_identity(contact, NOW)
    new = papers.keep(contact.customer, "identity", upload("new.pdf"), names.act(NOW), contact=contact)
    assert Paper.objects.proves(contact.public_id, clock.local_date(NOW))
    papers.checked(Paper.objects.get(pk=new.pk), "accept", names.act(NOW))
    old.refresh_from_db()
    assert old.state == "replaced"


def test_before_a_renewal_the_holder_is_asked_for_a_paper_that_counts(customer):
    """With the proposal of J-30 (facts B4); who has shown one is not asked."""
    shown = contact_of(customer)
    accepted_identity(shown, NOW)
    expires = clock.local_date(NOW) + timedelta(days=31)
    names.registered("atlas.ma", expires, customer)
    known = names.registered("argan.ma", expires, customer)
    type(known).objects.filter(pk=known.pk).update(
        contacts={"holder": shown.snapshot(), "admin": names.CONTACT}
    )
    names.live_through(NOW + timedelta(days=3))
    asked = set(Email.objects.filter(kind="domains.paper_wanted").values_list("about", flat=True))
    assert len(asked) == 1
    assert known.public_id not in asked
