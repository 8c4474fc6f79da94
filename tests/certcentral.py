"""A reseller's server of the tests' own: CertCentral's documented format on loopback, misbehaving on demand.

Written from the documentation, not from the adapter. It keeps orders, checks names that the test says are in place,
issues with a CA of its own, and notes every request.
"""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

from tests.loopback import Loopback
from tests.tiny_ca import Ca, pem

KEY = "tests-only"


class Problem(Exception):
    """An answer in the shape of an error."""

    def __init__(self, status: int, code: str, message: str = ""):
        super().__init__(code)
        self.status, self.body = status, {"errors": [{"code": code, "message": message or code}]}


class Handler(BaseHTTPRequestHandler):
    """One request: the work first, then the mood."""

    central: "CertCentral"

    def do_GET(self) -> None:
        central, path = self.central, self.path.removeprefix("/services/v2/")
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        central.received.append((self.command, path, body))
        if (mood := central.mood(self.command, path)) in {"500", "429"}:
            return self._say(
                int(mood), {"errors": [{"code": "request_limit_exceeded", "message": "slower"}]}, mood
            )
        try:
            if self.headers.get("X-DC-DEVKEY") != KEY:
                raise Problem(401, "invalid_api_key")
            status, said = (201 if self.command == "POST" else 200), central.answer(self.command, path, body)
        except Problem as problem:
            status, said = problem.status, problem.body
        if mood == "lost":
            self.close_connection = True
            return None
        if mood == "slow":
            time.sleep(1)
        return self._say(status if said else 204, said, mood)

    do_POST = do_PUT = do_GET

    def _say(self, status: int, said, mood: str) -> None:
        text = said if isinstance(said, str) else json.dumps(said) if said else ""
        text = {"html": "<html>maintenance</html>", "nonsense": '{"id": {}}'}.get(mood, text)
        self.send_response(status)
        if mood == "429":
            self.send_header("Retry-After", "600")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args) -> None:
        """Tests are silent."""


