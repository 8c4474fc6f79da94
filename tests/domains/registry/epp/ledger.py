"""The counterpart's book: names, contacts, hosts and messages, changed by commands and behind our back."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

NS = "urn:ietf:params:xml:ns:"
US, THEM = "atlas", "other"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
EXPIRES = datetime(2027, 11, 22, 10, tzinfo=UTC)


@dataclass
class Answer:
    code: int
    message: str = "Said"
    values: str = ""
    data: str = ""
    extension: str = ""
    queue: str = ""
    odd: bool = False  # on purpose outside the schemas

    def wrapped(self, tag, inner):
        return f"<{tag}>{inner}</{tag}>" if inner else ""


@dataclass
class Name:
    sponsor: str = US
    registrant: str = ""
    contacts: list = field(default_factory=list)
    ns: dict = field(default_factory=dict)
    created: datetime = NOW
    expires: datetime = EXPIRES
    statuses: set = field(default_factory=set)
    rgp: set = field(default_factory=set)
    code: str = "s3cret-Code"
    ds: list = field(default_factory=list)
    keys: int = 0
    hosts: list = field(default_factory=list)
    transfer: dict | None = None


class Ledger:
    """What the registry knows, and how it differs from others."""

    def __init__(self):
        self.names, self.contacts, self.hosts, self.queue = {}, {}, {}, []
        self.pending = set()  # commands answered by 1001 and not carried out
        self.restore_adds_a_year = self.shows_rgp = self.shows_code = True
        self.report_needed = True
        self.bad_names, self.names_offenders = set(), False
        self.date = "%Y-%m-%dT%H:%M:%S.0Z"
        self.hidden = set()  # another's names that `info` refuses to show (2201)
        self.queue_date, self.empty_queue = "2026-11-20T08:00:00.123+01:00", ""
        self.extra = ""  # unknown elements in each answer of `domain:info`

    def carry_out(self, what, command, cltrid) -> Answer:
        if what in self.pending:
            return Answer(1001)
        kind, _colon, rest = what.partition(":")
        verb = (rest or kind).partition(" ")[0]
        act = getattr(self, f"_{kind}_{verb}" if rest else "_poll")
        return act(command, _text(command, "id") or _text(command, "name"))

    # --- names ------------------------------------------------------------------------------------------
    def _domain_check(self, command, _name):
        names = [e.text for e in command.iter("{*}name")]
        bad = [n for n in names if n in self.bad_names]
        if bad:
            shown = f'<domain:name xmlns:domain="{NS}domain-1.0">{bad[0]}</domain:name>'
            named = f"<extValue><value>{shown}</value><reason>bad</reason></extValue>"
            return Answer(2005, values=named if self.names_offenders else "")
        free = "".join(f'<d:cd><d:name avail="{int(n not in self.names)}">{n}</d:name></d:cd>' for n in names)
        return Answer(1000, data=f'<d:chkData xmlns:d="{NS}domain-1.0">{free}</d:chkData>')

    def _domain_info(self, _command, name):
        if name in self.hidden:
            return Answer(2201)
        found = self.names.get(name)
        if found is None:
            return Answer(2303)
        return Answer(
            1000, data=self._shown(name, found), extension=self._extended(found), odd=bool(self.extra)
        )

    def _domain_create(self, command, name):
        if name in self.names:
            return Answer(2302)
        handles = {
            e.text for e in command.iter(f"{{{NS}domain-1.0}}contact", f"{{{NS}domain-1.0}}registrant")
        }
        servers = _servers(command)
        if handles - self.contacts.keys() or {h for h in servers if not self._knows(h, servers)}:
            return Answer(2303)
        years = int(_text(command, "period"))
        contacts = [(e.get("type"), e.text) for e in command.iter(f"{{{NS}domain-1.0}}contact")]
        expires = NOW.replace(year=NOW.year + years)
        self.names[name] = Name(US, _text(command, "registrant"), contacts, servers, NOW, expires,
                                code=_text(command, "pw"))  # fmt: skip
        data = f"<d:name>{name}</d:name><d:crDate>{NOW.strftime(self.date)}</d:crDate>"
        data += f"<d:exDate>{expires.strftime(self.date)}</d:exDate>"
        return Answer(1000, data=f'<d:creData xmlns:d="{NS}domain-1.0">{data}</d:creData>')

    def _domain_renew(self, command, name):
        found, refused = self._own(name)
        if refused:
            return refused
        if found.expires.date().isoformat() != _text(command, "curExpDate"):
            return Answer(2306, "The expiry is another")
        found.expires = found.expires.replace(year=found.expires.year + int(_text(command, "period")))
        exp = found.expires.strftime(self.date)
        return Answer(
            1000, data=f'<d:renData xmlns:d="{NS}domain-1.0"><d:name>{name}</d:name>'
            f"<d:exDate>{exp}</d:exDate></d:renData>"
        )  # fmt: skip

    def _domain_delete(self, _command, name):
        found, refused = self._own(name)
        if refused:
            return refused
        if found.statuses & {"clientDeleteProhibited"}:
            return Answer(2304)
        if any(h.endswith("." + name) for h in self.hosts):
            return Answer(2305)
        found.statuses, found.rgp = {"pendingDelete"}, {"redemptionPeriod"}
        return Answer(1001)

    def _domain_restore(self, command, name):
        found, refused = self._own(name)
        report = command.find(".//{*}report") is not None
        if refused or (found.rgp != {"pendingRestore"} if report else found.rgp != {"redemptionPeriod"}):
            return refused or Answer(2304)
        if not report and self.report_needed:
            found.rgp = {"pendingRestore"}
            return Answer(1000)  # without upData
        found.rgp, found.statuses = set(), set()
        if self.restore_adds_a_year:
            found.expires = found.expires.replace(year=found.expires.year + 1)
        return Answer(1000)

    def _domain_update(self, command, name):
        found, refused = self._own(name)
        if refused:
            return refused
        for tag, on in (("rem", False), ("add", True)):
            part = command.find(f".//{{{NS}domain-1.0}}{tag}")
            if part is not None and (answer := self._change(found, part, on)):
                return answer
        change = command.find(f".//{{{NS}domain-1.0}}chg")
        if change is not None:
            found.registrant = _text(change, "registrant") or found.registrant
            found.code = _text(change, "pw") or found.code
        return self._sign(found, command)

    def _change(self, found, part, on):
        servers = _servers(part)
        if on and {h for h in servers if not self._knows(h, servers)}:
            return Answer(2303)
        for host, addresses in servers.items():
            found.ns.pop(host, None)
            if on:
                found.ns[host] = addresses
        for e in part.iter(f"{{{NS}domain-1.0}}contact"):
            found.contacts = [c for c in found.contacts if c != (e.get("type"), e.text)]
            found.contacts += [(e.get("type"), e.text)] if on else []
        statuses = {e.get("s") for e in part.iter(f"{{{NS}domain-1.0}}status")}
        found.statuses = found.statuses | statuses if on else found.statuses - statuses
        return None

    def _sign(self, found, command):
        update = command.find(f".//{{{NS}secDNS-1.1}}update")
        for part in update if update is not None else ():
            records = [tuple(x.text for x in e) for e in part if e.tag.endswith("dsData")]
            if part.tag.endswith("rem"):
                found.ds = (
                    [] if part.find("{*}all") is not None else [r for r in found.ds if r not in records]
                )
                found.keys = 0 if part.find("{*}all") is not None else found.keys
            else:
                found.ds += records
        return Answer(1000)

    def _domain_transfer(self, command, name):
        op, found = command[0].get("op"), self.names.get(name)
        if found is None:
            return Answer(2303)
        code = _text(command, "pw")
        if code and code != found.code:
            return Answer(2202)
        if op == "request":
            if found.sponsor == US or (found.transfer and found.transfer["status"] == "pending"):
                return Answer(2300 if found.transfer else 2106)
            found.transfer = {"status": "pending", "by": US, "to": found.sponsor}
            return Answer(1001, data=self._transferred(name, found))
        if not found.transfer:
            return Answer(2301)
        if op != "query":
            if found.transfer["status"] != "pending":
                return Answer(2301)
            said = {"approve": "clientApproved", "reject": "clientRejected", "cancel": "clientCancelled"}
            found.transfer["status"] = said[op]
            if op == "approve":
                found.sponsor = found.transfer["by"]
        return Answer(1000, data=self._transferred(name, found))

    def _own(self, name):
        found = self.names.get(name)
        if found is None:
            return None, Answer(2303)
        return found, None if found.sponsor == US else Answer(2201)

    def _knows(self, host, servers):
        return host in self.hosts or servers[host] is not None

    # --- hosts and contacts -----------------------------------------------------------------------------
    def _host_check(self, command, _name):
        cds = "".join(
            f'<h:cd><h:name avail="{str(n not in self.hosts).lower()}">{n}</h:name></h:cd>'
            for n in (e.text for e in command.iter("{*}name"))
        )
        return Answer(1000, data=f'<h:chkData xmlns:h="{NS}host-1.0">{cds}</h:chkData>')

    def _host_info(self, _command, name):
        if name not in self.hosts:
            return Answer(2303)
        addresses = "".join(f'<h:addr ip="v{6 if ":" in a else 4}">{a}</h:addr>' for a in self.hosts[name])
        data = f'<h:name>{name}</h:name><h:roid>H1-REP</h:roid><h:status s="ok"/>{addresses}<h:clID>{US}</h:clID>'
        data += f"<h:crID>{US}</h:crID><h:crDate>2026-01-01T00:00:00Z</h:crDate>"
        return Answer(1000, data=f'<h:infData xmlns:h="{NS}host-1.0">{data}</h:infData>')

    def _host_create(self, command, name):
        if name in self.hosts:
            return Answer(2302)
        self.hosts[name] = [e.text for e in command.iter("{*}addr")]
        return self._made("host", "name", name)

    def _host_update(self, command, name):
        for tag, on in (("rem", False), ("add", True)):
            for e in command.findall(f".//{{*}}{tag}/{{*}}addr"):
                (self.hosts[name].append if on else self.hosts[name].remove)(e.text)
        return Answer(1000)

    def _host_delete(self, _command, name):
        if name not in self.hosts:
            return Answer(2303)
        if any(name in found.ns for found in self.names.values()):
            return Answer(2305)
        del self.hosts[name]
        for found in self.names.values():
            found.hosts = [h for h in found.hosts if h != name]
        return Answer(1000)

    def _contact_info(self, _command, handle):
        found = self.contacts.get(handle)
        if found is None:
            return Answer(2303)
        data = f'<c:id>{handle}</c:id><c:roid>C1-REP</c:roid><c:status s="ok"/>{found["data"]}'
        data += f"<c:clID>{found['sponsor']}</c:clID><c:crID>x-y</c:crID><c:crDate>2026-01-01T00:00:00Z</c:crDate>"
        return Answer(1000, data=f'<c:infData xmlns:c="{NS}contact-1.0">{data}</c:infData>')

    def _contact_create(self, command, handle):
        if handle in self.contacts:
            return Answer(2302)
        self.contacts[handle] = {"sponsor": US, "data": _person(command[0][0])}
        return self._made("contact", "id", handle)

    def _contact_update(self, command, handle):
        self.contacts[handle]["data"] = _person(command.find(".//{*}chg"))
        return Answer(1000)

    def _made(self, kind, key, value):
        data = f"<x:{key}>{value}</x:{key}><x:crDate>2026-11-22T10:00:00Z</x:crDate>"
        return Answer(1000, data=f'<x:creData xmlns:x="{NS}{kind}-1.0">{data}</x:creData>')

    # --- the queue --------------------------------------------------------------------------------------
    def _poll(self, command, _name):
        if command[0].get("op") == "ack":
            if not self.queue or self.queue[0][0] != command[0].get("msgID"):
                return Answer(2303)
            self.queue.pop(0)
            return Answer(1000)
        if not self.queue:
            return Answer(1300, queue=self.empty_queue, odd=bool(self.empty_queue))
        number, words, data, extension = self.queue[0]
        queue = f'<msgQ count="{len(self.queue)}" id="{number}"><qDate>{self.queue_date}</qDate>'
        return Answer(
            1301, queue=f"{queue}<msg>{words}</msg></msgQ>", data=data, extension=extension, odd=True
        )

    # --- as shown ---------------------------------------------------------------------------------------
    def _shown(self, name, f):
        statuses = "".join(f'<domain:status s="{s}"/>' for s in sorted(f.statuses) or ["ok"])
        contacts = "".join(f'<domain:contact type="{k}">{h}</domain:contact>' for k, h in f.contacts)
        servers = "".join(_server(h, a) for h, a in f.ns.items())
        return (
            f'<domain:infData xmlns:domain="{NS}domain-1.0"><domain:name>{name}</domain:name>'
            f"<domain:roid>D1-REP</domain:roid>{statuses}"
            + (f"<domain:registrant>{f.registrant}</domain:registrant>" if f.registrant else "")
            + contacts + (f"<domain:ns>{servers}</domain:ns>" if servers else "")
            + "".join(f"<domain:host>{h}</domain:host>" for h in f.hosts)
            + f"<domain:clID>{f.sponsor}</domain:clID><domain:crDate>{f.created.strftime(self.date)}</domain:crDate>"
            + f"<domain:exDate>{f.expires.strftime(self.date)}</domain:exDate>"
            + (f"<domain:authInfo><domain:pw>{f.code}</domain:pw></domain:authInfo>"
               if self.shows_code and f.sponsor == US else "")
            + f"{self.extra}</domain:infData>"
        )  # fmt: skip

    def _extended(self, f):
        rgp = "".join(f'<rgp:rgpStatus s="{s}"/>' for s in f.rgp) if self.shows_rgp else ""
        rgp = rgp and f'<rgp:infData xmlns:rgp="{NS}rgp-1.0">{rgp}</rgp:infData>'
        tags = ("keyTag", "alg", "digestType", "digest")
        ds = "".join(
            "<s:dsData>"
            + "".join(f"<s:{t}>{v}</s:{t}>" for t, v in zip(tags, r, strict=True))
            + "</s:dsData>"
            for r in f.ds
        )
        key = "<s:keyData><s:flags>257</s:flags><s:protocol>3</s:protocol><s:alg>8</s:alg>"
        key += "<s:pubKey>AQPJ</s:pubKey></s:keyData>"
        signed = ds or key * f.keys
        return rgp + (signed and f'<s:infData xmlns:s="{NS}secDNS-1.1">{signed}</s:infData>')

    def _transferred(self, name, f):
        t = f.transfer
        return (
            f'<d:trnData xmlns:d="{NS}domain-1.0"><d:name>{name}</d:name><d:trStatus>{t["status"]}</d:trStatus>'
            f"<d:reID>{t['by']}</d:reID><d:reDate>2026-11-20T10:00:00Z</d:reDate><d:acID>{t['to']}</d:acID>"
            "<d:acDate>2026-11-25T10:00:00Z</d:acDate></d:trnData>"
        )


def _text(element, tag):
    return next((e.text or "" for e in element.iter(f"{{*}}{tag}")), "")


def _servers(element):
    found = {e.text: None for e in element.iter("{*}hostObj")}
    for e in element.iter("{*}hostAttr"):
        found[_text(e, "hostName")] = [a.text for a in e.iter("{*}hostAddr")]
    return found


def _server(host, addresses):
    if addresses is None:
        return f"<domain:hostObj>{host}</domain:hostObj>"
    shown = "".join(f'<domain:hostAddr ip="v{6 if ":" in a else 4}">{a}</domain:hostAddr>' for a in addresses)
    return f"<domain:hostAttr><domain:hostName>{host}</domain:hostName>{shown}</domain:hostAttr>"


def _person(element):
    """The data of a contact as its info shows them."""
    from lxml import etree

    kept = [e for e in element if etree.QName(e).localname in {"postalInfo", "voice", "fax", "email"}]
    return "".join(etree.tostring(e, encoding="unicode").strip() for e in kept)
