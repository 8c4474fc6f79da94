"""Names of certificates: typed text turned into A-labels that an authority may certify, and back for people."""

import idna

WILDCARD = "*."


def readable(name: str) -> str:
    """A-labels as people read them; what cannot be decoded stays as it is."""
    star, bare = (WILDCARD, name[len(WILDCARD) :]) if name.startswith(WILDCARD) else ("", name)
    try:
        return star + idna.decode(bare)
    except idna.IDNAError:
        return name
