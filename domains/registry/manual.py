"""The registry by hand: staff do at the registry what is asked and type in what it answered (facts B4).

Each thing asked is one piece of work by hand (`core.by_hand`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from core import by_hand
from core.acts import Act
from core.by_hand import instant
from core.clock import local_date, years_later
from core.ports import PortRefused

from .models import ManualRequest
from .port import Availability, Host, Message, NameTaken, RegistryName, RegistryTransfer, Wanted
from .terms import GTLD_REGISTRY, MANUAL

SAME_THREAD = {
    "register": ("register", "renew", "delete", "restore", "trade"),
    "update": ("update",),
    "info": ("info",),
    "hosts": ("put_host", "remove_host"),
    "transfers": ("request_transfer", "answer_transfer", "cancel_transfer"),
    "transfer_status": ("transfer_status",),
}
ABOUT_A_TRANSFER = (*SAME_THREAD["transfers"], "transfer_status")
ABOUT_A_NAME = (*SAME_THREAD["register"], "update", "info")
THREADS = {command: thread for thread in SAME_THREAD.values() for command in thread}


def opened(name: str, entry: Mapping[str, Any]) -> "ManualRegistry":
    """The adapter of one registry, or of all that no entry names."""
    return ManualRegistry()


def faults(name: str, entry: Mapping[str, Any]) -> list[str]:
    """Nothing can be wrong in its settings."""
    return []


class ManualRegistry:
    """A `Registry` whose answers are typed in by staff; idempotent by reference, command and target."""

    registrar, demands = "", frozenset({"holder"})

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Nobody can tell at once: every name is looked up by hand after the order (DN-2.2b)."""
        return {name: Availability(None, "by_hand", now) for name in names}

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What staff typed last. Nothing typed yet, or a name being deleted: staff are asked to look."""
        typed = _last(name, ABOUT_A_NAME)
        if typed is None or _is_stale(typed, now):
            day = "" if typed is None else f"{local_date(now):%Y-%m-%d}"
            typed = _answered("info", name, "info", day if typed else "first", {}, now)
        return _as_name(typed)

    def contacts(self, shown: RegistryName, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        """The look shows them whole."""
        return shown.contacts

    def register(
        self, name: str, years: int, contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Staff create the name with these contacts."""
        details = {"years": years, "contacts": dict(contacts)}
        return _required(_answered("register", name, reference, f"{years}y", details, now))

    def renew(
        self, name: str, current_expiry: date, years: int, reference: str, now: datetime
    ) -> RegistryName:
        """Staff renew the name from its present expiry."""
        target = years_later(current_expiry, years).isoformat()
        details = {"current_expiry": current_expiry.isoformat(), "years": years}
        return _required(_answered("renew", name, reference, target, details, now))

    def delete(self, name: str, reference: str, now: datetime) -> RegistryName | None:
        """Staff delete (gTLD) or cancel (.ma) the name."""
        return _as_name(_answered("delete", name, reference, "", {}, now))

    def restore(self, name: str, reference: str, report: Mapping[str, Any], now: datetime) -> RegistryName:
        """Staff restore the name and file the report."""
        return _required(_answered("restore", name, reference, "", {"report": dict(report)}, now))

    def update(self, name: str, wanted: Wanted, reference: str, now: datetime) -> RegistryName:
        """Staff make the name look as wanted; each change has a reference of its own."""
        return _required(_answered("update", name, reference, "", {"wanted": asdict(wanted)}, now))

    def put_host(self, host: Host, reference: str, now: datetime) -> None:
        """Staff make the glue host or change its addresses."""
        target = ",".join(sorted(host.addresses))
        _answered("put_host", host.name, reference, target[:200], asdict(host), now)

    def remove_host(self, host: str, reference: str, now: datetime) -> None:
        """Staff remove the glue host."""
        _answered("remove_host", host, reference, "", {}, now)

    def trade(
        self, name: str, holder: Mapping[str, Any], contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Staff send the registry's form, signed by both, and type the new term (facts B4)."""
        details = {"holder": dict(holder), "contacts": dict(contacts)}
        return _required(_answered("trade", name, reference, "", details, now))

    def request_transfer(
        self, name: str, auth_code: str, years: int, reference: str, now: datetime
    ) -> RegistryTransfer:
        """Staff ask for the name with its code and type what the registry said."""
        details = {"auth_code": auth_code, "years": years}
        return _as_transfer(_answered("request_transfer", name, reference, "", details, now))

    def transfer_status(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """What staff typed last; a pending transfer is looked up by them once a day."""
        typed = _last(name, ABOUT_A_TRANSFER)
        if typed is None:
            return None
        if _as_transfer(typed).status == "pending" and now >= typed.answered_at + MANUAL.ask_again:
            day = f"{local_date(now):%Y-%m-%d}"
            typed = _answered("transfer_status", name, "transfer", day, {}, now)
        return _as_transfer(typed)

    def answer_transfer(self, name: str, approve: bool, reference: str, now: datetime) -> RegistryTransfer:
        """Staff tell the registry yes or no."""
        target = "approve" if approve else "reject"
        return _as_transfer(_answered("answer_transfer", name, reference, target, {}, now))

    def cancel_transfer(self, name: str, reference: str, now: datetime) -> RegistryTransfer:
        """Staff take the transfer back."""
        return _as_transfer(_answered("cancel_transfer", name, reference, "", {}, now))

    def next_message(self, now: datetime) -> Message | None:
        """A registry by hand has no queue: what it writes comes to staff by mail."""
        return None

    def acknowledge(self, message_id: str, now: datetime) -> None:
        """There is no queue to take a message from."""


def answer(request: ManualRequest, shown: Mapping[str, Any], act: Act) -> ManualRequest:
    """Staff type what the registry shows now.

    `shown` has ISO instants `created_at` and `expires_at` and, where known, `statuses`, `rgp`, `auth_code`,
    `nameservers`, `sponsor_is_us`; or only `gone`: true when the registry knows the name no more. About a transfer
    it has `status` and, where known, `asked_by`, `answered_by`, `act_by`, `expires_at`; about a host nothing.
    """
    if request.command in ABOUT_A_TRANSFER and not shown.get("status"):
        raise ValueError(_("Type the state of the transfer."))
    if request.command in ABOUT_A_NAME and not shown.get("gone"):
        instant(shown, "created_at")
        instant(shown, "expires_at")
    return by_hand.answer(request, shown, act)


def _answered(
    command: str, name: str, reference: str, target: str, details: Mapping[str, Any], now: datetime
) -> ManualRequest:
    """The answered request for this very thing; opened, or waited for, until it is answered."""
    asked = {"name": name, "reference": reference}
    thread = list(ManualRequest.objects.filter(**asked, command__in=THREADS[command]))
    same = [request for request in thread if (request.command, request.target) == (command, target)]
    if same and same[0] is thread[0]:
        request = thread[0]
    else:  # the turn comes from what was read: of two who ask at once, one opens it and both wait for it
        which = {**asked, "command": command, "target": target, "turn": len(same) + 1}
        request = by_hand.ask(ManualRequest, which, {"details": dict(details), "asked_at": now})
    try:
        return by_hand.heard(request)
    except PortRefused as refused:
        raise NameTaken(refused.message) if refused.code == NameTaken().code else refused from None


def _last(name: str, commands: Sequence[str]) -> ManualRequest | None:
    answered = ManualRequest.objects.filter(name=name, command__in=commands, refused=False)
    return answered.exclude(answered_at=None).order_by("-answered_at", "-pk").first()


def _is_stale(request: ManualRequest, now: datetime) -> bool:
    """What was typed about a name being deleted is believed for a day; the rest until the next answer."""
    found, typed_at = _as_name(request), request.answered_at
    return bool(found and found.being_deleted and typed_at and now >= typed_at + MANUAL.ask_again)


def _required(request: ManualRequest) -> RegistryName:
    found = _as_name(request)
    if found is None:
        raise PortRefused(2303, f"{request.name} does not exist")
    return found


def _as_name(request: ManualRequest) -> RegistryName | None:
    said = request.answer
    if said.get("gone"):
        return None
    return RegistryName(
        request.name,
        said.get("sponsor_is_us", True),
        request.reference,
        instant(said, "created_at"),
        instant(said, "expires_at"),
        tuple(said.get("statuses") or ("ok",)),
        tuple(said.get("rgp") or ()),
        said.get("auth_code", ""),
        tuple(said.get("nameservers") or ()),
    )


def _as_transfer(request: ManualRequest) -> RegistryTransfer:
    said = request.answer
    act_by, expires = said.get("act_by"), said.get("expires_at")
    return RegistryTransfer(
        request.name,
        said["status"],
        said.get("asked_by", ""),
        request.asked_at,
        said.get("answered_by", ""),
        instant(said, "act_by") if act_by else request.asked_at + GTLD_REGISTRY.transfer_window,
        instant(said, "expires_at") if expires else None,
    )
