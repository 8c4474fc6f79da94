"""What the spaces use: each panel is asked once a day, for all of its spaces at once (HD-5.1a, HD-5.2).

A panel that is down is asked again at the next knock; a space of which the panel says nothing, or whose sample cannot
be kept, does not lose the others.
"""

import logging
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortError, PortUnavailable
from core.transitions import NotAllowed
from web_hosting.lifecycle import watching
from web_hosting.lifecycle.calls import place_of
from web_hosting.models import HostingAccount, PanelReading, UsageSample
from web_hosting.panel import Usage, panel_for
from web_hosting.terms import HOSTING, USAGE

log = logging.getLogger(__name__)
QUEUE = "hosting_panel"
NAMED = 20  # spaces of which a panel says nothing


def read_all(act: Act) -> int:
    """One look a day at each panel, from the morning on; how many spaces were counted."""
    if act.now < clock.at_local(act.today, HOSTING.morning):
        return 0
    return sum(_read(panel, act) for panel in _due(act))


def read_at(now: datetime) -> None:
    """The same where the clock is moved from event to event."""
    read_all(Act(now))


def _due(act: Act) -> list[str]:
    """The panels with spaces that work, of which none was read today."""
    read = PanelReading.objects.filter(read_on__gt=act.today - USAGE.sampled_every)
    waiting = HostingAccount.objects.filter(state="active").exclude(panel__in=read.values("panel"))
    return sorted(waiting.order_by().values_list("panel", flat=True).distinct())


def _read(panel: str, act: Act) -> int:
    """The answer is kept space by space and the reading noted last: killed on the way, it is read once more."""
    working = HostingAccount.objects.filter(state="active", panel=panel)
    spaces = list(working.select_related(*HostingAccount.schedule_related))
    try:
        told = _asked(panel, spaces, act.now)
    except Exception as error:
        log.warning("usage at %s: %s", panel, error, exc_info=not isinstance(error, PortError))
        _tell_staff(panel, act, str(error))
        return 0
    taken = sum(
        _note(space, told[space.public_id], act) for space in spaces if space.public_id in (told or ())
    )
    if told is not None and (left := [s.public_id for s in spaces if s.public_id not in told]):
        log.warning("usage at %s: nothing about %d spaces: %s", panel, len(left), ", ".join(left[:NAMED]))
    PanelReading.objects.update_or_create(panel=panel, defaults={"read_on": act.today})
    close_attention(act, queue=QUEUE, about=panel[:24])
    return taken


def _asked(panel: str, spaces: list[HostingAccount], now: datetime) -> dict[str, Usage] | None:
    """What the panel says; a list in which not one of our spaces stands is no answer."""
    told = panel_for(panel).usage([place_of(space) for space in spaces], now)
    if told is not None and not told:
        raise PortUnavailable("none of our spaces is in its list")
    return told


def _note(space: HostingAccount, used: Usage, act: Act) -> bool:
    try:
        watching.note_usage(space, act, used=used)
    except NotAllowed:  # stopped meanwhile
        return False
    except Exception:
        log.exception("usage of %s is not kept", space.public_id)
        return False
    return True


def _tell_staff(panel: str, act: Act, error: str) -> None:
    """A panel may be down for a while; one that says nothing for a whole day is shown, until it does again."""
    if PanelReading.objects.filter(panel=panel, read_on__gte=act.today - USAGE.sampled_every).exists():
        return
    title = format_lazy(_("{panel} – the panel does not say what its spaces use"), panel=panel)
    key = f"usage:{panel}:{act.today}"
    raise_attention(QUEUE, key, panel[:24], title, act=act, detail=error, clause="HD-5.2")


def forget_samples(now: datetime) -> int:
    """Samples are kept for a little more than a year."""
    return UsageSample.objects.filter(taken_on__lt=clock.local_date(now) - USAGE.samples_kept).delete()[0]
