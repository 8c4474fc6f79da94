"""A published text is fixed: publishing again changes nothing, and nobody edits it."""

from datetime import date

import pytest
from django.utils.translation import override

from contracts import publishing, register
from contracts.models import Document, DocumentVersion
from contracts.prose import blocks
from core.acts import Act
from core.evidence import AppendOnly, EvidenceRecord
from core.transitions import NotAllowed

from .drafts import drafted

pytestmark = pytest.mark.django_db


def test_publishing_the_shipped_documents_twice_is_publishing_them_once(published, now):
    assert len(published) == Document.objects.count() == 24
    assert publishing.publish_documents(now) == []
    assert DocumentVersion.objects.count() == 24


def test_a_published_text_that_changed_needs_a_new_label(published, now, tmp_path, monkeypatch):
    text = (publishing.FOLDER / "decl-whois.toml").read_text("utf-8")
    (tmp_path / "decl-whois.toml").write_text(text.replace("WHOIS", "RDAP"), "utf-8")
    monkeypatch.setattr(publishing, "FOLDER", tmp_path)
    with pytest.raises(publishing.PublishedTextChanged):
        publishing.publish_documents(now)


def test_each_document_is_whole_in_three_languages_and_cites_known_clauses(published):
    for version in published:
        assert register.clause(version.document.clause)
        for language in ("fr", "en", "ar"):
            text = getattr(version, f"text_{language}")
            assert len(text) > 40
            assert getattr(version.document, f"title_{language}")
            assert all(register.clause(cited) for cited in register.cited_in(text))
        fr, en, ar = (set(register.cited_in(getattr(version, f"text_{code}"))) for code in ("fr", "en", "ar"))
        assert fr == en == ar, version


@pytest.mark.parametrize(
    ("code", "proves"),
    [
        ("icann", {"DN-15.2", "DN-7.3.1", "DN-3.3", "DN-5.3", "DN-6.2.1a"}),
        ("udrp", {"DN-P2", "DN-4.1", "DN-9.5(2)"}),
        ("anrt-naming", {"DN-A1-3", "DN-A2-1.1", "DN-A2-1.2", "DN-A2-5.2"}),
        ("ma-adr", {"DN-A2-7.1", "DN-A2-7.2"}),
        ("decl-data-exact", {"DN-2.1", "DN-7.3.1", "HD-0.4"}),
        ("decl-prior-rights", {"DN-7.1.1a", "DN-7.2.2", "DN-7.2.3"}),
        ("decl-immediate-execution", {"DN-16.2", "HD-0.4"}),
        ("decl-whois", {"DN-16.1"}),
        ("decl-ma-data", {"DN-A2-5.3(1)", "DN-A2-5.3(2)", "DN-A2-5.3(3)"}),
        ("decl-registrant-mandate", {"DN-7.3.5", "DN-7.3.4"}),
    ],
)
def test_a_tick_proves_these_clauses(published, code, proves):
    """The naming charter is accepted in its current version (DN-A2-5.1), a declaration by its words."""
    version = next(v for v in published if v.document.code == code)
    assert set(register.cited_in(version.text_fr)) == proves
    assert register.clause(version.document.clause)


@pytest.mark.parametrize(("code", "family"), [("dn", "DN"), ("dn-ma", "DN-A2"), ("cgv", "HD")])
def test_the_document_holds_every_clause_of_its_family(published, code, family):
    text = next(v.text_fr for v in published if v.document.code == code)
    for clause in register.all():
        if clause.family == family:
            assert f"- {clause.id} {clause.text['fr']}" in text


def test_a_draft_is_edited_then_published_then_frozen(published, now):
    draft = DocumentVersion.objects.create(
        document=Document.objects.get(code="cgv"),
        label="2",
        effective_on=date(2027, 1, 1),
        **drafted("Essai."),
    )
    draft.text_fr = "Texte définitif."
    draft.save()
    fixed = publishing.publish(draft, Act(now, "usr_1"))
    assert fixed.sha256 == fixed.digest()
    assert EvidenceRecord.objects.filter(about=fixed.public_id, what="published", actor="usr_1").exists()
    fixed.text_fr = "Autre."
    for attempt in (fixed.save, fixed.delete, DocumentVersion.objects.all().delete):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(AppendOnly):
        DocumentVersion.objects.filter(pk=fixed.pk).update(label="3")
    with pytest.raises(NotAllowed):
        publishing.publish(fixed, Act(now))


def test_a_title_is_read_in_the_readers_language_french_where_it_is_missing(published):
    document = Document.objects.get(code="dn")
    with override("ar"):
        assert document.title == document.title_ar
    document.title_ar = ""
    with override("ar"):
        assert document.title == document.title_fr


def test_prose_gathers_points_and_keeps_headings():
    found = blocks("Bonjour.\n\n## Titre\n\n- un\n- deux\n\nFin.\n")
    assert [(b.kind, b.lines) for b in found] == [
        ("paragraph", ("Bonjour.",)),
        ("heading", ("Titre",)),
        ("point", ("un", "deux")),
        ("paragraph", ("Fin.",)),
    ]
