"""Evidence files: all that is proven about a service or an order, for its customer or staff; a changed byte shows."""

import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from contracts.publishing import publish_documents
from core import anchors, checking, clock, evidence, worker
from core.acts import Act
from core.evidence import EvidenceRecord
from hosting_portal.proof import lifecycle, verifying
from hosting_portal.proof.gathering import gather
from hosting_portal.proof.models import Content, EvidenceFile
from notifications.models import Email
from notifications.sending import send_due
from tests import names
from tests.laws.estate import NOW, order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    anchors.outside().unlink(missing_ok=True)
    with clock.frozen(NOW):
        yield


@pytest.fixture
def ordered(customer, owner, db):
    """A confirmed order whose acknowledgement has left."""
    publish_documents(clock.opening(date(2026, 1, 1)))
    proforma = order(customer, owner, Act(NOW, owner.public_id, ip="192.0.2.7"), "argan.com")
    worker.settle(NOW)
    send_due(NOW)
    return proforma.order


def made(subject, by_staff=False) -> EvidenceFile:
    file = lifecycle.ask(subject, Act(NOW, "usr_1"), "en", by_staff=by_staff)
    worker.settle(NOW)
    file.refresh_from_db()
    assert file.state == "made", file.call_error
    return file


def zip_of(file) -> bytes:
    return bytes(Content.objects.get(file=file).zip)


def rows(archive, name):
    return [json.loads(line) for line in archive.read(name).decode().splitlines()]


def test_a_file_about_an_order_holds_what_was_agreed_said_and_paid(ordered, owner):
    """HD-0.4: acceptances with version and hash, the order, its mails as sent with their result, its documents."""
    archive = zipfile.ZipFile(BytesIO(zip_of(made(ordered))))
    accepted = rows(archive, "acceptances.jsonl")
    assert {row["document"] for row in accepted} == {"cgv", "decl-data-exact"}
    assert all(row["ip"] == "192.0.2.7" and row["person"] == owner.public_id for row in accepted)
    mail = rows(archive, "mails.jsonl")[0]
    assert (mail["kind"], mail["state"]) == ("billing.order_acknowledged", "sent")
    sent = archive.read(mail["file"])
    assert Email.objects.get().message_id.encode() in sent
    told = rows(archive, "evidence.jsonl")
    assert {"accepted", "confirm"} <= {row["what"] for row in told}
    assert all(row["at"] and row["digest"] and "clause" in row for row in told)
    lines = [row for row in rows(archive, "orders.jsonl") if "line" in row]
    assert [(row["subject"], row["unit_ht"]) for row in lines] == [("argan.com", lines[0]["unit_ht"])]
    assert any(name.startswith("documents/pro_") for name in archive.namelist())


@pytest.mark.paper
def test_the_paper_says_the_same(ordered):
    file = made(ordered)
    words = "".join(
        page.extract_text() for page in PdfReader(BytesIO(bytes(Content.objects.get(file=file).pdf))).pages
    )
    assert "Evidence file" in words
    assert ordered.public_id in words


def test_a_name_brings_what_hangs_on_it(customer):
    """Names, certificates, servers, hosting, outsourcing: each room's things, found by what hangs on them."""
    from domains.ending import claims

    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    hold = claims.claim_circumstance(domain, Act(NOW, "usr_1"), "payment", "paid", b"%PDF-1.7 a slip")
    assert hold.public_id in gather(domain.public_id, NOW).abouts
    assert made(domain).records


def test_who_receives_a_name_does_not_read_what_its_former_holder_was_told(customer):
    """DN-6.1.1: his file begins after the hand-over, and its chain still holds; staff have it whole."""
    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    for what in ("old", "handed_over", "new"):
        evidence.record(domain.public_id, "act", what, Act(NOW, "usr_1"))
    mine, whole = made(domain), made(domain, by_staff=True)
    told = {row["what"] for row in rows(zipfile.ZipFile(BytesIO(zip_of(mine))), "evidence.jsonl")}
    assert "new" in told
    assert not {"old", "handed_over"} & told
    assert "old" in {row["what"] for row in rows(zipfile.ZipFile(BytesIO(zip_of(whole))), "evidence.jsonl")}


