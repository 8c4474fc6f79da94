"""Messages about transfers, handed to the room of transfers: it looks at once instead of at its next hour."""

from core.acts import Act
from core.transitions import amend
from domains.models import RegistryMessage, TransferIn, TransferOut
from domains.transfers import departures

from . import reading


def hand_on(message: RegistryMessage, act: Act) -> bool:
    """A transfer of ours is looked at now; another registrar's request is noticed (DN-6.p2, DN-6.2.1b)."""
    found = reading.transfer_of(message)
    if found is None:
        return False
    arrivals = TransferIn.objects.filter(name=message.name, state="pending")
    departures_open = TransferOut.objects.filter(domain__name=message.name, state__in=TransferOut.OPEN)
    under_way = arrivals.first() or departures_open.first()
    if under_way:
        amend(under_way, act, "registry_message", "DN-8.1", call_at=act.now)
        return True
    return bool(message.domain and departures.notice(message.domain, found, act))
