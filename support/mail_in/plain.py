"""A mail's words as plain text: HTML loses its markup, and what was quoted is cut off."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "p",
    "div",
    "br",
    "tr",
    "li",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "pre",
    "hr",
}
SILENT = {"script", "style", "head", "title", "template", "noscript", "svg"}
WROTE = re.compile(r"^(le .{4,120} a écrit|on .{4,120} wrote|.{0,40}كتب.{0,120})\s*:?\s*$", re.IGNORECASE)
DIVIDER = re.compile(r"^(-{2,} ?(original message|message d.origine) ?-{2,}|_{10,})\s*$", re.IGNORECASE)
SIGNATURE = "-- "


class _Words(HTMLParser):
    """Collects what a reader would see; scripts, styles and comments are not read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent, self.links = 0, list[str]()

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.words.append("\n- " if tag == "li" else "\n")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_startendtag(self, tag, attrs):
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.words.append("\n")
        elif tag == "a" and self.links:
            self._name(self.links.pop())

    def handle_data(self, data):
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))

    def _name(self, target: str) -> None:
        """A link's target stands beside its words, so that nobody is led elsewhere than it says."""
        if target.startswith(("http://", "https://")) and target not in "".join(self.words[-2:]):
            self.words.append(f" ({target})")


def of_html(markup: str) -> str:
    """The words of an HTML page."""
    parser = _Words()
    parser.feed(markup)
    parser.close()
    lines = [line.strip() for line in "".join(parser.words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_quotes(text: str) -> str:
    """The writer's own words: what he answers below them, and his signature, are cut off; all of it if that is all."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line == SIGNATURE or DIVIDER.match(line.strip()) or WROTE.match(line.strip()):
            break
        kept.append(line)
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()
