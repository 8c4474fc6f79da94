"""Names that the sandbox authority treats otherwise: the first label says how. All others are proven when looked for.

It looks nowhere: a name that is said to be ready is proven. A test or a demonstration that wants more picks a label.
"""

from core.ports import PortRefused

CAA, SERVFAIL, WRONG = "caa", "servfail", "mauvais"
REFUSED, SLOW_MAIL, EXPIRING, LATE = "refuse", "lent", "expire", "tard"
OTHER_KEY, DISORDER, SLOW_REVOCATION, WINDOW = "autrecle", "desordre", "attente", "ari"

BEHAVIOURS = {
    CAA: "a CAA record of the name forbids this authority to issue; each look fails",
    SERVFAIL: "the name servers answer SERVFAIL; each look fails",
    WRONG: "another value is found than the one expected; each look fails",
    REFUSED: "the authority's policy forbids the name: the request is refused for good",
    SLOW_MAIL: "proven by e-mail only, and four hours after the request at the earliest",
    EXPIRING: "its token lives one hour; then a new one is made",
    LATE: "issued a day after everything is proven",
    OTHER_KEY: "issued for another key; corrected after half a day",
    DISORDER: "its chain comes in the wrong order, root first, the leaf in it once more",
    SLOW_REVOCATION: "its revocation is taken, and done one hour later",
    WINDOW: "the authority wants it replaced from 40 days before its end (RFC 9773)",
}
PROBLEMS = {
    CAA: ("caa", 'a CAA record forbids issuance: {name}. CAA 0 issue "other-authority.example"'),
    SERVFAIL: ("dns", "SERVFAIL looking up CAA for {name}"),
    WRONG: ("incorrectResponse", "the value found at {where} is not the one expected"),
}


def label_of(name: str) -> str:
    """The label that may tell how a name behaves; empty for a name like any other."""
    first = name.removeprefix("*.").split(".")[0]
    return first if first in BEHAVIOURS else ""


def has(names: list[str], label: str) -> bool:
    """Whether one of the names behaves so."""
    return any(label_of(name) == label for name in names)


def check_policy(names: list[str]) -> None:
    """Names that the authority never certifies. Raises PortRefused."""
    for name in names:
        if label_of(name) == REFUSED:
            raise PortRefused("rejectedIdentifier", f"the policy of the authority forbids {name}")
