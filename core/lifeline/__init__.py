"""The life line: phases as bands, a mark for today, dots for notices, price tags, each with its clause.

One drawing for pages (classes, coloured by css/lifeline.css), and with `standalone=True` the same drawing
with its own colours for mails and PDFs. Horizontal on a desk, vertical on a phone, mirrored in Arabic.
WeasyPrint does not join Arabic letters inside SVG: Arabic PDFs take `rows()` as a table instead.
"""

from django.utils.safestring import SafeString

from .horizontal import draw as draw_horizontal
from .model import Band, Dot, LifeLine, Price, Row, rows
from .vertical import draw as draw_vertical

__all__ = ["Band", "Dot", "LifeLine", "Price", "Row", "render", "rows"]


def render(
    line: LifeLine, *, rtl: bool = False, vertical: bool = False, standalone: bool = False
) -> SafeString:
    """The drawing as one SVG element; nothing when the line has no phase."""
    if not line.bands:
        return SafeString("")
    draw = draw_vertical if vertical else draw_horizontal
    return draw(line, rtl=rtl, standalone=standalone)
