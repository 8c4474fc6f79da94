"""cPanel and HestiaCP behind the port: found again after a lost answer, done once, refused in a known word."""

from datetime import UTC, datetime

import pytest

from core.ports import PortRefused, PortUnavailable
from tests.panels import HestiaServer, Whm
from web_hosting.panel import Place, Usage, Wanted, cpanel, hestia
from web_hosting.panel.connection import connection

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PLACE = Place("hos_0123456789abcdef", "argan012345", "argan.example.ma", "start")
WANTED = Wanted(PLACE, "first-password-aA9", "compta@argan.example")
TOKENS = {"cpanel": "root:TOKEN123", "hestia": "ACCESS:SECRET"}
CREATES = {"cpanel": "createacct", "hestia": "v-add-user"}


@pytest.fixture(params=["cpanel", "hestia"])
def kind(request):
    return request.param


@pytest.fixture
def server(kind):
    with (Whm if kind == "cpanel" else HestiaServer)() as running:
        yield running


@pytest.fixture
def panel(kind, server, tmp_path):
    token = tmp_path / "token"
    token.write_text(TOKENS[kind])
    entry = {"adapter": kind, "url": server.url, "token_file": str(token), "nameservers": ["ns1.example.ma"]}
    return {"cpanel": cpanel.CPanel, "hestia": hestia.Hestia}[kind](connection("shared", entry))


def test_a_space_is_made_suspended_resumed_changed_and_removed(panel, server):
    held = panel.create(WANTED, NOW)
    assert (held.login, held.domain, held.package, held.suspended) == (
        "argan012345",
        "argan.example.ma",
        "start",
        False,
    )
    assert held.address.startswith("192.0.2.")
    assert held.nameservers == ("ns1.example.ma",)
    panel.suspend(PLACE, "hos_0123456789abcdef", NOW)
    panel.suspend(PLACE, "hos_0123456789abcdef", NOW)
    assert panel.create(WANTED, NOW).suspended
    panel.resume(PLACE, NOW)
    panel.resume(PLACE, NOW)
    panel.change(PLACE, "pro", NOW)
    assert panel.create(WANTED, NOW).package == "pro"
    panel.remove(PLACE, NOW)
    panel.remove(PLACE, NOW)
    assert server.accounts == {}


def test_a_lost_answer_is_looked_for_before_anything_is_made_again(panel, server, kind):
    server.misbehave("lost", CREATES[kind])
    with pytest.raises(PortUnavailable):
        panel.create(WANTED, NOW)
    assert panel.create(WANTED, NOW).domain == "argan.example.ma"
    assert server.times(CREATES[kind]) == 1


@pytest.mark.parametrize("mood", ["500", "429", "html"])
def test_what_is_no_answer_of_the_panel_is_asked_again_later(panel, server, mood):
    server.misbehave(mood, times=2)
    with pytest.raises(PortUnavailable):
        panel.create(WANTED, NOW)


def test_our_own_token_refused_is_our_fault_and_never_the_customers(panel, server, kind):
    panel.known.__dict__["secret"] = "WRONG"
    if kind == "cpanel":
        panel.http.headers["Authorization"] = "whm root:WRONG"
    with pytest.raises(PortUnavailable):
        panel.create(WANTED, NOW)


def test_a_machine_without_room_and_a_name_of_somebody_else_are_final_answers(panel, server):
    server.full = True
    with pytest.raises(PortRefused) as refusal:
        panel.create(WANTED, NOW)
    assert refusal.value.code == "full"
    server.full, server.accounts = False, {}
    other = Place("hos_ffff", "zellige01234", "argan.example.ma", "start")
    panel.create(Wanted(other, "x-aA9-first-pass", "x@example.ma"), NOW)
    with pytest.raises(PortRefused) as refusal:
        panel.create(WANTED, NOW)
    assert refusal.value.code == "domain"


def test_a_login_of_somebody_else_is_never_touched(panel, server):
    stranger = Place("hos_ffff", PLACE.login, "other.example.ma", "start")
    panel.create(Wanted(stranger, "x-aA9-first-pass", "x@example.ma"), NOW)
    for act in (lambda: panel.create(WANTED, NOW), lambda: panel.suspend(PLACE, "x", NOW),
                lambda: panel.remove(PLACE, NOW)):  # fmt: skip
        with pytest.raises(PortRefused) as refusal:
            act()
        assert refusal.value.code == "login"


