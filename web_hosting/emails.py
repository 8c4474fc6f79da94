"""The mails of web hosting: who is told what, under which natural key. Each says the thing, the rule, the way out."""

from typing import Any

from django.utils import translation

from core.acts import Act
from notifications import outbox

from .models import HostingAccount, HostingSuspension
from .panel import refusal_text


def waiting(account: HostingAccount, act: Act) -> None:
    """Paid; set up when the days of withdrawal are over, or at once if he asks for it (C-21)."""
    tell(account, act, "waiting", "C-21", "waiting", until=account.withdraw_until,
         action=outbox.link("web_hosting:start_now", account.public_id))  # fmt: skip


def ready(account: HostingAccount, act: Act) -> None:
    """The space is there: login, where the name is to point, the first password behind a link that opens once."""
    tell(account, act, "ready", "HD-6.1", "ready", login=account.login, address=account.address,
         nameservers=", ".join(account.nameservers), paid_through=account.paid_through,
         action=outbox.link("web_hosting:password", account.public_id),
         until=account.secret_until)  # fmt: skip


def not_set_up(account: HostingAccount, act: Act, code: str) -> None:
    """The panel refuses: why, in words; our staff look."""
    tell(
        account, act, "not_set_up", "HD-3.1c", f"refused:{act.now:%Y%m%d%H%M}", reason=_refusal(account, code)
    )


def credited(account: HostingAccount, act: Act, reason: str) -> None:
    """What was paid cannot be done: its money is on the credit account."""
    tell(account, act, "credited", "C-24", f"credited:{act.now:%Y%m%d%H%M%S}", reason=reason,
         action=outbox.link("billing:credit"))  # fmt: skip


def withdrawn(account: HostingAccount, act: Act) -> None:
    """Withdrawn inside the seven days: credited now, paid back within fifteen (C-21)."""
    tell(account, act, "withdrawn", "C-21", "withdrawn", until=account.refund_by)


def refund_paid(account: HostingAccount, act: Act, amount: int) -> None:
    """The money of a withdrawal has left."""
    tell(account, act, "refund_paid", "C-21", "refund", amount=amount, reference=account.payout_reference)


def renewal_proposed(account: HostingAccount, act: Act, proforma, next_end) -> None:
    """The proforma of the next period: nothing renews unless it is paid (HD-6.2)."""
    tell(account, act, "renewal_proposed", "HD-6.2", f"proposed:{account.paid_through}",
         paid_through=account.paid_through, total=proforma.total_ttc, next_end=next_end,
         action=_pay(account))  # fmt: skip


def renewal_reminder(account: HostingAccount, act: Act, before: str) -> None:
    """So many days before J0 the next period is still not paid (HD-6.2)."""
    tell(account, act, "renewal_reminder", "HD-6.2", f"reminder:{account.paid_through}:{before}",
         series=f"renewal:{account.paid_through}", before=int(before), paid_through=account.paid_through,
         action=_pay(account))  # fmt: skip


def renewed(account: HostingAccount, act: Act) -> None:
    """The next period is paid."""
    tell(account, act, "renewed", "HD-6.2", f"renewed:{account.paid_through}", since=account.period_from,
         paid_through=account.paid_through)  # fmt: skip


def suspended(suspension: HostingSuspension, act: Act) -> None:
    """Suspended: why, under which clause, what makes it work again; told before or afterwards, always (C-29)."""
    account = suspension.account
    tell(account, act, "suspended", suspension.clause, f"suspended:{suspension.public_id}",
         reason=_label(account, suspension.get_ground_display), detail=suspension.detail,
         unpaid=suspension.ground == suspension.Reason.BILLING, action=_pay(account))  # fmt: skip


def resumed(account: HostingAccount, act: Act) -> None:
    """The space works again."""
    tell(account, act, "resumed", "HD-3.3", f"resumed:{act.now:%Y%m%d%H%M%S}")


