"""The authority by hand: staff do at its own web site what is asked, and type in what it answered (SSL-10.4a).

Each thing asked is one piece of work by hand (`core.by_hand`). What is typed:

- `place`: `reference`, `tokens` (name → host, record, value, path, address), `expires_at`; or the certificate at once;
- `look`: `proven` (names), `problems` (name → words), `pem` and `chain` once it is issued;
- `cancel`: nothing, or `pem` and `chain` where it was issued meanwhile;
- `revoke`: `revoked_at`.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509

from core import by_hand
from core.acts import Act
from core.by_hand import instant

from .models import ManualRequest
from .port import DNS, EMAIL, HTTP, Challenge, Issued, Progress, Request, Window
from .terms import MANUAL

Command = ManualRequest.Command
WITHDRAWN = {"withdrawn": True}


def opened(code: str, entry: Mapping[str, Any]) -> "ManualAuthority":
    return ManualAuthority(code)


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    known = {"adapter"}
    return [
        f"{code}: «{name}» is no setting of an authority by hand." for name in sorted(entry.keys() - known)
    ]


class ManualAuthority:
    """An `Authority` whose answers are typed in by staff; each thing asked is one row of `ManualRequest`."""

    methods = (EMAIL, DNS, HTTP)

    def __init__(self, code: str):
        self.code = code

    def request(self, wanted: Request, now: datetime) -> Progress:
        """Staff place the order (or the reissue) and type its number and the tokens; expired ones are asked anew."""
        placed = _last(wanted, Command.PLACE)
        turn = placed.turn + 1 if placed and now >= _until(placed) else placed.turn if placed else 1
        self._answered(Command.PLACE, wanted, turn, now)
        return _progress(wanted)

    def advance(self, wanted: Request, ready: Collection[str], vetted: bool, now: datetime) -> Progress:
        """Staff look when the customer says that names are ready, and once a day when only the certificate lacks."""
        last = _thread(wanted).filter(command=Command.LOOK).order_by("-pk").first()
        known = _progress(wanted)
        asked = sorted({one.name for one in known.challenges if not one.valid} & set(ready))
        if last and last.taken_at is None:
            self._answered(Command.LOOK, wanted, last.turn, now)
            ManualRequest.objects.filter(pk=last.pk).update(taken_at=now)
        elif _worth_a_look(known, last, asked, vetted, now):
            turn = last.turn + 1 if last else 1
            self._answered(Command.LOOK, wanted, turn, now, asked=asked, vetted=vetted)
        return known

    def cancel(self, wanted: Request, now: datetime) -> Progress:
        """Staff give it up; what they were to do for it otherwise is taken off their list."""
        _withdraw(wanted, now)
        self._answered(Command.CANCEL, wanted, 1, now)
        return _progress(wanted)

    def revoke(self, certificate: Issued, reference: str, reason: int, now: datetime) -> datetime | None:
        """Staff revoke it and type the instant that the authority shows."""
        leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
        serial, names = (
            f"{leaf.serial_number:x}",
            leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName),
        )
        asked = self._ask(
            {"command": Command.REVOKE, "thread": serial, "turn": 1},
            {"reference": reference, "names": names.value.get_values_for_type(x509.DNSName),
             "details": {"serial": serial, "reason": reason, "pem": certificate.pem}},
            now, MANUAL.revocation,
        )  # fmt: skip
        return instant(asked.answer, "revoked_at")

    def renewal_window(self, certificate: Issued, reference: str, now: datetime) -> Window | None:
        """Nobody looks that up by hand."""
        return None

    def _answered(
        self, command: str, wanted: Request, turn: int, now: datetime, **details: Any
    ) -> ManualRequest:
        which = {"command": command, "thread": wanted.our_reference, "turn": turn}
        said = asdict(wanted) | details
        facts = {
            "reference": wanted.reference or wanted.replaces,
            "names": list(wanted.names),
            "details": said,
        }
        return self._ask(which, facts, now, MANUAL.answer)

    def _ask(
        self, which: dict[str, Any], facts: dict[str, Any], now: datetime, within: timedelta
    ) -> ManualRequest:
        """The answered request for this very thing; opened, or waited for, until it is answered."""
        fresh = facts | {"authority": self.code, "asked_at": now, "due_at": now + within}
        return by_hand.heard(by_hand.ask(ManualRequest, which, fresh))


def _withdraw(wanted: Request, now: datetime) -> None:
    for asked in _thread(wanted).filter(answered_at=None, command__in=[Command.PLACE, Command.LOOK]):
        by_hand.answer(asked, WITHDRAWN, Act(now))


def _thread(wanted: Request):
    return ManualRequest.objects.filter(thread=wanted.our_reference)


def _last(wanted: Request, command: str) -> ManualRequest | None:
    """The newest request of this kind that was answered with something."""
    found = _thread(wanted).filter(command=command, refused=False).exclude(answered_at=None)
    return found.exclude(answer=WITHDRAWN).order_by("-pk").first()


def _worth_a_look(
    known: Progress, last: ManualRequest | None, asked: list[str], vetted: bool, now: datetime
) -> bool:
    """Names that are ready; or all is proven and vetted, and a day has passed since the last look."""
    if known.issued or asked:
        return not known.issued
    complete = vetted and all(one.valid for one in known.challenges)
    return complete and (last is None or now >= last.answered_at + MANUAL.look_again)


def _until(placed: ManualRequest) -> datetime:
    said = placed.answer.get("expires_at")
    return instant(placed.answer, "expires_at") if said else placed.answered_at + MANUAL.token_life


def _progress(wanted: Request) -> Progress:
    """All that staff have typed about this request, put together."""
    placed = _last(wanted, Command.PLACE)
    said = _thread(wanted).filter(refused=False).exclude(answered_at=None).order_by("pk")
    answers = [one.answer for one in said]
    proven = {name for one in answers for name in one.get("proven", ())}
    issued = next(
        (Issued(one["pem"], one.get("chain", "")) for one in reversed(answers) if one.get("pem")), None
    )
    newest = said.filter(command=Command.LOOK).last()
    problems = newest.answer.get("problems", {}) if newest and placed and newest.pk > placed.pk else {}
    challenges = [
        _challenge(name, wanted, placed, name in proven or bool(issued), problems) for name in wanted.names
    ]
    reference = placed.answer.get("reference", "") if placed else ""
    return Progress(reference, tuple(challenges), issued)


def _challenge(
    name: str, wanted: Request, placed: ManualRequest | None, valid: bool, problems: Mapping[str, str]
) -> Challenge:
    method = wanted.methods.get(name, DNS)
    if valid or placed is None:
        return Challenge(name, method, valid=valid)
    typed = placed.answer.get("tokens", {}).get(name, {})
    facts = {key: typed.get(key, "") for key in ("host", "record", "value", "path", "address")}
    return Challenge(name, method, expires_at=_until(placed), problem=problems.get(name, ""), **facts)
