"""The sandbox's look: it sees what the sandbox authority will say (authority/sandbox.py). Demo only."""

from datetime import datetime

from ssl_certs.models import NameValidation

from .findings import Finding, finding


def look(row: NameValidation, now: datetime) -> list[Finding]:
    """Invented: a proof that is said to be in place is found, unless the first label says otherwise."""
    first = row.bare.partition(".")[0]
    if first == "servfail":
        return [finding("dnssec", "dnssec_broken", False, name=row.bare)]
    if first == "caa":
        add = next(iter(row.certificate.order.product.caa_domains), "ca.example")
        free = finding(
            "caa", "caa_forbids", False, place=row.bare, allowed=["other-ca.example"], add=add, tag="issue"
        )
    else:
        free = finding("caa", "caa_free", True)
    return [free, _proof(row, first)]


def _proof(row: NameValidation, first: str) -> Finding:
    url = f"http://{row.bare}{row.path}"
    wanted = {"host": row.host, "record": row.record, "value": row.value}
    if row.state == "waiting":
        if row.method == "dns":
            return finding("record", "record_missing", False, **wanted)
        return finding("file", "file_status", False, url=url, status=404)
    if first == "mauvais":
        if row.method == "dns":
            return finding("record", "record_other", False, there=["v=spf1 -all"], **wanted)
        return finding("file", "file_wrong", False, url=url, value=row.value, there="<!doctype html>")
    if row.method == "dns":
        return finding("record", "record_found", True, host=row.host)
    return finding("file", "file_found", True, url=url)
