"""DS records as people give them: typed, or computed from a pasted DNSKEY (RFC 4034, RFC 8624). Pure."""

from typing import Any

import dns.dnssec
import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .terms import MANAGING

ALGORITHMS = {
    8: "RSASHA256",
    10: "RSASHA512",
    13: "ECDSAP256SHA256",
    14: "ECDSAP384SHA384",
    15: "ED25519",
    16: "ED448",
}
DIGESTS = {
    2: 64,
    4: 96,
}  # SHA-256 and SHA-384 with the length of their hexadecimal digests; SHA-1 and GOST are out
ZONE_KEY, REVOKED = 0x0100, 0x0080
TYPED_AT_MOST = 8_000
Record = dict[str, Any]

MESSAGES: dict[str, Promise] = {
    "unreadable": _("“%(line)s” is neither a DS record nor a DNSKEY. A DS record looks like "
                    "“12345 13 2 1F98…”, a DNSKEY like “257 3 13 mdsswUyr…”."),
    "algorithm": _("Algorithm %(n)s is not safe enough any more, or unknown (RFC 8624). "
                   "Sign the zone with algorithm 13 (ECDSAP256SHA256) and give its record."),
    "digest_type": _("Digest type %(n)s is not accepted (RFC 8624). Use type 2 (SHA-256) or 4 (SHA-384)."),
    "digest": _("The digest of key %(tag)s has %(found)s characters instead of %(n)s. Copy it again, whole."),
    "tag": _("The key tag %(tag)s is not a number from 0 to 65535. Copy the record again."),
    "not_zone_key": _("This DNSKEY is no zone key (flags %(n)s). Paste the key-signing key, with flags 257."),
    "twice": _("Key %(tag)s stands here twice with the same digest. Keep it once."),
    "many": _("A name has at most %(n)s DS records. Remove those of keys no longer in use."),
    "none": _("Paste at least one DS record or DNSKEY, or remove DNSSEC below."),
}  # fmt: skip


class WrongRecord(ValueError):
    """What was typed is no DS record that we may publish; `str()` says why and what to do."""

    def __init__(self, code: str, **facts: Any):
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.facts


def records(typed: str, zone: str) -> list[Record]:
    """The DS records of what was typed, one on a line. Raises WrongRecord."""
    lines = [line.split(";")[0].strip() for line in typed[:TYPED_AT_MOST].splitlines()]
    found = [_record(line, zone) for line in lines if line]
    if not found:
        raise WrongRecord("none")
    for record in found:
        if found.count(record) > 1:
            raise WrongRecord("twice", tag=record["key_tag"])
    if len(found) > MANAGING.ds_max:
        raise WrongRecord("many", n=MANAGING.ds_max)
    return found


def ds_of(key, zone: str, digest: str = "SHA256") -> Record:
    """The DS record of a DNSKEY."""
    made = dns.dnssec.make_ds(dns.name.from_text(zone), key, digest)
    return _plain(made.key_tag, int(made.algorithm), int(made.digest_type), made.digest.hex())


def matches(record: Record, key, zone: str) -> bool:
    """Whether a DS record speaks of this DNSKEY."""
    kinds = {2: "SHA256", 4: "SHA384"}
    same = dns.dnssec.key_id(key) == record["key_tag"] and int(key.algorithm) == record["algorithm"]
    return same and ds_of(key, zone, kinds[record["digest_type"]]) == record


def _record(line: str, zone: str) -> Record:
    words = line.replace("(", " ").replace(")", " ").split()
    upper = [word.upper() for word in words]
    for kind in ("DS", "DNSKEY"):
        if kind in upper[:4]:
            words = words[upper.index(kind) + 1 :]
            return _typed_ds(words, line) if kind == "DS" else _from_key(words, line, zone)
    looks_like_key = len(words) >= 4 and words[1] == "3" and words[0] in {"256", "257", "384", "385"}
    return _from_key(words, line, zone) if looks_like_key else _typed_ds(words, line)


def _typed_ds(words: list[str], line: str) -> Record:
    numbers, digest = words[:3], "".join(words[3:])
    plain = len(numbers) == 3 and all(n.isascii() and n.isdigit() and len(n) < 7 for n in numbers)
    if not plain or not digest or any(c not in "0123456789abcdefABCDEF" for c in digest):
        raise WrongRecord("unreadable", line=line[:60])
    tag, algorithm, digest_type = map(int, numbers)
    if tag > 0xFFFF:
        raise WrongRecord("tag", tag=tag)
    _check_algorithm(algorithm)
    if digest_type not in DIGESTS:
        raise WrongRecord("digest_type", n=digest_type)
    if len(digest) != DIGESTS[digest_type]:
        raise WrongRecord("digest", tag=tag, found=len(digest), n=DIGESTS[digest_type])
    return _plain(tag, algorithm, digest_type, digest)


def _from_key(words: list[str], line: str, zone: str) -> Record:
    try:
        key: Any = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.DNSKEY, " ".join(words))
    except (dns.exception.DNSException, ValueError, OverflowError):
        raise WrongRecord("unreadable", line=line[:60]) from None
    flags = int(key.flags)
    if not flags & ZONE_KEY or flags & REVOKED:
        raise WrongRecord("not_zone_key", n=flags)
    _check_algorithm(int(key.algorithm))
    return ds_of(key, zone)


def _check_algorithm(algorithm: int) -> None:
    if algorithm not in ALGORITHMS:
        raise WrongRecord("algorithm", n=algorithm)


def _plain(tag: int, algorithm: int, digest_type: int, digest: str) -> Record:
    return {"key_tag": tag, "algorithm": algorithm, "digest_type": digest_type, "digest": digest.upper()}
