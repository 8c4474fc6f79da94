"""Panels' servers of the tests' own: WHM API 1 and HestiaCP's API in their documented shape, misbehaving on demand.

Written from the documentation (WHM) and the source (HestiaCP), not from the adapters. They note every request.
"""

import json
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl

from tests.loopback import Loopback


class Handler(BaseHTTPRequestHandler):
    panel: "PanelServer"

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        data = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        data["_authorization"] = self.headers.get("Authorization", "")
        command, status, body, headers = self.panel.answer(self.path, data)
        mood = self.panel.mood(command)
        if mood == "lost":
            self.close_connection = True
            return
        if mood.isdigit():
            status, body = int(mood), b"{}"
        if mood == "html":
            body = b"<html>maintenance</html>"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass


class PanelServer(Loopback):
    """A server with accounts and moods."""

    handler, called = Handler, "panel"

    def __init__(self) -> None:
        self.accounts: dict[str, dict] = {}
        self.received: list[tuple[str, dict]] = []
        self.moods: list[list] = []
        self.full = False

    def misbehave(self, mood: str, command: str = "", times: int = 1) -> None:
        """The next request that fits: `lost` (done, not answered), 500, 401, html."""
        self.moods.append([mood, command, times])

    def mood(self, command: str) -> str:
        for row in self.moods:
            if row[2] and row[1] in {"", command}:
                row[2] -= 1
                return row[0]
        return ""

    def times(self, command: str) -> int:
        """How often a command was received."""
        return sum(1 for name, _data in self.received if name == command)

    def answer(self, path: str, data: dict) -> tuple[str, int, bytes, dict]:
        raise NotImplementedError


class Whm(PanelServer):
    """WHM API 1: https://api.docs.cpanel.net/whm."""

    TOKEN = "whm root:TOKEN123"
    backups: dict[str, list[str]] = {}

    def answer(self, path, data):
        function = path.removeprefix("/json-api/").partition("?")[0]
        self.received.append((function, data))
        if data.pop("_authorization") != self.TOKEN:
            return function, 403, b"{}", {}
        try:
            found, reason, result = getattr(self, f"do_{function}")(data), "OK", 1
        except LookupError as refusal:
            found, reason, result = {}, str(refusal.args[0]), 0
        metadata = {"command": function, "reason": reason, "result": result, "version": 1}
        return function, 200, json.dumps({"data": found, "metadata": metadata}).encode(), {}

    def _account(self, data) -> dict:
        if data["user"] not in self.accounts:
            raise LookupError("Account does not exist.")
        return self.accounts[data["user"]]

    def do_createacct(self, data):
        if self.full:
            raise LookupError("(XID 1) You have reached the limit of accounts on this server.")
        if data["username"] in self.accounts:
            raise LookupError("(XID 2) Sorry, a user name like this exists already.")
        if any(one["domain"] == data["domain"] for one in self.accounts.values()):
            raise LookupError("(XID 3) Sorry, the domain is already set up.")
        self.accounts[data["username"]] = {
            "user": data["username"], "domain": data["domain"], "plan": data["plan"], "suspended": 0, "diskused": "14M",
            "disklimit": "10240M", "ip": "192.0.2.10", "email": data["contactemail"],
            "unix_startdate": int(time.time()),
        }  # fmt: skip
        return {"ip": "192.0.2.10", "nameserver": "ns1.example.com"}

    def do_accountsummary(self, data):
        return {"acct": [self._account(data)]}

    def do_listaccts(self, data):
        """Every account of the machine, the columns that are wanted."""
        wanted = data["want"].split(",") if data.get("want") else None
        return {
            "acct": [
                {k: v for k, v in one.items() if not wanted or k in wanted} for one in self.accounts.values()
            ]
        }

    def do_suspendacct(self, data):
        self._account(data).update(suspended=1, suspendreason=data.get("reason", ""))
        return {}

    def do_unsuspendacct(self, data):
        self._account(data).update(suspended=0)
        return {}

    def do_changepackage(self, data):
        self._account(data).update(plan=data["pkg"])
        return {}

    def do_removeacct(self, data):
        self._account({"user": data["username"]})
        del self.accounts[data["username"]]
        return {}

    def do_create_user_session(self, data):
        self._account(data)
        url = f"https://server.example:2083/cpsess1/login/?session={data['user']}%3aX"
        return {"url": url, "expires": 1_800_000_000, "service": data["service"], "session": "X"}

    def do_backup_date_list(self, data):
        return {"backup_set": list(self.backups)}

    def do_backup_user_list(self, data):
        return {
            "user": [{"username": name, "status": "active"} for name in self.backups[data["restore_point"]]]
        }

    def do_restore_queue_add_task(self, data):
        self._account(data)
        return {"queue_id": "3b99QG5fp99tdL5"}

    def do_restore_queue_activate(self, data):
        return {}