def test_the_newest_backup_is_found_and_its_restore_is_queued(panel, server, kind):
    panel.create(WANTED, NOW)
    server.backups = {}
    assert panel.latest_backup(PLACE, NOW) is None
    if kind == "cpanel":
        server.backups = {"2026-11-20": [PLACE.login], "2026-11-21": [PLACE.login], "2026-11-22": []}
        expected = datetime(2026, 11, 21, tzinfo=UTC)
    else:
        server.backups = {
            "argan012345.2026-11-20_05-10-01.tar": {"DATE": "2026-11-20", "TIME": "05:10:01"},
            "argan012345.2026-11-21_05-10-01.tar": {"DATE": "2026-11-21", "TIME": "05:10:01"},
        }
        expected = datetime(2026, 11, 21, 5, 10, 1, tzinfo=UTC)
    assert panel.latest_backup(PLACE, NOW) == expected
    panel.restore(PLACE, expected, "databases", NOW)
    command, sent = next(
        row for row in reversed(server.received) if "restore" in row[0] and "activate" not in row[0]
    )
    assert (sent.get("mysql"), sent.get("arg6")) in {("1", None), (None, "*")}, command


def test_the_door_is_an_address_of_the_panel(panel, server, kind):
    panel.create(WANTED, NOW)
    door = panel.door(PLACE, NOW)
    assert "login" in door.url
    assert door.until > NOW


def test_an_unknown_space_is_missing(panel):
    with pytest.raises(PortRefused) as refusal:
        panel.door(PLACE, NOW)
    assert refusal.value.code == "missing"


def test_what_all_spaces_use_is_one_question_and_nobody_else_is_counted(panel, server, kind):
    """HD-5.2: a space that is gone, and a login that is somebody else's, are left out."""
    zellige = Place("hos_fedcba9876543210", "zellig012345", "zellige.example.ma", "start")
    panel.create(WANTED, NOW)
    panel.create(Wanted(zellige, "x-aA9-first-pass", "x@example.ma"), NOW)
    taken = Place("hos_ffff", PLACE.login, "other.example.ma", "start")
    gone = Place("hos_eeee", "gone01234567", "gone.example.ma", "start")
    before = len(server.received)
    used = panel.usage([PLACE, zellige, taken, gone], NOW)
    assert len(server.received) == before + 1
    expected = Usage(14) if kind == "cpanel" else Usage(17, 1, 3, 2)
    assert used == {PLACE.our_reference: expected, zellige.our_reference: expected}


def test_a_wrong_entry_is_said_in_words(tmp_path):
    token = tmp_path / "token"
    token.write_text("nocolon")
    found = cpanel.faults(
        "shared", {"adapter": "cpanel", "url": "http://panel.example", "token_file": str(token), "x": 1}
    )
    assert any("«x» is no setting" in fault for fault in found)
    assert any("https://" in fault for fault in found)
    assert any("two halves" in fault for fault in found)


def test_hestia_gives_an_e_mail_pack_its_mail_domain_alone(tmp_path):
    """Such a plan has no web site: the panel would refuse one."""
    place = Place("hos_0123456789abcdef", "ar012345", "argan.example.ma", "email", "email")
    with HestiaServer() as running:
        token = tmp_path / "token"
        token.write_text(TOKENS["hestia"])
        entry = {"adapter": "hestia", "url": running.url, "token_file": str(token)}
        panel = hestia.Hestia(connection("shared", entry))
        held = panel.create(Wanted(place, "first-password-aA9", "compta@argan.example"), NOW)
        panel.create(Wanted(place, "first-password-aA9", "compta@argan.example"), NOW)
        assert (held.domain, held.address) == ("argan.example.ma", "192.0.2.21")
        assert (running.times("v-add-domain"), running.accounts["ar012345"]["mail"]) == (
            0,
            ["argan.example.ma"],
        )


def test_hestia_completes_a_name_whose_second_half_had_failed(tmp_path):
    """`v-add-domain` stops at what exists: the mail half is asked for by itself."""
    with HestiaServer() as running:
        token = tmp_path / "token"
        token.write_text(TOKENS["hestia"])
        entry = {"adapter": "hestia", "url": running.url, "token_file": str(token)}
        panel = hestia.Hestia(connection("shared", entry))
        running.full_mail = True
        with pytest.raises(PortRefused):
            panel.create(WANTED, NOW)
        running.full_mail = False
        panel.create(WANTED, NOW)
        assert running.accounts[PLACE.login]["mail"] == [PLACE.domain]
