"""What a registry's message about a transfer means here: news of a name on its way to us, or away from us."""

from core.acts import Act
from core.transitions import amend
from domains.models import HELD, Domain, TransferIn, TransferOut
from domains.registry.port import RegistryTransfer

from . import departures


def told(news: RegistryTransfer, act: Act) -> str:
    """Take the news up and say whom it concerns (a public id), empty for nobody; the registry is then asked itself.

    A message may be late or come twice: it only brings the next look forward, what `info` shows is what counts.
    """
    arrival = TransferIn.objects.filter(name=news.name, state="pending").first()
    if arrival:
        return _look_now(arrival, act)
    domain = Domain.objects.select_related(*Domain.schedule_related).filter(name=news.name, state__in=HELD)
    if not (ours := domain.first()):
        return ""
    under_way = TransferOut.objects.filter(domain=ours, state="pending").first()
    if under_way:
        return _look_now(under_way, act)
    departure = departures.notice(ours, news, act)
    return departure.public_id if departure else ""


def _look_now(thing: TransferIn | TransferOut, act: Act) -> str:
    amend(thing, act, "registry_told", "DN-6.p2", call_at=act.now)
    return thing.public_id