class CertCentral(Loopback):
    """The server, its orders and its moods."""

    handler, called, path = Handler, "central", "/services/v2"

    def __init__(self) -> None:
        self.orders: dict[int, dict] = {}
        self.received: list[tuple[str, str, dict]] = []
        self.moods: list[list] = []
        self.in_place: set[str] = set()
        self.approves, self.other_key, self.disorder = True, False, False
        self.statuses: dict[str, str] = {}
        self.now, self.last = datetime(2026, 11, 22, 9, tzinfo=UTC), 1000
        self.ca = Ca()

    def misbehave(self, mood: str, path: str = "", method: str = "", times: int = 1) -> None:
        """The next request that fits is answered with this mood: lost, slow, 500, 429, html, or nothing of sense."""
        self.moods.append([mood, method, path, times])

    def mood(self, method: str, path: str) -> str:
        for one in self.moods:
            if one[3] and one[1] in ("", method) and re.search(one[2], path):
                one[3] -= 1
                return one[0]
        return ""

    def sent(self, method: str, path: str) -> list[dict]:
        """The bodies of the requests of this kind."""
        return [body for m, p, body in self.received if m == method and re.fullmatch(path, p)]

    # --- what the API does ------------------------------------------------------------------------------------
    def answer(self, method: str, path: str, body: dict):
        for route, act in ROUTES:
            if found := re.fullmatch(route, f"{method} {path}"):
                return act(self, *found.groups(), body)
        raise Problem(404, "not_found")

    def place(self, product: str, body: dict) -> dict:
        order = {
            "id": self._new(), "product": product, "alternative_order_id": body.get("alternative_order_id"),
            "status": "pending", "requests": [], "approved": set(), "random": f"rnd{self._new()}",
            "certificates": [], "dcv_method": body["dcv_method"],
        }  # fmt: skip
        self._request(order, body)
        self.orders[order["id"]] = order
        return {
            "id": order["id"],
            "certificate_id": order["certificates"][0]["id"],
            "dcv_random_value": order["random"],
        }

    def alternate(self, reference: str, _body) -> dict:
        found = [o for o in self.orders.values() if o["alternative_order_id"] == reference]
        rows = [
            {"order_id": o["id"], "certificate_id": o["certificates"][0]["id"], "status": self._status(o)}
            for o in found
        ]
        return {"orders": rows, "page": {"total": len(rows), "limit": 1000, "offset": 0}}

    def info(self, number: str, _body) -> dict:
        order, certificate = self._order(number), self._order(number)["certificates"][0]
        shown = {
            "id": certificate["id"],
            "common_name": certificate["names"][0],
            "dns_names": certificate["names"],
        }
        return {
            "id": order["id"], "status": self._status(order), "certificate": shown, "requests": order["requests"],
            "alternative_order_id": order["alternative_order_id"], "dcv_method": order["dcv_method"],
        }  # fmt: skip

    def reissues(self, number: str, _body) -> dict:
        keys = ("id", "csr", "status")
        return {"certificates": [{k: c[k] for k in keys} for c in self._order(number)["certificates"][1:]]}

    def reissue(self, number: str, body: dict) -> dict:
        order = self._order(number)
        if order["status"] != "issued":
            raise Problem(400, "cannot_reissue", "The order cannot be reissued.")
        order["status"], order["dcv_method"] = "reissue_pending", body["dcv_method"]
        self._request(order, body)
        return {"id": order["id"], "requests": [{"id": self._new(), "status": "approved"}]}

    def random(self, number: str, _body) -> dict:
        until = self.now + timedelta(days=30)
        return {
            "dcv_random_value": self._order(number)["random"],
            "expiration_date": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        }

    def validation(self, number: str, _body) -> dict:
        order = self._order(number)
        rows = [
            {
                "name_scope": name,
                "dns_names": [name],
                "status": "approved" if name in order["approved"] else "pending",
            }
            for name in order["certificates"][-1]["names"]
        ]
        return {"order_id": number, "order_status": self._status(order), "dns_name_validations": rows}

    def check(self, number: str, body: dict) -> dict:
        order = self._order(number)
        asked = [one["dns_name"] for one in body["dns_name_validations"]]
        found = [name for name in asked if name in self.in_place]
        order["approved"] |= set(found)
        if order["dcv_method"] == "http-token" and len(found) < len(asked):
            words = "Could not find the random value at the expected file location for one or more domains."
            raise Problem(400, "file_random_value_not_found", words)
        self._issue_if_complete(order)
        rows = [{"dns_name": n, "status": "approved" if n in order["approved"] else "pending"} for n in asked]
        return {"order_status": self._status(order), "dcv_status": "valid", "dns_name_validations": rows}

    def click(self, name: str) -> None:
        """The holder of the mail box follows the link."""
        for order in self.orders.values():
            order["approved"].add(name)
            self._issue_if_complete(order)

    def status(self, number: str, body: dict) -> dict:
        order = self._order(number)
        if order["status"] not in {"pending", "reissue_pending", "waiting_pickup"}:
            raise Problem(400, "invalid_status", "The order is not pending.")
        order["certificates"][-1]["status"] = "rejected"
        order["status"] = "canceled" if order["status"] == "pending" else "issued"
        assert body["note"]
        return {}

    def revoke(self, serial: str, body: dict) -> dict:
        for order in self.orders.values():
            for certificate in order["certificates"]:
                if certificate.get("serial") == serial:
                    return self._revoke(order, certificate, body)
        raise Problem(404, "certificate_not_found")

    def _revoke(self, order: dict, certificate: dict, body: dict) -> dict:
        if order["status"] == "reissue_pending":
            raise Problem(400, "pending_reissue", "Certificates with a pending reissue cannot be revoked.")
        if certificate["status"] == "revoked":
            raise Problem(400, "already_revoked", "The certificate is revoked already.")
        certificate["reason"] = body["revocation_reason"]
        if self.approves and body.get("skip_approval"):
            certificate["status"] = "revoked"
            return {}
        request = {"id": self._new(), "type": "revoke", "status": "pending", "comments": body["comments"]}
        order["requests"].append(request)
        return request

    def download(self, number: str, _body) -> str:
        for order in self.orders.values():
            for certificate in order["certificates"]:
                if str(certificate["id"]) == number:
                    parts = [certificate["pem"], self.ca.intermediate_pem, self.ca.root_pem]
                    return "".join(reversed(parts) if self.disorder else parts)
        raise Problem(404, "certificate_not_found")

    def _request(self, order: dict, body: dict) -> None:
        said = body["certificate"]
        names = [said["common_name"], *said["dns_names"]]
        order["certificates"].append(
            {"id": self._new(), "names": names, "csr": said["csr"], "status": "pending"}
        )
        self._issue_if_complete(order)

    def _issue_if_complete(self, order: dict) -> None:
        certificate = order["certificates"][-1]
        if certificate["status"] == "pending" and set(certificate["names"]) <= order["approved"]:
            leaf = self.ca.leaf(certificate["csr"], certificate["names"], self.now, self.other_key)
            certificate |= {"pem": pem(leaf), "serial": f"{leaf.serial_number:x}", "status": "issued"}
            order["status"] = "issued"

    def _order(self, number: str) -> dict:
        if int(number) not in self.orders:
            raise Problem(404, "order_not_found")
        return self.orders[int(number)]

    def _status(self, order: dict) -> str:
        return self.statuses.get("order", order["status"])

    def _new(self) -> int:
        self.last += 1
        return self.last


ROUTES = (
    (r"POST order/certificate/([a-z_]+)", CertCentral.place),
    (r"GET order/alternate/(\w+)", CertCentral.alternate),
    (r"GET order/certificate/(\d+)", CertCentral.info),
    (r"GET order/certificate/(\d+)/reissue", CertCentral.reissues),
    (r"POST order/certificate/(\d+)/reissue", CertCentral.reissue),
    (r"GET order/certificate/(\d+)/validation", CertCentral.validation),
    (r"PUT order/certificate/(\d+)/dcv-random-value", CertCentral.random),
    (r"PUT order/certificate/(\d+)/check-dcv", CertCentral.check),
    (r"PUT order/certificate/(\d+)/status", CertCentral.status),
    (r"PUT certificate/([0-9a-f]+)/revoke", CertCentral.revoke),
    (r"GET certificate/(\d+)/download/format/pem_all", CertCentral.download),
)
