"""The calls to the panel, asked without a lock and at least once, and the verbs that take their answers."""

from core.acts import Act
from core.vault import opened
from web_hosting.flows import accounts
from web_hosting.models import HostingAccount
from web_hosting.panel import Held, Place, Wanted, panel_for

from . import ending, provisioning, suspending


def place_of(account: HostingAccount) -> Place:
    """Where a space stands, as its panel knows it."""
    return Place(account.public_id, account.login, account.domain, account.plan.package, account.group)


def _create(account: HostingAccount, act: Act) -> Held:
    password = opened(bytes(account.secret)).decode() if account.secret else ""
    wanted = Wanted(place_of(account), password, account.customer.billing_email)
    return panel_for(account.panel).create(wanted, act.now)


def _suspend(account: HostingAccount, act: Act) -> None:
    panel_for(account.panel).suspend(place_of(account), account.public_id, act.now)


def _resume(account: HostingAccount, act: Act) -> None:
    panel_for(account.panel).resume(place_of(account), act.now)


def _change(account: HostingAccount, act: Act) -> None:
    panel_for(account.panel).change(place_of(account), account.wanted_plan.package, act.now)


def _remove(account: HostingAccount, act: Act) -> None:
    panel_for(account.panel).remove(place_of(account), act.now)


accounts.call("create_at_panel", source="provisioning", clause="HD-6.1", ask=_create,
              done=provisioning.be_created, refused=provisioning.not_created)  # fmt: skip
accounts.call("suspend_at_panel", source="suspending", clause="HD-4.2", ask=_suspend,
              done=suspending.be_suspended, refused=suspending.not_suspended)  # fmt: skip
accounts.call("resume_at_panel", source="resuming", clause="HD-3.3", ask=_resume, done=suspending.be_resumed,
              refused=suspending.not_resumed)  # fmt: skip
accounts.call("close_at_panel", source="closing", clause="HD-6.3", ask=_suspend, done=ending.be_closed,
              refused=ending.not_closed)  # fmt: skip
accounts.call("remove_at_panel", source="removing", clause="HD-6.3", ask=_remove, done=ending.be_removed,
              refused=ending.not_removed)  # fmt: skip


def change_call(done, refused) -> None:
    """The room of changes hands over the verbs that take the answer."""
    accounts.call(
        "change_at_panel", source="changing", clause="HD-5.2", ask=_change, done=done, refused=refused
    )
