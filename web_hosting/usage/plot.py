"""What a space has used, drawn as bars day by day against its quota: an SVG for the page, a sentence for everybody."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import display
from core.lifeline.ink import Pen
from web_hosting.lifecycle.watching import level
from web_hosting.models import UsageSample
from web_hosting.terms import USAGE

WIDTH, HEIGHT, TOP, FOOT = 720.0, 150.0, 18.0, 24.0
TONES = {0: "fine", **dict(zip(USAGE.alerts, ("soon", "late"), strict=True))}


def draw(
    samples: Sequence[UsageSample], allowed: int | None, today: date, *, rtl: bool = False
) -> SafeString:
    """Disk space of the last days in MB; nothing where there is no sample."""
    shown = [sample for sample in samples if sample.taken_on >= today - USAGE.shown]
    if not shown:
        return SafeString("")
    pen = Pen(WIDTH, rtl=rtl, standalone=False)
    top = max(allowed or 0, *(sample.disk_mb for sample in shown)) or 1
    _bars(pen, shown, allowed, top, today)
    if allowed:
        y = _y(allowed, top)
        pen.mark("line", "leader", x1=0, x2=WIDTH, y1=y, y2=y, stroke_dasharray="4 4")
        pen.text("quiet", 4, y - 5, _("quota: %(n)s MB") % {"n": allowed}, 12)
    pen.text("quiet", 4, TOP + HEIGHT + 17, display.day(shown[0].taken_on, "short"), 12)
    name = "use" + sha256(repr([(s.taken_on, s.disk_mb) for s in shown]).encode()).hexdigest()[:8]
    return pen.svg(TOP + HEIGHT + FOOT, _("Disk space, day by day"), sentence(shown[-1], allowed), name)


def sentence(sample: UsageSample, allowed: int | None) -> str:
    """The last sample in words."""
    said = {"day": display.day(sample.taken_on), "used": sample.disk_mb, "allowed": allowed}
    if not allowed:
        return _("%(used)s MB used on %(day)s; no limit.") % said
    return _("%(used)s MB of %(allowed)s MB used on %(day)s.") % said


def _bars(pen: Pen, shown: Sequence[UsageSample], allowed: int | None, top: int, today: date) -> None:
    first = min(shown[0].taken_on, today)
    days = max((today - first).days + 1, 1)
    step = WIDTH / days
    for sample in shown:
        y, x = _y(sample.disk_mb, top), step * (sample.taken_on - first).days
        tone = TONES[level(sample.disk_mb, allowed)]
        pen.box(f"past-{tone}", x, y, max(step - 1, 1), TOP + HEIGHT - y, 1)


def _y(value: int, top: int) -> float:
    return TOP + HEIGHT * (1 - min(value / top, 1))
