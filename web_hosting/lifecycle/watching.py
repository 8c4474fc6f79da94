"""What a space uses: the day's sample, and what is told at 80 and 100 per cent of a quota, once each (HD-5.2)."""

from core.acts import Act
from web_hosting import emails
from web_hosting.flows import accounts
from web_hosting.models import QUOTAS, HostingAccount, UsageSample
from web_hosting.panel import Usage
from web_hosting.terms import USAGE

WHOLE = 100


@accounts.verb(source="active", clause="HD-5.2")
def note_usage(account: HostingAccount, act: Act, used: Usage) -> None:
    """The day's sample; a quota that is nearly or wholly used is told, once until it is below again."""
    counted = {name: getattr(used, name) for name in QUOTAS}
    UsageSample.objects.update_or_create(account=account, taken_on=act.today, defaults=counted)
    account.alerted = _alerted(account, act, counted)


def level(used: int, allowed: int | None) -> int:
    """The highest alert that this use reaches; 0 for none, and where the quota is unlimited or sells nothing."""
    if not allowed:
        return 0
    return max((percent for percent in USAGE.alerts if used * WHOLE >= allowed * percent), default=0)


def _alerted(account: HostingAccount, act: Act, used: dict[str, int]) -> dict[str, int]:
    """What has been told of each quota; what is full by design (one site of one) is told of when it is exceeded."""
    before, now = account.alerted, {}
    for name, allowed in account.plan.quotas.items():
        reached = level(used[name], allowed)
        if name != "disk_mb" and used[name] <= (allowed or 0):
            reached = 0
        if reached:
            now[name] = reached
        if reached > before.get(name, 0):
            emails.usage_alert(account, act, name, reached, used[name], allowed)
    return now
