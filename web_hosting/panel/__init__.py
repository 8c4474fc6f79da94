"""The panel port and its adapters: cPanel & WHM, HestiaCP, by hand, sandbox. All that a caller needs is here."""

from .choosing import panel_for
from .port import Door, Held, Panel, Place, Usage, Wanted
from .refusals import refusal_text

__all__ = ["Door", "Held", "Panel", "Place", "Usage", "Wanted", "panel_for", "refusal_text"]
