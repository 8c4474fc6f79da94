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


def covers(certified: str, host: str) -> bool:
    """Whether a certified name is for this host: the same name, or a wildcard one label above it (SSL-A3-2)."""
    if certified.startswith(WILDCARD):
        return host.partition(".")[2] == certified[len(WILDCARD) :]
    return certified == host
