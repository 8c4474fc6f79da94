"""Names wanted and names in the request, brought together (SSL-A2-p1).

Most authorities take the names from us; one that speaks ACME takes them from the request itself and refuses it where
the two differ (RFC 8555 7.4): its adapter says so by `names_from_request`.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ssl_certs.name_refusals import Remark
from ssl_certs.name_refusals import remark as remark_on_names
from ssl_certs.names import InvalidName, Names, Rules, name_of, parse, readable

from .reading import SigningRequest
from .refusals import BadRequest, remark


def matched(typed: str, request: SigningRequest, rules: Rules, from_request: bool) -> Names:
    """The names to certify, with everything that is to be remarked. Raises InvalidNames, BadRequest."""
    given = typed.strip()
    names = parse(given or "\n".join(request.proposed), rules)
    remarks = [] if given else [remark("from_request")]
    if from_request:
        names = _exactly(names, request)
    else:
        remarks += _left_out(names, request)
    return Names(names.names, (*names.remarks, *remarks, *request.remarks), names.added)


def _exactly(names: Names, request: SigningRequest) -> Names:
    """Only the names that the request has, all of them; a base name added by us gives way."""
    if request.others:
        raise BadRequest("not_dns", others=_listed(request.others))
    asked = {_understood(name) for name in (*request.names, request.common_name) if name}
    dropped = [name for name in names.added if name not in asked]
    kept = tuple(name for name in names.names if name not in dropped)
    more, missing = sorted(asked - set(kept)), [name for name in kept if name not in asked]
    if more or missing:
        details = [format_lazy(_("in the request only: {names}"), names=_listed(more))] if more else []
        details += [format_lazy(_("not in the request: {names}"), names=_listed(missing))] if missing else []
        raise BadRequest("names_differ", details=format_lazy("; ".join("{}" for _d in details), *details))
    if not dropped:
        return names
    said = [r for r in names.remarks if r.code != "base"]
    said.append(remark_on_names("base_left_out", [readable(name) for name in dropped]))
    return Names(kept, tuple(said))


def _left_out(names: Names, request: SigningRequest) -> list[Remark]:
    """What the request has and the certificate will not have."""
    remarks = []
    if request.common_name and _understood(request.common_name) not in names.names:
        remarks.append(remark("common_name", name=request.common_name))
    more = [name for name in request.names if _understood(name) not in names.names]
    if more:
        remarks.append(remark("more_in_request", names=_listed(more)))
    if request.others:
        remarks.append(remark("others_in_request", others=_listed(request.others)))
    return remarks


def _understood(name: str) -> str:
    """A name of the request in A-labels; what is none stays as it is."""
    try:
        return name_of(name.lower().removesuffix("."))
    except InvalidName:
        return name


def _listed(names) -> str:
    told = [readable(name) for name in list(names)[:3]]
    return ", ".join(told) + (f" … ({len(names)})" if len(names) > len(told) else "")