class HestiaServer(PanelServer):
    """HestiaCP: web/api/index.php and bin/v-*, their exit codes. `full_mail`: the second half of a domain fails."""

    backups: dict[str, dict] = {}
    full_mail = False

    def answer(self, path, data):
        command = data.get("cmd", "")
        self.received.append((command, data))
        arguments = [data[f"arg{n}"] for n in range(1, 10) if f"arg{n}" in data]
        if (data.get("access_key"), data.get("secret_key")) != ("ACCESS", "SECRET"):
            code, output = 9, ""
        else:
            code, output = getattr(self, command.replace("-", "_"))(*arguments)
        headers = {"Hestia-Exit-Code": str(code)}
        if data.get("returncode") == "yes":
            return command, 200, str(code).encode(), headers
        return command, (400 if code else 200), output.encode(), headers

    def v_add_user(self, user, password, email, package="default", name=""):
        if user in self.accounts:
            return 4, ""
        self.accounts[user] = {
            "NAME": name, "PACKAGE": package, "CONTACT": email, "SUSPENDED": "no", "U_DISK": "17", "U_WEB_DOMAINS": "1",
            "U_MAIL_ACCOUNTS": "3", "U_DATABASES": "2", "domains": [], "mail": [],
        }  # fmt: skip
        return 0, ""

    def v_add_mail_domain(self, user, domain):
        if any(domain in one["mail"] for one in self.accounts.values()):
            return 4, ""
        self.accounts[user]["mail"].append(domain)
        return 0, ""

    def v_add_dns_domain(self, user, domain, _ip):
        return 0, ""

    def v_list_mail_domain(self, user, domain, _format):
        if domain not in self.accounts.get(user, {}).get("mail", []):
            return 3, ""
        return 0, json.dumps({domain: {"ACCOUNTS": "0", "SUSPENDED": "no"}})

    def v_list_user_ips(self, user, _format):
        return 0, json.dumps({"192.0.2.21": {"OWNER": "admin", "STATUS": "shared"}})

    def v_add_domain(self, user, domain):
        if any(domain in one["domains"] for one in self.accounts.values()):
            return 4, ""
        if self.full:
            return 13, ""
        self.accounts[user]["domains"].append(domain)
        if self.full_mail:
            return 13, ""
        return self.v_add_mail_domain(user, domain)

    def v_list_user(self, user, _format):
        if user not in self.accounts:
            return 3, "Error: user doesn't exist"
        return 0, json.dumps(
            {user: {k: v for k, v in self.accounts[user].items() if k not in {"domains", "mail"}}}
        )

    def v_list_users(self, _format):
        known = {
            **self.accounts,
            "admin": {"NAME": "System Administrator", "U_DISK": "0", "U_WEB_DOMAINS": "0"},
        }
        lines = {
            name: {k: v for k, v in one.items() if k not in {"domains", "mail"}}
            for name, one in known.items()
        }
        return 0, json.dumps(lines)

    def v_list_web_domain(self, user, domain, _format):
        if domain not in self.accounts.get(user, {}).get("domains", []):
            return 3, ""
        return 0, json.dumps({domain: {"IP": "192.0.2.20", "SUSPENDED": "no"}})

    def v_suspend_user(self, user):
        if self.accounts[user]["SUSPENDED"] == "yes":
            return 5, ""
        self.accounts[user]["SUSPENDED"] = "yes"
        return 0, ""

    def v_unsuspend_user(self, user):
        if self.accounts[user]["SUSPENDED"] == "no":
            return 6, ""
        self.accounts[user]["SUSPENDED"] = "no"
        return 0, ""

    def v_change_user_package(self, user, package):
        self.accounts[user]["PACKAGE"] = package
        return 0, ""

    def v_delete_user(self, user):
        if user not in self.accounts:
            return 3, ""
        del self.accounts[user]
        return 0, ""

    def v_list_user_backups(self, user, _format):
        return 0, json.dumps(self.backups)

    def v_schedule_user_restore(self, user, backup, *parts):
        return (0, "") if backup in self.backups else (3, "")
