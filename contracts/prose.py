"""A document's plain text, read as blocks: `## ` opens an article, `- ` a point, the rest are paragraphs."""

from dataclasses import dataclass
from itertools import groupby

PARAGRAPH, HEADING, POINT = "paragraph", "heading", "point"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph (one line), or a list of points (several)."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The blocks of a text; neighbouring points make one list."""
    found: list[Block] = []
    lines = [_read(line) for line in text.splitlines()]
    for kind, run in groupby(lines, key=lambda line: line[0]):
        words = tuple(words for _kind, words in run if words)
        if kind == POINT:
            found.append(Block(POINT, words))
        else:
            found += [Block(kind, (line,)) for line in words]
    return found


def _read(line: str) -> tuple[str, str]:
    if line.startswith("## "):
        return HEADING, line[3:].strip()
    if line.startswith("- "):
        return POINT, line[2:].strip()
    return PARAGRAPH, line.strip()
