"""The shop and the pages of servers, as people meet them; the back office with its queues and verbs."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from billing import cart, ordering
from billing.models import OrderLine
from contracts import acceptances, register
from contracts.publishing import publish_documents
from core import clock, worker
from core.acts import Act
from core.models import EvidenceRecord
from servers.flows import servers
from servers.lifecycle import checklist
from servers.models import Image, Server, Site
from servers.ordering import line_of
from servers.prices import of as prices_of
from support import access, tickets
from tests.cast import join, person
from tests.servers_at_work import (
    LOADED_ON,
    NAME,
    ORDERED,
    PASSWORD,
    a_choice,
    a_server,
    act,
    again,
    bought,
    delivered,
    machine,
    product,
)

pytestmark = pytest.mark.django_db
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJcXyMUyiBzOjQAvsZKvq0wQvOGwxEDpxCvJQzMn5QzM omar@argan"


@pytest.fixture(autouse=True)
def shop(db):
    product()
    publish_documents(clock.opening(LOADED_ON))
    with clock.frozen(ORDERED):
        yield


def form_of(**facts) -> dict:
    usual = {
        "site": Site.objects.get(code="ma").pk, "image": Image.objects.get(code="debian-12").pk, "hostname": NAME,
        "cycle": 1, "management": "none", "backup": 0, "ipv4": 0, "ssh_keys": "",
    }  # fmt: skip
    return usual | facts


def asked_to_accept(customer) -> set[str]:
    mine = cart.cart_for(customer)
    lines, _prices = cart.priced(mine, ORDERED.date())
    return {version.document.code for version in ordering.documents(lines, ORDERED.date())}


# --- the shop ----------------------------------------------------------------------------------------------
def test_the_configurations_stand_side_by_side_with_both_prices(client_of):
    """SRV-3.p1, SRV-7.1.1(1), HD-3.1a: compared before one chooses; kinds as SRV-A1 defines them."""
    page = client_of(None).get(reverse("servers:products")).content.decode()
    for name in ("C1", "C2", "C4", "C8", "C16", "D1", "D2", "D3"):
        assert f"<strong>{name}</strong>" in page
    text = re.sub(r"<[^>]+>|\s|\u00a0|\u202f", "", page)
    assert "159,00MAD" in text
    assert "190,80MAD" in text
    for site in Site.objects.all():
        assert site.data_protection in page
        assert site.clause in page


@pytest.mark.parametrize(
    ("cycle", "ht", "saving"), [(1, 15_900, 0), (3, 46_269, 3), (6, 90_630, 5), (12, 171_720, 10)]
)
def test_a_longer_cycle_saves_three_five_and_ten_percent(cycle, ht, saving):
    tariff = prices_of(product("c2"), date(2026, 11, 22), "MAD")
    assert (tariff.cycles[cycle].ht, tariff.saving(cycle)) == (ht, saving)


def test_an_order_puts_the_server_and_its_options_in_the_cart(customer, owner, client_of):
    url = reverse("servers:order", args=["d1"])
    said = form_of(cycle=12, management="fully_managed", backup=2, cpanel="on", ssh_keys=ED25519)
    answer = client_of(owner).post(url, said)
    assert answer["Location"] == reverse("billing:cart")
    lines = OrderLine.objects.filter(customer=customer).order_by("position")
    assert [(line.kind, line.quantity, line.ht) for line in lines] == [
        ("server.order", 1, 1_393_200),
        ("server.setup", 1, 50_000),
        ("server.backup", 2, 194_400),
        ("server.cpanel", 1, 270_000),
        ("server.fully_managed", 1, 1_620_000),
    ]
    assert lines[0].options["ssh_keys"] == ED25519
    assert lines[0].options["backup_by"] == "option"


def test_who_backs_up_is_asked_only_where_nobody_else_does(customer, owner, client_of):
    """SRV-5.1(2), SRV-6.3.3, C-34; SRV-P1: the special terms are accepted with every server."""
    url, client = reverse("servers:order", args=["c1"]), client_of(owner)
    client.post(url, form_of())
    first = asked_to_accept(customer)
    assert {"srv", "decl-server-choice", "decl-server-backup", "cgv"} <= first
    cart.cart_for(customer).lines.all().delete()
    client.post(url, form_of(backup=1))
    assert first - asked_to_accept(customer) == {"decl-server-backup"}
    cart.cart_for(customer).lines.all().delete()
    client.post(url, form_of(management="managed"))
    assert first - asked_to_accept(customer) == {"decl-server-backup"}


def test_nothing_is_ordered_without_accepting_them(customer, owner):
    cart.add(customer, owner, line_of(a_choice()), Act(ORDERED))
    with pytest.raises(acceptances.AcceptanceMissing):
        ordering.confirm(cart.cart_for(customer), Act(ORDERED), owner, set(), seen_ttc=19_080)


def test_only_a_consumer_chooses_about_his_right_of_withdrawal(customer, owner, client_of):
    """C-21: a business account has none; a consumer gives it up in words of its own, or keeps it."""
    url, client = reverse("servers:order", args=["c1"]), client_of(owner)
    assert "withdrawal" not in client.get(url).context["form"].fields
    customer.kind = "person"
    customer.save()
    assert "withdrawal" in client.post(url, form_of()).context["form"].errors
    client.post(url, form_of(withdrawal="waived"))
    assert "decl-server-immediate" in asked_to_accept(customer)
    cart.cart_for(customer).lines.all().delete()
    client.post(url, form_of(withdrawal="kept"))
    assert "decl-server-immediate" not in asked_to_accept(customer)


PRIVATE = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----"
WRONG = [
    ("hostname", "localhost"),
    ("hostname", "srv 1.example.ma"),
    ("hostname", "<b>.example.ma"),
    ("ssh_keys", PRIVATE),
    ("ssh_keys", "ssh-rsa not-a-key"),
    ("ssh_keys", "\n".join([ED25519] * 11)),
    ("site", "999"),
    ("cycle", "2"),
    ("backup", "99"),
    ("management", "boss"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_hostile_order_is_refused_at_its_field(owner, client_of, field, value):
    answer = client_of(owner).post(reverse("servers:order", args=["c1"]), form_of(**{field: value}))
    assert set(answer.context["form"].errors) == {field}
    assert "OPENSSH" not in str(answer.context["form"].errors)


# --- the customer's pages -----------------------------------------------------------------------------------
PAGES = ("detail", "power", "console", "rebuild", "resize", "reverse", "counters", "renew", "notice", "new_codes",
         "take_back", "correct", "withdraw")  # fmt: skip


def test_every_page_of_a_server_opens_for_its_owner_and_for_nobody_else(customer, owner, stranger, client_of):
    server = bought(customer, owner)
    for page in PAGES:
        url = reverse(f"servers:{page}", args=[server.public_id])
        assert client_of(owner).get(url).status_code == 200, page
        assert client_of(stranger).get(url).status_code == 404, page
        assert client_of(None).get(url).status_code == 302, page


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_page_shows_site_term_clauses_and_who_backs_up(customer, owner, client_of, language):
    """SRV-A3-1, SRV-4.1, C-34, C-26, SRV-6.1.3, each beside what it rules."""
    server, client = bought(customer, owner), client_of(owner)
    client.cookies["language"] = language
    page = client.get(server.get_absolute_url()).content.decode()
    for clause in ("SRV-A3-1", "SRV-4.1", "C-34", "C-26", "SRV-6.1.3", "SRV-3.2", "HD-6.2"):
        assert f">{clause}</a>" in page, clause
    assert server.addresses.get().ip in page
    assert "<svg" in page


def test_a_read_only_colleague_looks_and_does_nothing(customer, owner, client_of):
    reader = person("lecteur@argan.example")
    join(reader, customer, Role.READ_ONLY)
    server = bought(customer, owner)
    assert client_of(reader).get(server.get_absolute_url()).status_code == 200
    for page, said in (("power", {"kind": "stop"}), ("notice", {}), ("renew", {"cycle": 1})):
        assert (
            client_of(reader).post(reverse(f"servers:{page}", args=[server.public_id]), said).status_code
            == 403
        )
    assert again(server).state == "active"
    assert not server.tasks.exists()


def test_power_by_the_page(customer, owner, client_of):
    server = bought(customer, owner)
    answer = client_of(owner).post(reverse("servers:power", args=[server.public_id]), {"kind": "stop"})
    assert answer["Location"] == server.get_absolute_url()
    worker.settle(ORDERED)
    assert again(server).power == "stopped"


def test_renewing_by_the_page_makes_a_proforma_of_the_term_chosen(customer, owner, client_of):
    """SRV-6.2.2 and HD-6.2 leave it to payment: the proforma alone changes nothing."""
    server = bought(customer, owner)
    answer = client_of(owner).post(reverse("servers:renew", args=[server.public_id]), {"cycle": 12})
    proforma = ordering.open_proposal(server.public_id)
    assert answer["Location"] == proforma.get_absolute_url()
    line = OrderLine.objects.get(proforma=proforma)
    assert (line.period_from, line.period_to, line.unit_ht) == (
        date(2026, 12, 22),
        date(2027, 12, 22),
        171_720,
    )
    assert again(server).term_ends_on == date(2026, 12, 22)


def test_the_home_page_says_what_is_to_be_done(customer, owner, client_of):
    server = bought(customer, owner)
    servers.verbs["suspend"](server, act(ORDERED), ground="abuse", text="Spam (SRV-7.1.1(5)).")
    page = client_of(owner).get("/").content.decode()
    assert reverse("servers:correct", args=[server.public_id]) in page


def test_the_list_finds_by_name_and_address(customer, owner, client_of):
    one, other = a_server(customer, name="a.example.ma"), a_server(customer, name="b.example.ma")
    client, url = client_of(owner), reverse("servers:list")
    by_address = client.get(url, {"q": one.addresses.get().ip}).content.decode()
    assert one.hostname in by_address
    assert other.hostname not in by_address
    assert one.hostname not in client.get(url, {"q": "zzz"}).content.decode()


# --- the back office ----------------------------------------------------------------------------------------
def verb(client, server: Server, name: str, **said):
    return client.post(
        reverse("admin:servers_server_verb", args=[server.pk, name]), {"reason": "because", **said}
    )


def test_staff_deliver_a_dedicated_server_from_the_back_office(customer, owner, staff_user, client_of):
    server, desk = bought(customer, owner, code="d1", cycle=12), client_of(staff_user)
    stock = machine()
    assert (
        client_of(staff_user).get(reverse("admin:servers_server_change", args=[server.pk])).status_code == 200
    )
    verb(desk, server, "assign", machine=stock.pk)
    verb(desk, server, "tick", done=list(checklist.ITEMS))
    verb(desk, server, "deliver", password=PASSWORD)
    server = again(server)
    assert (server.state, server.machine) == ("active", stock)


def test_the_queues_of_the_first_page_lead_to_their_lists(customer, owner, staff_user, client_of):
    server = delivered(bought(customer, owner, code="d1", cycle=12), ORDERED)
    servers.verbs["suspend"](server, act(ORDERED), ground="security", text="Attacks.")
    servers.verbs["say_corrected"](again(server), act(ORDERED), what="done")
    desk = client_of(staff_user)
    with clock.frozen(ORDERED + timedelta(hours=2)):
        queues = {q["clause"]: q for q in desk.get(reverse("admin:index")).context["queues"]}
        assert (queues["SRV-6.2.1"]["late"], queues["SRV-3.1"]["count"]) in {(1, 0), (0, 0)}
        for queue in desk.get(reverse("admin:index")).context["queues"]:
            assert desk.get(queue["url"]).status_code == 200, queue["url"]


def test_staff_see_a_console_only_where_the_customer_has_authorised_it(
    customer, owner, staff_user, client_of
):
    """SRV-6.1.2(2), SRV-A2-2.1, guard 14: and each look is written down."""
    server, desk = bought(customer, owner), client_of(staff_user)
    url = reverse("admin:servers_server_console", args=[server.pk])
    refused = desk.post(url, {"reason": "curious"})
    assert refused.status_code == 302
    ticket = tickets.open_ticket(
        customer, "Slow", "It is slow.", act(ORDERED, owner.public_id), about=server.public_id
    )
    access.authorise(ticket, act(ORDERED, owner.public_id))
    shown = desk.post(url, {"reason": "looks at the slowness"})
    assert server.hostname in shown.content.decode()
    assert (
        EvidenceRecord.objects.get(about=server.public_id, what="data_accessed").actor == staff_user.public_id
    )


def test_every_clause_about_servers_is_published_with_its_terms():
    """SRV-1.1 and SRV-1.2: terms and appendices govern, and win over the general conditions."""
    srv = {clause.id for clause in register.all() if clause.id.startswith("SRV-")}
    texts = "".join(v.text_fr for v in acceptances.applicable({"server"}, {"cycle1"}, date(2026, 11, 22)))
    assert {clause for clause in srv if clause not in texts} == set()
    by_rank = [v.document.code for v in acceptances.applicable({"server"}, {"cycle1"}, date(2026, 11, 22))]
    assert by_rank.index("srv") < by_rank.index("cgv")
