"""The contract's pages: public, in three languages, French binding; staff cannot touch what is fixed."""

import pytest
from django.urls import reverse

from contracts import register
from contracts.acceptances import accept
from contracts.models import Acceptance, Document, DocumentVersion
from contracts.publishing import FOLDER
from core.company import company

pytestmark = pytest.mark.usefixtures("published")

DOCUMENTS = [path.stem for path in sorted(FOLDER.glob("*.toml"))]
LANGUAGES = [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")]


@pytest.fixture(params=LANGUAGES, ids=lambda p: p[0])
def reader(request, client):
    """A visitor who chose a language."""
    client.cookies["language"], client.direction = request.param
    client.language = request.param[0]
    return client


def read(reader, url):
    response = reader.get(url)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'lang="{reader.language}" dir="{reader.direction}"' in page
    return page


def test_the_documents_are_listed_by_precedence(reader):
    """DN-2.6: registry rules, appendix, special terms, general conditions."""
    page = read(reader, reverse("contracts:documents"))
    ranked = [Document.objects.get(code=code) for code in ("icann", "dn-ma", "dn", "cgv")]
    places = [page.index(getattr(document, f"title_{reader.language}")) for document in ranked]
    assert places == sorted(places)


def test_a_version_shows_its_text_its_clauses_and_its_hash(reader):
    """SSL-A1-2.4, C-32: another language says that French is binding."""
    version = DocumentVersion.objects.get(document__code="dn")
    page = read(reader, version.get_absolute_url())
    assert register.clause("DN-5.3").text[reader.language] in page
    assert f'href="{reverse("contracts:clause", args=["DN-5.3"])}"' in page
    assert version.sha256 in page
    assert (reverse("contracts:clause", args=["SSL-A1-2.4"]) in page) or reader.language == "fr"


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_document_renders(reader, code):
    read(reader, DocumentVersion.objects.get(document__code=code).get_absolute_url())


def test_the_register_lists_every_clause(reader):
    page = read(reader, reverse("contracts:clauses"))
    assert all(f">{clause.id}<" in page for clause in register.all())


@pytest.mark.parametrize(
    "clause_id", ["DN-3.3", "DN-5", "DN-A2-2.3", "DN-6.p1(1)", "DN-10.3", "C-01", "SSL-A1-2.4", "HD-0.2"]
)
def test_a_clause_page_tells_the_fact_and_its_relations(reader, clause_id):
    clause = register.clause(clause_id)
    page = read(reader, reverse("contracts:clause", args=[clause_id]))
    for part in clause.parts or [clause.id]:
        assert register.clause(part).text[reader.language] in page
    for other in clause.related:
        assert reverse("contracts:clause", args=[other.id]) in page


def test_every_clause_has_a_page(client):
    for clause in register.all():
        assert client.get(reverse("contracts:clause", args=[clause.id])).status_code == 200, clause.id


def test_an_unknown_clause_or_an_unpublished_version_is_404(client):
    draft = DocumentVersion.objects.create(
        document=Document.objects.get(code="dn"), label="x", effective_on="2027-01-01", text_fr="Brouillon."
    )
    for url in (reverse("contracts:clause", args=["DN-" + "99"]), draft.get_absolute_url()):
        assert client.get(url).status_code == 404


def test_pages_cost_the_same_however_many_versions_there_are(client, django_assert_max_num_queries):
    for name in ("documents", "clauses"):
        with django_assert_max_num_queries(3):
            client.get(reverse(f"contracts:{name}"))


def test_staff_read_acceptances_and_published_versions_only(client, staff, customer, owner, now):
    version = DocumentVersion.objects.get(document__code="dn")
    accept(customer, owner, [version], "ord_1", now, "", "", accepted_ids={version.public_id})
    client.force_login(staff)
    for thing in (Acceptance.objects.get(), version):
        model = type(thing)._meta.model_name
        change, delete = (
            reverse(f"admin:contracts_{model}_{verb}", args=[thing.pk]) for verb in ("change", "delete")
        )
        assert client.get(reverse(f"admin:contracts_{model}_changelist")).status_code == 200
        assert client.get(change).status_code == 200
        assert client.post(change, {}).status_code == 403
        assert client.post(delete, {"post": "yes"}).status_code == 403


def test_the_site_gives_the_rules_of_the_registry_and_our_details(client):
    """DN-A2-6(2): the naming charter in force, with its official text, and who we are."""
    page = client.get(reverse("contracts:documents")).content.decode()
    charter = DocumentVersion.objects.get(document__code="anrt-naming")
    assert charter.get_absolute_url() in page
    assert charter.external_url in client.get(charter.get_absolute_url()).content.decode()
    assert all(line in page for line in company().address)


def test_each_clause_has_its_anchor_in_its_document(client):
    page = client.get(DocumentVersion.objects.get(document__code="dn").get_absolute_url()).content.decode()
    assert all(f'<li id="{c.id}">' in page for c in register.all() if c.family in ("DN", "DN-A1"))
