"""Ninety days of a service as one picture, drawn on the server with the life line's pen."""

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import display
from core.lifeline.ink import Pen


def calendar(tones: Sequence[tuple[date, str]], title: str, name: str, *, rtl: bool = False) -> SafeString:
    """One thin bar for each day, the oldest first: fine, soon (slower, minor) or late (major)."""
    step, tall = 8, 34
    pen = Pen(step * len(tones), rtl=rtl, standalone=False)
    for n, (_day, tone) in enumerate(tones):
        pen.box(f"past-{tone}" if tone != "fine" else "band-fine", n * step + 1, 0 if tone == "fine" else 4, 6,
                tall if tone == "fine" else tall - 8, 2)  # fmt: skip
    bad = [display.day(day, "short") for day, tone in tones if tone != "fine"]
    words = _("Disturbed on: %(days)s") % {"days": ", ".join(bad)} if bad else _("No disturbance")
    return pen.svg(tall, title, words, name)