def test_a_file_with_records_whose_content_was_purged_is_whole_and_the_older_file_still_stands(
    customer, tmp_path
):
    """SSL-11.3(8): the digest is left, and holds the chain."""
    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    for what in ("old", "new"):
        evidence.record(domain.public_id, "act", what, Act(NOW, "usr_1", "said"))
    before = zip_of(made(domain))
    evidence.forget_content([EvidenceRecord.objects.get(about=domain.public_id, what="old")], NOW)
    for n, content in enumerate((before, zip_of(made(domain)))):
        (tmp_path / f"{n}.zip").write_bytes(content)
        assert verifying.faults(tmp_path / f"{n}.zip") == []
    told = {row["what"]: row for row in rows(zipfile.ZipFile(tmp_path / "1.zip"), "evidence.jsonl")}
    assert (told["old"]["content"], told["old"]["reason"]) == ("", "")
    assert told["new"]["reason"] == "said"


def test_what_an_authority_forbids_to_tell_is_not_told(customer):
    """C-29."""
    from domains.models import Suspension

    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    evidence.record(domain.public_id, "act", "before", Act(NOW, "usr_1"))
    later = NOW + clock.days(1)
    gagged = Suspension.objects.create(
        customer=customer, domain=domain, gag_until=date(2027, 1, 1), since=later, acted_through=later
    )
    for about in (gagged.public_id, domain.public_id):
        evidence.record(about, "decision", "suspended", Act(later, "usr_staff"))
    mine = {record.what for record in gather(domain.public_id, later).records}
    assert "before" in mine
    assert "suspended" not in mine
    assert "suspended" in {record.what for record in gather(domain.public_id, later, by_staff=True).records}


# --- checked ------------------------------------------------------------------------------------------------
@pytest.fixture
def download(ordered, tmp_path):
    path = tmp_path / "evidence.zip"
    path.write_bytes(zip_of(made(ordered)))
    return path


def altered(path, name: str, change) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    files[name] = change(files.get(name, b""))
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in files.items():
            if content is not None:
                archive.writestr(entry, content)


def test_a_file_as_we_gave_it_out_is_whole(download, capsys):
    assert verifying.faults(download) == []
    said = StringIO()
    call_command("evidence", "verify", str(download), stdout=said)
    assert "all evidence is what was written" in said.getvalue()


def test_anybody_checks_it_without_the_portal(download, tmp_path):
    with zipfile.ZipFile(download) as archive:
        (tmp_path / "check.py").write_bytes(archive.read("check.py"))
    run = [sys.executable, "-I", str(tmp_path / "check.py"), str(download)]
    assert subprocess.run(run, capture_output=True).returncode == 0
    altered(download, "mails.jsonl", lambda content: content.replace(b"sent", b"sEnt", 1))
    told = subprocess.run(run, capture_output=True, text=True)
    assert told.returncode == 1
    assert "mails.jsonl: altered" in told.stdout


def flipped(content: bytes) -> bytes:
    return bytes([content[0] ^ 1]) + content[1:]


@pytest.mark.parametrize(
    "name", ["evidence.jsonl", "evidence.pdf", "acceptances.jsonl", "manifest.json", "manifest.sig"]
)
def test_one_bit_in_any_file_is_seen(download, name):
    altered(download, name, flipped)
    assert verifying.faults(download)


def test_a_file_left_out_or_slipped_in_is_seen(download):
    altered(download, "extra.txt", lambda _old: b"x")
    assert "not in the manifest" in verifying.faults(download)[0].words
    altered(download, "payments.jsonl", lambda _old: None)
    assert any("missing" in fault.words for fault in verifying.faults(download))