def usage_alert(account: HostingAccount, act: Act, quota: str, percent: int, used: int, allowed: int) -> None:
    """A quota is nearly or wholly used; the larger plan is proposed (HD-5.2)."""
    tell(account, act, "usage_alert", "HD-5.2", f"usage:{quota}:{percent}:{act.today}", quota=quota,
         percent=percent, used=used, allowed=allowed,
         action=outbox.link("web_hosting:change", account.public_id))  # fmt: skip


def overuse_warning(case, act: Act) -> None:
    """What was seen, until when it is to be corrected, what happens then; a larger plan is proposed (HD-5.1a)."""
    tell(case.account, act, "overuse_warning", "HD-5.1a", f"overuse:{case.public_id}", seen=case.seen,
         until=case.act_at, answer=outbox.link("web_hosting:overuse", case.public_id),
         action=outbox.link("web_hosting:change", case.account.public_id))  # fmt: skip


def notice_recorded(account: HostingAccount, act: Act) -> None:
    """Notice of not renewing: the last day, and what becomes of the data (HD-6.3, C-11)."""
    tell(account, act, "notice_recorded", "HD-6.3", f"notice:{act.now:%Y%m%d%H%M%S}",
         paid_through=account.paid_through, in_time=bool(account.notice_in_time))  # fmt: skip


def notice_withdrawn(account: HostingAccount, act: Act) -> None:
    """The notice is taken back: the renewal will be proposed as usual."""
    tell(account, act, "notice_withdrawn", "C-11", f"notice_back:{act.now:%Y%m%d%H%M%S}",
         paid_through=account.paid_through)  # fmt: skip


def closed(account: HostingAccount, act: Act, clause: str, detail: str = "") -> None:
    """The contract has ended: why, nothing paid back, until when the data are kept. A domain is not touched (C-13)."""
    tell(account, act, "closed", clause, f"closed:{act.now:%Y%m%d%H%M%S}", data_until=account.data_until,
         ended_by=account.ended_by, detail=detail)  # fmt: skip


def removal_notice(account: HostingAccount, act: Act) -> None:
    """The data are removed soon (HD-6.3)."""
    tell(account, act, "removal_notice", "HD-6.3", f"removal:{account.data_until}",
         series=f"removal:{account.data_until}", data_until=account.data_until)  # fmt: skip


def removed(account: HostingAccount, act: Act) -> None:
    """The space and its data are gone."""
    tell(account, act, "removed", "HD-6.3", "removed")


def abandonment_notice(decision, act: Act) -> None:
    """Unpaid, deemed abandoned: the date on which it is ended, and how to prevent it (HD-3.4)."""
    account = decision.account
    tell(account, act, "abandonment_notice", "HD-3.4", f"abandoned:{decision.public_id}:{decision.ends_on}",
         series=decision.public_id, ends_on=decision.ends_on,
         paid_through=account.paid_through, detail=decision.detail, action=_pay(account))  # fmt: skip


def tell(
    account: HostingAccount, act: Act, what: str, clause: str, key: str, series: str = "", **more: Any
) -> None:
    """A mail about an account to the account's address, in its language."""
    customer = account.customer
    context = {
        "name": account.readable_domain, "plan": account.plan.name, "currency": customer.currency,
        "link": outbox.link("web_hosting:detail", account.public_id), **more,
    }  # fmt: skip
    outbox.queue(
        f"web_hosting.{what}", to=customer.billing_email, language=customer.language, context=context,
        about=account.public_id, key=f"{account.public_id}:{what}:{key}", now=act.now, customer=customer,
        clause=clause, series=series, act=act,
    )  # fmt: skip


def _label(account: HostingAccount, label) -> str:
    """A label in the language of the customer."""
    with translation.override(account.customer.language):
        return str(label())


def _refusal(account: HostingAccount, code: str) -> str:
    return _label(account, lambda: refusal_text(code))


def _pay(account: HostingAccount) -> str:
    return outbox.link("web_hosting:renew", account.public_id)
