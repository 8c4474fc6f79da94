"""Paid lines taken up: a registration makes the name, a renewal or a buy-back moves it. First come, first served."""

from django.utils.translation import gettext_lazy as _

from billing import lines
from billing.models import OrderLine
from core.acts import Act
from core.transitions import NotAllowed

from . import emails, renewals
from .files import lifecycle as files
from .files import needs, sending
from .holder_changes import lifecycle as holder_changes
from .lifecycle import flow
from .models import Domain, Extension
from .transfers import ordering as transfers

BUSY = {"registering", "renewing", "restoring", "deleting", "cancelling"}  # an answer is awaited: later


def pull(act: Act) -> int:
    """Take up the paid lines of domain names; returns how many. One that fails waits for staff, the others go on."""
    return lines.take_up("domain.", TAKERS, "DN-2.3a", act)


def _register(line: OrderLine, act: Act) -> int:
    """A paid order: the registry is asked at once, unless papers or people come first (DN-2.3a, C-17)."""
    if not lines.take(line, act):
        return 0
    extension = Extension.objects.get(code=line.options["extension"])
    if needs.needs_file(line.options, extension, act.today):
        files.open_file(line, act)
    else:
        sending.begin_registration(line, act, received_at=act.now, completed_at=act.now)
    return 1


def _renew(line: OrderLine, act: Act) -> int:
    return _move(line, act, "begin_renewal")


def _redeem(line: OrderLine, act: Act) -> int:
    return _move(line, act, "begin_restore")


def _move(line: OrderLine, act: Act, verb: str) -> int:
    """Renew or restore; a name that cannot take it any more gets the money credited and says so."""
    domain = Domain.objects.select_related(*Domain.schedule_related).get(public_id=line.about)
    if domain.state in BUSY or not lines.take(line, act):
        return 0
    try:
        flow.verbs[verb](domain, act, line=line)
    except NotAllowed:
        lines.credit_line(line, act, _("the name can no longer take it"))
        emails.too_late(domain, act, line)
    return 1


TAKERS = {
    renewals.REGISTER: _register,
    renewals.RENEW: _renew,
    renewals.REDEEM: _redeem,
    holder_changes.OWNER_CHANGE: holder_changes.take_payment,
    **transfers.TAKERS,
}