def test_a_file_forged_with_all_its_hashes_lacks_our_signature(download):
    altered(download, "payments.jsonl", lambda _old: b"{}\n")
    with zipfile.ZipFile(download) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["files"]["payments.jsonl"] = hashlib.sha256(b"{}\n").hexdigest()
    altered(download, "manifest.json", lambda _old: json.dumps(manifest).encode())
    assert [fault.kind for fault in verifying.faults(download)] == ["signature"]


def test_a_file_shows_what_the_house_has_lost_since(download, ordered):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_evidencerecord WHERE about = %s", [ordered.public_id])
        cursor.execute("DELETE FROM core_evidenceanchor")
    assert {fault.kind for fault in verifying.faults(download)} == {"chain", "anchor"}


def test_what_is_no_evidence_file_is_refused_in_words(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"nothing")
    assert "no evidence file" in verifying.faults(path)[0].words


CHANGES = [
    ("acceptance", "UPDATE contracts_acceptance SET ip = '203.0.113.9'"),
    ("acceptance", "UPDATE contracts_acceptance SET user_agent = 'other'"),
    ("acceptance", "DELETE FROM contracts_acceptance"),
    ("text", "UPDATE contracts_documentversion SET text_fr = text_fr || '.'"),
    ("text", "UPDATE contracts_documentversion SET text_ar = text_ar || '.'"),
    ("mail", "UPDATE notifications_email SET text = text || '.'"),
    ("mail", "UPDATE notifications_email SET \"to\" = 'x@example.ma'"),
    ("mail", "DELETE FROM notifications_email"),
]


@pytest.mark.parametrize(("kind", "statement"), CHANGES)
def test_what_the_evidence_proves_is_held_against_it(ordered, kind, statement):
    assert checking.faults() == []
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert {fault.kind for fault in checking.faults()} == {kind}
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("evidence", "verify", "--json", stdout=said)
    assert json.loads(said.getvalue())["faults"]


# --- asked for ------------------------------------------------------------------------------------------------
def test_one_click_of_the_customer_and_two_downloads(ordered, owner, client_of):
    client = client_of(owner)
    page = client.get(ordered.get_absolute_url()).content.decode()
    ask = reverse("proof:ask", args=[ordered.public_id])
    assert ask in page
    file_page = client.post(ask).url
    assert 'http-equiv="refresh"' in client.get(file_page).content.decode()
    worker.settle(NOW)
    file = EvidenceFile.objects.get()
    assert file.sha256 in client.get(file_page).content.decode()
    for kind, head in (("zip", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(reverse("proof:download", args=[file.public_id, kind]))
        assert answer.content.startswith(head)
        assert "attachment" in answer["Content-Disposition"]
    assert client.get(reverse("proof:files")).status_code == 200


def test_a_second_click_waits_for_the_same_file(ordered):
    first, second = (lifecycle.ask(ordered, Act(NOW, "usr_1"), "fr") for _n in range(2))
    assert first == second


def test_a_customer_does_not_see_the_files_of_staff(ordered, owner, client_of):
    file = made(ordered, by_staff=True)
    client = client_of(owner)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(reverse("proof:download", args=[file.public_id, "zip"])).status_code == 404


def test_staff_ask_from_the_things_own_page(customer, staff_user, client_of):
    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    client = client_of(staff_user)
    ask = reverse("admin:proof_evidencefile_ask", args=[domain.public_id])
    assert ask in client.get(reverse("admin:domains_domain_change", args=[domain.pk])).content.decode()
    page = client.post(ask).url
    worker.settle(NOW)
    file = EvidenceFile.objects.get()
    assert file.by_staff
    assert "download/zip" in client.get(page).content.decode()
    answer = client.get(reverse("admin:proof_evidencefile_download", args=[file.pk, "zip"]))
    assert answer.content.startswith(b"PK")


def test_files_are_forgotten_and_may_be_made_anew(ordered):
    file = made(ordered)
    later = NOW + clock.days(31)
    worker.settle(later)
    file.refresh_from_db()
    assert file.state == "forgotten"
    assert not Content.objects.exists()
    assert EvidenceRecord.objects.filter(about=file.public_id, what="deliver").exists()
