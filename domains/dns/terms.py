"""Terms of the DNS editor: none of them is promised by the contract, all are the company's own rules."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class DnsTerms:
    """What a zone may hold, and how long things wait."""

    max_records: int = term(500, POLICY)
    content: int = term(2000, POLICY)  # characters of one record's value
    ttl_min: int = term(60, POLICY)
    ttl_max: int = term(86_400, POLICY)
    ttl: int = term(3_600, POLICY)  # where nothing else is asked for
    ttl_short: int = term(300, POLICY)  # of records that soon change: parking
    import_bytes: int = term(262_144, POLICY)
    import_lines: int = term(2_000, POLICY)
    kept: timedelta = term(days(30), POLICY)  # the zone goes on being served after it was switched off
    after_end: timedelta = term(days(7), POLICY)  # and after the name has ended
    compare: timedelta = term(days(1), POLICY)  # portal and server are compared
    ds_after: timedelta = term(days(1), POLICY)  # unsigned answers have left the caches (ttl_max)
    ds_gone: timedelta = term(days(2), POLICY)  # the DS record has left the caches (the registry's TTL)
    soa_refresh: int = term(10_800, POLICY)
    soa_retry: int = term(3_600, POLICY)
    soa_expire: int = term(1_209_600, POLICY)
    soa_minimum: int = term(300, POLICY)
    api_seconds: float = term(10.0, POLICY)  # a silent interface is given up
    query_seconds: float = term(2.0, POLICY)
    versions_shown: int = term(20, POLICY)


DNS = DnsTerms()
