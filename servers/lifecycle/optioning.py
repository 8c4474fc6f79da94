"""Options changed while a server runs: more is paid for the rest of the term, less begins after its last day (ADR 18).

What is added is a line of a proforma for each option, at the price of the days that are left; paid, it is applied:
management at once, the others by staff at the machine. What is taken back runs until the paid period ends, so nothing
is paid back: no service that was paid for is left unused.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines, ordering
from billing.models import OrderLine
from billing.prices import price_list
from core import evidence
from core.acts import Act
from core.clock import days, opening
from core.transitions import NotAllowed, amend, claim
from servers import coverage, emails, inventory
from servers.flows import servers
from servers.models import Server, ServerTask
from servers.options import MANAGED, PACK, option_product
from servers.ordering import OPTION, backup_by, option_lines, options_next, options_of
from servers.prices import operation
from servers.schedule import LIVE

from . import tasks, term

CLAUSE = "SRV-6.1.3"


@transaction.atomic
def order_options(server: Server, act: Act, wanted: dict[str, int], own_backup: bool = False) -> bool:
    """`wanted` is code → how often from now on. A proforma of what is more; what is less ends with the paid period.

    True where there is something to pay. Raises NotAllowed where nothing changes, where an option is not sold any more
    and where nobody would back up without the customer having said that he does (SRV-5.1(2)).
    """
    claim(server)
    _check(server, act, wanted, own_backup)
    more, less = added(server, wanted), lessened(server, wanted)
    ordering.void_open_proposals(server.public_id, act, gettext_lazy("other options were chosen"))
    amend(
        server, act, "options_chosen", CLAUSE, leaving=less, leaves_on=server.term_ends_on if less else None
    )
    if own_backup:
        evidence.record(server.public_id, "acceptance", "own_backup", act, "SRV-5.1(2)")
    term.propose_again(server, act)
    if more:
        until = opening(server.term_ends_on + days(1))
        ordering.propose(server.customer, option_lines(server, more, act.today), act, due_on=act.today,
                         payable_until=until, at_once=True, origin="request")  # fmt: skip
    return bool(more)


def _check(server: Server, act: Act, wanted: dict[str, int], own_backup: bool) -> None:
    words = ""
    if server.state != "active":
        words = _("%(server)s is %(state)s: its options cannot be changed now.")
    elif act.today >= server.term_ends_on:
        words = _("The paid term of %(server)s ends: renew it first.")
    elif wanted == options_next(server):
        words = _("%(server)s has these options already.")
    elif server.tasks.filter(state__in=ServerTask.OPEN, kind="options").exists():
        words = _("An option of %(server)s is being set up: wait until that is done.")
    elif not own_backup and server.backup_by != "customer" and _backs_up(server, wanted) == "customer":
        words = _("Without backup and management you back up %(server)s yourself: tick that you do.")
    if words:
        raise NotAllowed(words % {"server": server, "state": server.get_state_display()}, CLAUSE)
    codes = {option_product(code) for code in added(server, wanted)}
    listed = price_list(act.today, codes, server.customer.currency)
    if any(listed.find(code, operation(server.cycle)) is None for code in codes):
        raise NotAllowed(_("This option is not sold any more."), CLAUSE)


def added(server: Server, wanted: dict[str, int]) -> dict[str, int]:
    """What is more than now: code → how many more. Another management counts where it is the greater one."""
    now = options_of(server)
    return {code: n - now.get(code, 0) for code, n in wanted.items()
            if n > now.get(code, 0) and not (code == "managed" and now.get("fully_managed"))}  # fmt: skip


def lessened(server: Server, wanted: dict[str, int]) -> dict[str, int]:
    """What is less than now: code → how many are left when the paid period has ended."""
    less = {code: wanted.get(code, 0) for code, n in options_of(server).items() if wanted.get(code, 0) < n}
    if "managed" in less and wanted.get("fully_managed"):  # the greater one takes its place at once
        del less["managed"]
    if "fully_managed" in less and wanted.get("managed"):
        less["managed"] = 1
    return less


# --- paid ---------------------------------------------------------------------------------------------------
@servers.verb(source=list(Server.RUNNING), clause=CLAUSE)
def take_options(server: Server, act: Act, line: OrderLine) -> None:
    """An option is paid: management counts from now on, the others are set up at the machine by staff."""
    code, n = line.options["option"], line.options["more"]
    if code in MANAGED:
        _give(server, {code: 1}, act)
        lines.finish(line, OrderLine.Outcome.DONE, act)
        emails.options_changed(server, act, f"more:{line.public_id}")
        return
    wanted: dict[str, Any] = {"option": code, "more": n}
    if code == "ipv4":
        had = set(server.addresses.values_list("ip", flat=True))
        server.extra_ipv4 += n
        if not inventory.lease(server, act):
            raise NotAllowed(_("No address is free at %(site)s.") % {"site": server.site}, "SRV-A1")
        wanted["ips"] = sorted(set(server.addresses.values_list("ip", flat=True)) - had)
    tasks.ask_for(server, ServerTask.Kind.OPTIONS, wanted, act, line=line.public_id)


# --- the end of the paid period -----------------------------------------------------------------------------
@servers.verb(source=list(LIVE), clause=CLAUSE)
def drop_options(server: Server, act: Act) -> None:
    """What the customer has given up ends with the period that he has paid; staff take it away at the machine."""
    left, server.leaving, server.leaves_on = dict(server.leaving), {}, None
    ips = list(server.addresses.order_by("-pk").values_list("ip", flat=True))
    gone = ips[: max(server.extra_ipv4 - left.get("ipv4", server.extra_ipv4), 0)]
    _give(server, left, act)
    if by_hand := {code: n for code, n in left.items() if code not in MANAGED}:
        tasks.ask_for(server, ServerTask.Kind.OPTIONS, {"left": by_hand, "ips": gone}, act)
    emails.options_changed(server, act, f"less:{act.today}")


def _give(server: Server, options: dict[str, int], act: Act) -> None:
    """The server has these options now, the others as before; support and backups follow (SRV-6.1.3, C-34)."""
    taken = options_of(server) | options
    if options.get("fully_managed") or options.get("managed"):
        taken |= {code: options.get(code, 0) for code in MANAGED}
    managed = next((code for code in reversed(MANAGED) if taken.get(code)), Server.Management.NONE)
    server.backup_gb, server.extra_ipv4 = taken.get("backup", 0) * PACK, taken.get("ipv4", 0)
    server.cpanel, server.backup_by = bool(taken.get("cpanel")), _backs_up(server, taken)
    if managed != server.management:
        server.management = managed
        coverage.change(server, act)


def _backs_up(server: Server, taken: dict[str, int]) -> str:
    return backup_by(taken, coverage.outsourced(server))


# --- at the machine -------------------------------------------------------------------------------------------
def _set_up(task: ServerTask, act: Act, answer: Any) -> None:
    """Staff have done it: the line that paid for it is done; an address that was given up is free again."""
    said, server = task.wanted, task.server
    if "left" in said:
        inventory.give_back(server, said["ips"], act)
        return
    claim(server)
    if said["option"] != "ipv4":  # an address counts from its lease on
        had = options_of(server).get(said["option"], 0)
        facts = {"backup": {"backup_gb": (had + said["more"]) * PACK}, "cpanel": {"cpanel": True}}[
            said["option"]
        ]
        taken = options_of(server) | {said["option"]: had + said["more"]}
        amend(server, act, "option_set_up", CLAUSE, backup_by=_backs_up(server, taken), **facts)
    if line := OrderLine.objects.filter(public_id=task.line).first():
        lines.finish(line, OrderLine.Outcome.DONE, act)
    emails.options_changed(server, act, f"more:{task.public_id}")


def _not_set_up(task: ServerTask, act: Act, wanted: dict[str, Any]) -> None:
    """It cannot be done: addresses that were leased for it go back; the line is credited by the task itself."""
    if wanted.get("option") == "ipv4":
        inventory.give_back(task.server, wanted["ips"], act)
        claim(task.server)
        fewer = task.server.extra_ipv4 - wanted["more"]
        amend(task.server, act, "option_not_set_up", CLAUSE, extra_ipv4=max(fewer, 0))


tasks.EFFECTS[ServerTask.Kind.OPTIONS] = _set_up
tasks.UNDONE[ServerTask.Kind.OPTIONS] = _not_set_up
assert OPTION
