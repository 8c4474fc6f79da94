"""The document set is configuration: an installation publishes the documents its company works under (C-31)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts import publishing
from contracts.models import Document
from core.company import company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_only_the_companys_document_set_is_published(monkeypatch):
    general_only = replace(company(), document_set=("HD",))
    monkeypatch.setattr(publishing, "company", lambda: general_only)
    publishing.publish_documents(NOW)
    ours = {"cgv", "decl-hosting-immediate", "decl-hosting-use", "decl-outsourcing"}
    assert set(Document.objects.values_list("code", flat=True)) == ours
