"""Name servers, glue, DNSSEC and lock: from the customer's form to the registry, told by mail, refused in words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import EvidenceRecord
from core.transitions import NotAllowed
from domains.holds import open_hold
from domains.managing import acts
from domains.models import Domain, RegistryChange
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from notifications.models import Email
from tests import names

from .conftest import NOW
from .test_signers import DS, PLAIN

pytestmark = pytest.mark.django_db
TWO = {"host_1": "ns1.example.ma", "host_2": "NS2.exemple-été.ma"}


def page(name: str, domain: Domain) -> str:
    return reverse(f"domains:{name}", args=[domain.public_id])


def words(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def told(domain: Domain) -> list[Email]:
    return list(
        Email.objects.filter(kind="domains.change_synced", about=domain.public_id, to=names.CONTACT["email"])
    )


# --- name servers -----------------------------------------------------------------------------------------
def test_new_name_servers_reach_the_registry_and_the_mail_says_old_and_new(mine, atlas, settle, dns):
    """DN-A2-6(1): pushed each time; the change is shown as pending until the registry has answered."""
    Domain.objects.filter(pk=atlas.pk).update(nameservers=[{"name": "ns9.old.ma", "addresses": []}])
    assert mine.post(page("nameservers", atlas), TWO).status_code == 302
    assert "on its way to the registry" in words(mine.get(atlas.get_absolute_url()))
    settle(atlas)
    assert [row["name"] for row in atlas.nameservers] == ["ns1.example.ma", "ns2.xn--exemple-t-i4ab.ma"]
    (mail,) = told(atlas)
    assert "ns9.old.ma" in mail.text
    assert "ns2.xn--exemple-t-i4ab.ma" in mail.text
    assert "on its way to the registry" not in words(mine.get(atlas.get_absolute_url()))


def test_a_host_under_the_name_comes_with_its_glue(mine, atlas, settle, dns):
    answer = mine.post(page("nameservers", atlas), {"host_1": "ns1.atlas.com", "host_2": "ns2.example.ma"})
    assert "nobody would find it without its address" in words(answer)
    good = {"host_1": "ns1.atlas.com", "addresses_1": "8.8.8.8 2a00:1450::1", "host_2": "ns2.example.ma"}
    assert mine.post(page("nameservers", atlas), good).status_code == 302
    settle(atlas)
    assert atlas.glue == [{"name": "ns1.atlas.com", "addresses": ["8.8.8.8", "2a00:1450::1"]}]


def test_a_server_that_does_not_answer_is_a_warning_and_no_refusal(mine, atlas, dns):
    dns["hosts"] = ["ns1.example.ma does not answer"]
    answer = mine.post(page("nameservers", atlas), TWO)
    assert "ns1.example.ma does not answer" in words(answer)
    assert not RegistryChange.objects.exists()
    assert mine.post(page("nameservers", atlas), TWO | {"anyway": "on"}).status_code == 302
    assert RegistryChange.objects.filter(kind="nameservers").count() == 1


@pytest.mark.parametrize("bad", [{}, {"host_1": "ns1.example.ma"}, {"host_1": "10.0.0.1", "host_2": "ns2.example.ma"},
                                 {"host_1": "ns1.example.ma", "host_2": "NS1.example.ma."},
                                 {"host_1": "ns1.example.ma", "addresses_2": "8.8.8.8"},
                                 {"host_1": "ns1.example.ma", "host_2": "x" * 5000}])  # fmt: skip
def test_what_is_no_delegation_is_refused_and_nothing_is_sent(mine, atlas, dns, bad):
    assert mine.post(page("nameservers", atlas), bad).status_code == 200
    assert not RegistryChange.objects.exists()


def test_the_same_name_servers_again_are_not_sent(mine, atlas, settle, dns):
    mine.post(page("nameservers", atlas), TWO)
    mine.post(page("nameservers", atlas), TWO)
    settle(atlas)
    mine.post(page("nameservers", atlas), TWO)
    assert RegistryChange.objects.filter(kind="nameservers").count() == 1


def test_a_refusal_stands_beside_the_change_with_the_way_out_and_is_corrected(mine, atlas, settle, dns):
    """The mirror of errors: words, what to do, correct and send again."""
    mine.post(page("nameservers", atlas), TWO)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2306)])):
        settle(atlas)
    seen = words(mine.get(atlas.get_absolute_url()))
    assert "The registry's own rules forbid this" in seen
    assert page("nameservers", atlas) in seen
    assert "ns1.example.ma" in words(
        mine.get(page("nameservers", atlas))
    )  # the form starts from what was refused
    mine.post(page("nameservers", atlas), TWO | {"host_2": "ns3.example.ma"})
    settle(atlas)
    assert [row["name"] for row in atlas.nameservers] == ["ns1.example.ma", "ns3.example.ma"]
    assert set(RegistryChange.objects.values_list("state", flat=True)) == {"superseded", "synced"}


@pytest.mark.parametrize(("do", "state"), [("again", "synced"), ("give_up", "given_up"), ("else", "failed")])
def test_a_refused_change_is_sent_again_or_given_up_by_its_owner(mine, atlas, settle, dns, do, state):
    mine.post(page("nameservers", atlas), TWO)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2308)])):
        settle(atlas)
    change = RegistryChange.objects.get()
    mine.post(reverse("domains:change", args=[change.public_id]), {"do": do})
    settle(atlas)
    change.refresh_from_db()
    assert change.state == state


def test_a_refusal_that_is_about_us_is_asked_again_tomorrow(mine, atlas, settle, dns):
    mine.post(page("nameservers", atlas), TWO)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2104)])):
        settle(atlas)
    assert RegistryChange.objects.get().state == "sending"
    assert not Email.objects.filter(kind="domains.change_refused").exists()


@pytest.mark.parametrize("state", ["redemption", "pending_delete", "cancelling", "deleting"])
def test_a_name_at_its_end_is_not_changed(mine, atlas, dns, state):
    Domain.objects.filter(pk=atlas.pk).update(state=state)
    answer = mine.post(page("nameservers", atlas), TWO)
    assert "takes no change" in words(answer)
    assert not RegistryChange.objects.exists()


# --- glue -------------------------------------------------------------------------------------------------
def test_a_glue_host_is_refused_for_another_domain_and_for_a_private_address(mine, atlas):
    other = mine.post(page("glue", atlas), {"host": "ns1.example.ma", "addresses": "8.8.8.8"})
    assert "does not lie under" in words(other)
    private = mine.post(page("glue", atlas), {"host": "ns1.atlas.com", "addresses": "192.168.0.1"})
    assert "cannot be reached from the Internet" in words(private)
    assert not RegistryChange.objects.exists()


def test_a_glue_host_that_serves_the_name_is_not_removed(atlas):
    serving = [{"name": "ns1.atlas.com", "addresses": ["8.8.8.8"]}]
    Domain.objects.filter(pk=atlas.pk).update(nameservers=serving, glue=serving)
    with pytest.raises(NotAllowed):
        acts.drop_glue(atlas, "ns1.atlas.com", names.act(NOW))


# --- DNSSEC -----------------------------------------------------------------------------------------------
def test_ds_records_are_set_with_a_warning_and_removed_after_a_second_yes(mine, atlas, settle, dns):
    dns["keys"] = ["The zone shows no DNSKEY"]
    assert "The zone shows no DNSKEY" in words(mine.post(page("dnssec", atlas), {"records": DS}))
    mine.post(page("dnssec", atlas), {"records": DS, "anyway": "on"})
    settle(atlas)
    assert atlas.ds_records == [PLAIN]
    assert registry_for("com").info("atlas.com", NOW).ds[0].key_tag == 55648
    assert mine.post(page("dnssec_remove", atlas), {}).status_code == 200
    mine.post(page("dnssec_remove", atlas), {"confirmed": "on"})
    assert settle(atlas).ds_records == []
    assert len(told(atlas)) == 2


# --- lock -------------------------------------------------------------------------------------------------
def test_the_lock_is_switched_after_a_second_yes_and_told_by_mail(mine, atlas, settle):
    """DN-6.p1(3)"""
    assert mine.post(page("lock", atlas), {"on": "yes"}).status_code == 200
    assert not RegistryChange.objects.exists()
    mine.post(page("lock", atlas), {"on": "yes", "confirmed": "on"})
    assert settle(atlas).locked
    Domain.objects.filter(pk=atlas.pk).update(registry_created_at=NOW - timedelta(days=61))
    mine.post(page("lock", atlas), {"on": "no", "confirmed": "on"})
    assert not settle(atlas).locked
    assert len(told(atlas)) == 2


def test_the_button_says_what_it_does(mine, atlas):
    """DN-6.p1(3)."""
    mine.cookies["language"] = "en"
    for locked, said in ((False, "Lock"), (True, "Unlock")):
        Domain.objects.filter(pk=atlas.pk).update(locked=locked)
        assert f"</svg>{said}</a>" in words(mine.get(atlas.get_absolute_url()))


def test_a_name_that_may_not_leave_yet_keeps_its_lock(mine, atlas):
    """DN-6.p1(1): registered today."""
    Domain.objects.filter(pk=atlas.pk).update(locked=True)
    assert "DN-6.p1(3)" in words(mine.get(page("lock", atlas)))
    mine.post(page("lock", atlas), {"on": "no", "confirmed": "on"})
    assert not RegistryChange.objects.exists()


def test_a_moroccan_name_has_no_lock(mine, atlas_ma):
    """DN-A2-3.1a: it may leave at any time."""
    assert "no registrar lock" in words(mine.get(page("lock", atlas_ma)))
    mine.post(page("lock", atlas_ma), {"on": "yes", "confirmed": "on"})
    assert not RegistryChange.objects.exists()


def test_a_name_in_dispute_keeps_its_lock(mine, atlas):
    """DN-6.2.4"""
    Domain.objects.filter(pk=atlas.pk).update(locked=True, registry_created_at=NOW - timedelta(days=61))
    atlas.refresh_from_db()
    open_hold(atlas, names.act(NOW), kind="udrp")
    mine.post(page("lock", atlas), {"on": "no", "confirmed": "on"})
    assert not RegistryChange.objects.exists()


def test_a_technical_colleague_may_not_unlock(browser_of, colleague, atlas):
    assert browser_of(colleague).get(page("lock", atlas)).status_code == 403


def test_every_change_leaves_proof_of_who_asked(mine, atlas, owner, dns):
    mine.post(page("nameservers", atlas), TWO)
    proof = EvidenceRecord.objects.get(about=atlas.public_id, what="nameservers_asked")
    assert proof.actor == owner.public_id


# --- what is published ------------------------------------------------------------------------------------
def test_a_generic_name_hides_people_and_a_moroccan_one_shows_them(mine, atlas, atlas_ma):
    """Facts B3, B4; DN-A2-5.3(1)"""
    hidden, shown = (
        words(mine.get(page("publication", atlas))),
        words(mine.get(page("publication", atlas_ma))),
    )
    assert "Amina Test" not in hidden.split("<main")[1]
    assert "redacted" in hidden
    assert "Amina Test" in shown
    assert "It cannot be hidden" in shown


def test_a_name_in_redemption_is_offered_no_change_that_its_registry_would_refuse(mine, atlas):
    """DN-5.3: buttons that lead to a refusal only are not shown."""
    assert page("nameservers", atlas) in words(mine.get(atlas.get_absolute_url()))
    Domain.objects.filter(pk=atlas.pk).update(state="redemption")
    shown = words(mine.get(atlas.get_absolute_url()))
    assert not [name for name in ("nameservers", "dnssec", "lock", "contacts") if page(name, atlas) in shown]


def test_the_most_urgent_names_come_first_and_ended_ones_last(mine, atlas, customer):
    ended = names.registered("vieux.com", atlas.paid_through, customer)
    Domain.objects.filter(pk=ended.pk).update(state="deleted", paid_through="2020-01-01")
    shown = words(mine.get(reverse("domains:list")))
    assert shown.index("atlas.com") < shown.index("vieux.com")
