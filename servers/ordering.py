"""Ordering a server: the line that goes into the cart, its options as parts of it; renewing; growing; more options."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing import cart
from billing.lines import NewLine
from billing.models import OrderLine, Price
from billing.prices import price_list, shared
from core import clock
from core.acts import Act

from .models import Image, Server, ServerProduct, Site
from .options import MANAGED, OPTIONS, PACK, option_product
from .prices import codes, operation

ORDER, RENEW, RESIZE, SETUP = "server.order", "server.renew", "server.resize", "server.setup"
OPTION = "server.option"
SUBJECT = OrderLine._meta.get_field("subject").max_length
PINNED = ("name", "kind", "cpus", "processor", "ram", "disk", "disks", "bandwidth", "traffic")
Withdrawal, BackupBy, Management = Server.Withdrawal, Server.BackupBy, Server.Management


@dataclass(frozen=True)
class Choice:
    """What the customer has chosen; `options` is code → how often; `ssh_keys` one a line; `cycle` in months."""

    product: ServerProduct
    site: Site
    image: Image
    hostname: str
    cycle: int = 1
    options: tuple[tuple[str, int], ...] = ()
    ssh_keys: str = ""
    withdrawal: str = Withdrawal.NONE

    @property
    def management(self) -> str:
        taken = dict(self.options)
        return next((code for code in reversed(MANAGED) if taken.get(code)), Management.NONE)

    @property
    def backup_by(self) -> str:
        """Who backs up from the delivery on (C-34, SRV-6.3.3)."""
        return backup_by(dict(self.options))


def backup_by(taken: dict[str, int], outsourced: bool = False) -> str:
    """Who backs up a server with these options: the backup option before a contract of ours, else the customer."""
    if taken.get("backup"):
        return BackupBy.OPTION
    ours = outsourced or any(taken.get(code) for code in MANAGED)
    return BackupBy.CONTRACT if ours else BackupBy.CUSTOMER


def into_cart(customer, user, choice: Choice, act: Act) -> None:
    """Put the server in the cart; the same one of the same name replaces its line."""
    cart.add(customer, user, line_of(choice), act)


def line_of(choice: Choice) -> NewLine:
    """The line of a server: the configuration is pinned on it, the options are its parts (SRV-3.p1)."""
    product, taken = choice.product, dict(choice.options)
    options = {
        "product": product.code, "site": choice.site.code, "image": choice.image.code, "hostname": choice.hostname,
        "cycle": choice.cycle, "management": choice.management, "backup_by": choice.backup_by,
        "backup_gb": taken.get("backup", 0) * PACK, "extra_ipv4": taken.get("ipv4", 0),
        "cpanel": bool(taken.get("cpanel")), "ssh_keys": choice.ssh_keys, "withdrawal": choice.withdrawal,
        "quantities": [1, 1], "pinned": pinned(product, choice.site),
    }  # fmt: skip
    subject = f"{product.name} – {choice.hostname}"[:SUBJECT]
    scopes = scopes_of(choice)
    return NewLine(ORDER, subject, product.product_code, operation(choice.cycle), _cycle_words(choice.cycle),
                   options=options, scopes=scopes,
                   parts=(*_setup(choice, subject, scopes),
                          *_parts(taken, choice.cycle, subject, scopes)))  # fmt: skip


def scopes_of(choice: Choice) -> tuple[str, ...]:
    """Whose documents are accepted: the special terms (SRV-1.1), and what this choice asks for (SRV-5.1(2), C-21)."""
    own_backup = ("server.own_backup",) if choice.backup_by == BackupBy.CUSTOMER else ()
    at_once = ("server.immediate",) if choice.withdrawal == Withdrawal.WAIVED else ()
    return (*choice.product.scopes, *own_backup, *at_once)


def renewal_line(server: Server, cycle: int, today: date) -> NewLine:
    """The line of another term, from J0 on, with its options; at the price in force, else at the last there was."""
    begins, ends = server.term_ends_on, term_end(server, server.months + cycle)
    subject = f"{server.product} – {server.hostname}"[:SUBJECT]
    common: dict[str, Any] = {"about": server.public_id, "period_from": begins, "period_to": ends}
    parts = tuple(
        _at_last_price(part, server, today)
        for part in _parts(options_next(server), cycle, subject, (), **common)
    )
    line = NewLine(RENEW, subject, server.product.product_code, operation(cycle), _cycle_words(cycle),
                   options={"cycle": cycle}, parts=parts, scopes=tuple(server.product.scopes), **common)  # fmt: skip
    return _at_last_price(line, server, today)


def _at_last_price(line: NewLine, server: Server, today: date) -> NewLine:
    """Something no longer sold is still renewed for who has it, at the price that it had last (HD-3.1a)."""
    currency = server.customer.currency
    listed = shared(server) or price_list(today, [line.product], currency)
    if listed.find(line.product, line.operation) is not None:
        return line
    had = Price.objects.filter(product__code=line.product, operation=line.operation, currency=currency)
    last = had.filter(starts_on__lte=today).order_by("-starts_on").values_list("amount", flat=True).first()
    return line if last is None else replace(line, unit_ht=last)


def resize_line(server: Server, product: ServerProduct, today: date) -> NewLine:
    """The line of a larger configuration for the rest of the term: the difference in price, day by day."""
    subject = f"{server.product} → {product} – {server.hostname}"[:SUBJECT]
    return NewLine(RESIZE, subject, product.product_code, operation(server.cycle), _("Larger configuration"),
                   unit_ht=difference(server, product, today), about=server.public_id, period_from=today,
                   period_to=server.term_ends_on,
                   options={"product": product.code, "pinned": pinned(product, server.site)})  # fmt: skip


def difference(server: Server, product: ServerProduct, today: date) -> int:
    """Centimes before tax for the days that are left of the cycle; never less than nothing."""
    prices = price_list(today, codes([server.product, product]), server.customer.currency)
    dearer = prices.get(product.product_code, operation(server.cycle)) - (
        prices.find(server.product.product_code, operation(server.cycle)) or 0
    )
    return rest_of(server, max(dearer, 0), today)


def rest_of(server: Server, ht: int, today: date) -> int:
    """Of the price of a cycle what the days cost that are left of the paid period, which may be several cycles long."""
    whole = (server.term_ends_on - term_end(server, server.months - server.cycle)).days
    return ht * max((server.term_ends_on - today).days, 0) // max(whole, 1)


def option_lines(server: Server, more: dict[str, int], today: date) -> Iterator[NewLine]:
    """A line for each option that is added, for the rest of the paid period (code → how many more)."""
    subject = f"{server.product} – {server.hostname}"[:SUBJECT]
    for code, ht in option_rests(server, more, today).items():
        yield NewLine(OPTION, subject, option_product(code), operation(server.cycle), OPTIONS[code].words,
                      quantity=more[code], unit_ht=ht, about=server.public_id, period_from=today,
                      period_to=server.term_ends_on, options={"option": code, "more": more[code]})  # fmt: skip


def option_rests(server: Server, codes: Iterable[str], today: date) -> dict[str, int]:
    """What one of each costs for the rest of the period, in centimes before tax; those that are sold.

    Fully Managed in the place of Managed costs the difference.
    """
    of_cycle = operation(server.cycle)
    prices = price_list(today, {option_product(code) for code in OPTIONS}, server.customer.currency)
    listed = {code: prices.find(option_product(code), of_cycle) for code in codes}
    if listed.get("fully_managed") is not None and server.management == Management.MANAGED:
        listed["fully_managed"] -= prices.find(option_product("managed"), of_cycle) or 0
    return {code: rest_of(server, max(ht, 0), today) for code, ht in listed.items() if ht is not None}


def term_end(server: Server, months: int) -> date:
    """The last day once so many months are paid: the same day of the month as it started (SRV-4.1)."""
    return clock.months_later(server.term_started_on, months)


def options_of(server: Server) -> dict[str, int]:
    """The options that a server has: code → how often."""
    taken = {"backup": server.backup_gb // PACK, "ipv4": server.extra_ipv4, "cpanel": int(server.cpanel)}
    managed = {} if server.management == Management.NONE else {server.management: 1}
    return {code: n for code, n in (managed | taken).items() if n}


def options_next(server: Server) -> dict[str, int]:
    """The options of the next term: without what the customer has given up."""
    return {code: n for code, n in (options_of(server) | server.leaving).items() if n}


def pinned(product: ServerProduct, site: Site) -> dict[str, Any]:
    """The configuration as it is on the day of the order, and where (SRV-3.p1, SRV-A3-1, SRV-A3-2)."""
    place = {
        "site": site.name,
        "country": site.country,
        "data_protection": site.text_version,
        "clause": site.clause,
    }
    return {name: getattr(product, name) for name in PINNED} | place


def _setup(choice: Choice, subject: str, scopes: tuple[str, ...]) -> Iterator[NewLine]:
    """A setup fee, where the configuration has one."""
    if choice.product.setup_fee:
        yield NewLine(SETUP, subject, choice.product.product_code, "setup", _("Setup"), scopes=scopes)


def _parts(
    taken: dict[str, int], cycle: int, subject: str, scopes: tuple[str, ...], **common: Any
) -> Iterator[NewLine]:
    for code, n in taken.items():
        if n:
            option = OPTIONS[code]
            yield NewLine(option.kind, subject, option_product(code), operation(cycle), option.words, quantity=n,
                          scopes=scopes, **common)  # fmt: skip


def _cycle_words(cycle: int):
    words = {1: _("Server, one month"), 3: _("Server, three months"), 6: _("Server, six months")}
    return words.get(cycle, _("Server, one year"))
