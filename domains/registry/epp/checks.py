"""Which names a registry may not like: those whose labels are no A-label or LDH label (RFC 5890)."""

import re

import idna

LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)


def suspicious(name: str) -> bool:
    """Whether a server might refuse the name for its form."""
    labels = name.lower().split(".")
    return len(labels) < 2 or len(name) > 253 or any(_is_odd(label) for label in labels)


def _is_odd(label: str) -> bool:
    if not LABEL.fullmatch(label):
        return True
    if label[2:4] != "--":
        return False
    try:
        return not label.startswith("xn--") or not idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return True
