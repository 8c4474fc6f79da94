"""What is wrong with a record, in words: the thing, the rule, the way out."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "name_empty_label": _("“{value}” has two dots in a row, or begins with one. Remove the dot that "
                          "is too many."),
    "name_outside": _("“{value}” lies outside {zone}: this zone only holds names under {zone}. "
                      "Type what stands before {zone}, for example “www”."),
    "name_characters": _("“{value}” cannot be a name in the DNS: use letters, digits and hyphens, no "
                         "space, no “{character}”."),
    "name_label": _("“{value}” has a part of more than 63 characters once encoded. Shorten it."),
    "name_long": _("“{value}” is longer than the 253 characters that a whole name may have. Shorten it."),
    "name_hyphen": _("In “{value}” a part begins or ends with a hyphen, which is not allowed. Remove "
                     "that hyphen."),
    "name_wildcard": _("In “{value}” the star must stand alone and first, as in “*.shop” (RFC 4592)."),
    "name_underscore": _("“{value}” has an underscore, which records of type {type} do not carry: it "
                         "marks services "
                         "(SRV, TLSA), TXT, CNAME and NS records, at the beginning of a part. Remove it."),
    "name_srv": _("An SRV record stands at a service name such as “_sip._tcp” (RFC 2782), not at “{value}”."),
    "name_tlsa": _("A TLSA record stands at a port and protocol such as “_443._tcp.www” (RFC 6698), "
                   "not at “{value}”."),
    "type": _("{type} records are not offered here. Choose one of {types}."),
    "type_soa": _("The SOA record is written by us with each publication. Leave it out."),
    "ttl": _("A TTL of {value} s is outside {min} to {max} s. Choose one between them; {default} is usual."),
    "value": _("“{value}” is not a value for the type {type} ({reason}). Expected: {example}."),
    "value_long": _("This value has {n} characters, at most {max} are allowed. Shorten it, or split "
                    "it into several records."),
    "value_control": _("The text contains a line break or an invisible character. Type it on one line."),
    "value_address": _("“{value}” cannot be reached by anybody. Give the public address of your server."),
    "value_is_address": _("“{value}” is an address, but records of type {type} point to a name. Make "
                          "an A or AAAA record "
                          "with this address and point to its name."),
    "value_dot": _("Records of type {type} must point to a name. Give the name that it leads to."),
    "value_caa": _("“{value}” is not a CAA property that authorities read. Use issue, issuewild or "
                   "iodef (RFC 8659)."),
    "value_digest": _("The fingerprint has {n} hexadecimal digits; this kind has {expected}. Copy it anew."),
    "value_number": _("{value} is not in use here for {what}. Allowed: {allowed}."),
    "cname_apex": _("A CNAME cannot stand at {zone} itself, where SOA and NS records stand (RFC 1034, 3.6.2). "
                    "Use A and AAAA records with the addresses instead."),
    "cname_alone": _("{name} has a CNAME and other records; a CNAME stands alone at its name (RFC 2181, 10.1). "
                     "Remove one or the other."),
    "cname_twice": _("{name} has two CNAME records; a name is an alias of one other name only. Keep one."),
    "cname_loop": _("The aliases {name} lead in a circle. Let one of them point to a name with an address."),
    "target_alias": _("The {type} record at {name} points to {target}, which is an alias (CNAME) in "
                      "this zone; it must be a "
                      "name with addresses (RFC 2181, 10.3). Point to “{better}” instead."),
    "ns_apex": _("The name servers of {zone} itself are ours while we run its DNS. To use others, "
                 "switch our DNS off "
                 "and change the name servers of the name."),
    "delegated": _("{name} is delegated by NS records to other servers, so other records there would "
                   "never be seen. "
                   "Remove them, or the delegation."),
    "below": _("{name} lies below {cut}, which is delegated to other servers; only addresses of its "
               "name servers may "
               "stand here. Remove the record."),
    "duplicate": _("This record exists already: {record}. Change the existing one, or give another value."),
    "too_many": _("A zone holds at most {max} records and this one would have {n}. Remove records, or "
                  "ask our support."),
    "spf_twice": _("{name} has two SPF records (v=spf1); receivers then refuse the mail (RFC 7208, "
                   "3.2). Join them into one."),
}  # fmt: skip


class BadRecord(ValueError):
    """A record that the DNS or our rules do not allow; `field` is name, value or ttl, or empty."""

    def __init__(self, code: str, field: str = "", **facts: Any):
        super().__init__(code)
        self.code, self.field = code, field
        self.message = format_lazy(MESSAGES[code], **facts)

    def __str__(self) -> str:
        return str(self.message)


def shown(value: str, length: int = 80) -> str:
    """A value as a message may quote it: short, and with nothing invisible in it."""
    seen = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in value[:length])
    return seen + ("…" if len(value) > length else "")
