"""The pen: SVG elements with classes for pages, or with colours of their own for mails and PDFs."""

from html import escape

from django.utils.safestring import SafeString, mark_safe

Attributes = dict[str, object]

FONT = "Noto Sans, Noto Sans Arabic, DejaVu Sans, Arial, sans-serif"
INK, SOFT, LINE, PAPER, ACCENT = "#16252a", "#515d5c", "#8c826f", "#fffdf9", "#0f5566"
TONES = {
    "fine": ("#e2f1e6", "#9fceb0", "#186340"),
    "soon": ("#fceecb", "#e2bd6b", "#7c4e00"),
    "late": ("#fce6df", "#e3a594", "#9b2c1a"),
    "ended": ("#ebe8e2", "#c3beb4", "#4d5457"),
    "neutral": ("#e4eff2", "#9dc0c9", "#0f5566"),
}
COLOURS = {
    "text": {"fill": INK},
    "quiet": {"fill": SOFT},
    "leader": {"stroke": LINE, "fill": "none"},
    "dot": {"fill": PAPER, "stroke": ACCENT},
    "dot-done": {"fill": ACCENT, "stroke": ACCENT},
    "check": {"stroke": "#ffffff", "fill": "none"},
    "tag": {"fill": PAPER, "stroke": LINE},
    "today": {"fill": ACCENT, "stroke": ACCENT},
    "today-text": {"fill": "#ffffff"},
}
for _tone, (_soft, _line, _ink) in TONES.items():
    COLOURS[f"band-{_tone}"] = {"fill": _soft, "stroke": _line}
    COLOURS[f"past-{_tone}"] = {"fill": _ink}
    COLOURS[f"name-{_tone}"] = {"fill": _ink}


class Pen:
    """Collects elements; x runs from the reader's side, so Arabic is mirrored in one place."""

    def __init__(self, width: float, *, rtl: bool, standalone: bool):
        self.width, self.rtl, self.standalone = width, rtl, standalone
        self.marks: list[str] = []

    def x(self, x: float) -> float:
        return self.width - x if self.rtl else x

    def mark(self, element: str, role: str, content: str = "", /, **attributes: object) -> None:
        """Add an element in a role: its class, or its colours when it stands alone."""
        look: Attributes = dict(COLOURS[role]) if self.standalone else {"class": f"ll-{role}"}
        self.marks.append(_element(element, {**look, **attributes}, content))

    def box(self, role: str, x: float, y: float, width: float, height: float, radius: float = 4) -> None:
        left = self.x(x + width) if self.rtl else x
        self.mark("rect", role, x=left, y=y, width=width, height=height, rx=radius)

    def line(self, role: str, x: float, top: float, bottom: float, **attributes: object) -> None:
        self.mark("line", role, x1=self.x(x), x2=self.x(x), y1=top, y2=bottom, **attributes)

    def dot(self, x: float, y: float, done: bool) -> None:
        """A ring to come; a filled disc with a tick when it is done: never colour alone."""
        x = self.x(x)
        self.mark("circle", "dot-done" if done else "dot", cx=x, cy=y, r=6.5, stroke_width=2.5)
        if done:
            path = f"M{_number(x - 3)} {_number(y)}l2.2 2.4l3.8-4.6"
            self.mark("path", "check", d=path, stroke_width=1.8, stroke_linecap="round")

    def text(
        self, role: str, x: float, y: float, words: str, size: float = 12.5, **attributes: object
    ) -> None:
        attributes = {"x": self.x(x), "y": y, "font_size": size, **attributes}
        self.mark("text", role, escape(words), **attributes)

    def svg(self, height: float, title: str, description: str, name: str) -> SafeString:
        ids = f"{name}-t {name}-d"
        words = _element("title", {"id": f"{name}-t"}, escape(title))
        words += _element("desc", {"id": f"{name}-d"}, escape(description))
        frame: Attributes = {
            "viewBox": f"0 0 {_number(self.width)} {_number(height)}",
            "role": "img",
            "aria_labelledby": ids,
            "direction": "rtl" if self.rtl else "ltr",
            "class": "ll",
        }
        if self.standalone:
            size = {"width": self.width, "height": height, "font_family": FONT}
            frame = {"xmlns": "http://www.w3.org/2000/svg", **frame, **size}
            del frame["class"]
        return mark_safe(_element("svg", frame, words + "".join(self.marks)))


def isolated(words: str) -> str:
    """Words that keep their own direction inside a line (Unicode isolates)."""
    return f"\u2068{words}\u2069" if words else ""


def width_of(words: str, size: float) -> float:
    """A generous estimate of a text's width: labels are placed by it, so it must not be too small."""
    return len(words) * size * 0.57


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _element(name: str, attributes: Attributes, content: str = "") -> str:
    written = [f' {key.replace("_", "-")}="{_written(value)}"' for key, value in attributes.items()]
    return f"<{name}{''.join(written)}>{content}</{name}>"


def _written(value: object) -> str:
    return _number(value) if isinstance(value, int | float) else escape(str(value))
