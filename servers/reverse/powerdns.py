"""Reverse names in PowerDNS, over its HTTP API: the record is replaced, so the same again changes nothing."""

from datetime import datetime
from urllib.parse import quote

import dns.reversename
import httpx
from django.conf import settings

from core.ports import PortRefused, PortUnavailable
from servers.terms import RUNNING

TTL = 3600
TEMPORARY = 500


class PowerDns:
    """Needs a zone of ours above the address (`…in-addr.arpa`); the longest one that fits is taken."""

    def __init__(self, transport: httpx.BaseTransport | None = None):
        self.client = httpx.Client(
            base_url=f"{settings.POWERDNS_URL}/api/v1/servers/{settings.POWERDNS_SERVER}", transport=transport,
            headers={"X-API-Key": settings.POWERDNS_API_KEY}, timeout=RUNNING.patience.total_seconds(),
        )  # fmt: skip

    def set_name(self, ip: str, name: str, key: str, now: datetime) -> None:
        """One PTR record, or none."""
        owner = dns.reversename.from_address(ip).to_text()
        records = [{"content": f"{name}.", "disabled": False}] if name else []
        change = {"name": owner, "type": "PTR", "ttl": TTL, "changetype": "REPLACE" if records else "DELETE",
                  "records": records}  # fmt: skip
        self._ask("PATCH", f"/zones/{quote(self._zone(owner))}", {"rrsets": [change]})

    def _zone(self, owner: str) -> str:
        known = {zone["name"] for zone in self._ask("GET", "/zones").json()}
        labels = owner.split(".")
        above = (".".join(labels[n:]) for n in range(1, len(labels) - 1))
        found = next((zone for zone in above if zone in known), None)
        if found is None:
            raise PortRefused("unsupported", f"no zone of ours above {owner}")
        return found

    def _ask(self, method: str, path: str, body: dict | None = None) -> httpx.Response:
        try:
            answer = self.client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise PortUnavailable(str(error)) from error
        if answer.status_code >= TEMPORARY:
            raise PortUnavailable(f"{answer.status_code} {answer.text[:200]}")
        if answer.is_error:
            raise PortRefused(answer.status_code, answer.text[:200])
        return answer
