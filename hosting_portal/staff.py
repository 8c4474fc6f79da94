"""Staff groups: who sees which rooms of the back office, and who may act there (SSL-11.3(3))."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from core.models import GroupRights

ROOMS = (
    *("core", "accounts", "notifications", "contracts", "billing", "proof", "support"),
    *("domains", "ssl_certs", "servers", "web_hosting"),
)

# What every member of staff may look at.
SHARED = (
    *("core.view_attention", "core.view_evidencerecord", "core.view_holiday"),
    *("accounts.view_customer", "accounts.view_contact", "accounts.view_membership"),
    *("notifications.view_bounce", "notifications.view_failingaddress"),
    "accounts.view_datacase",
    *("notifications.view_email", "domains.view_domain", "domains.view_extension", "domains.view_hold"),
    *("domains.view_cancellation", "domains.view_suspension"),
    *("ssl_certs.view_sslorder", "ssl_certs.view_certificate"),
    *("ssl_certs.view_certificateproduct", "ssl_certs.view_validitylimit"),
    "ssl_certs.view_sslcancellation",
    *("domains.view_registrationfile", "domains.view_paper", "domains.view_holderchange"),
    *("web_hosting.view_hostingaccount", "web_hosting.view_hostingplan", "web_hosting.view_usagesample"),
    "web_hosting.view_panelreading",
    *(
        "web_hosting.view_hostingsuspension",
        "web_hosting.view_overusecase",
        "web_hosting.view_hostingdecision",
    ),
    *("web_hosting.view_restorerequest", "web_hosting.view_planchange", "web_hosting.view_mission"),
    *("web_hosting.view_missionquote", "web_hosting.view_outsourcingcontract"),
    *("ssl_certs.view_namevalidation", "ssl_certs.view_vettingstep", "ssl_certs.view_organisationpaper"),
    *("servers.view_server", "servers.view_servertask", "servers.view_serverproduct", "servers.view_site"),
    *("servers.view_image", "servers.view_address", "servers.view_machine", "servers.view_sample"),
    *("support.view_ticket", "support.view_incident", "support.view_maintenance", "support.view_coverage"),
    *("support.view_workentry", "support.view_article", "support.view_cannedanswer"),
    "support.view_advice",
    *("contracts.view_document", "contracts.view_documentversion", "contracts.view_acceptance"),
    *("contracts.view_announcement", "contracts.view_versionnotice", "core.view_evidenceanchor"),
    *("contracts.view_formalnotice", "contracts.view_nonrenewal"),
    "proof.view_evidencefile",
    "accounts.view_privacyrequest",
)

# Each group's own work: the rights to change are what shows the verbs.
GROUPS: dict[str, tuple[str, ...]] = {
    "support": (
        *("accounts.change_customer", "accounts.change_contact", "accounts.view_user"),
        *("accounts.add_membership", "accounts.change_membership"),
        *("ssl_certs.change_sslorder", "notifications.change_bounce"),
        *("accounts.add_datacase", "accounts.change_datacase", "accounts.open_datacase"),
        *("accounts.add_privacyrequest", "accounts.change_privacyrequest"),
        *("accounts.view_marketingconsent", "accounts.view_purgerecord"),
        *(
            "servers.change_server",
            "servers.change_servertask",
            "servers.change_machine",
            "servers.add_machine",
        ),
        *("servers.view_manualwork", "servers.change_manualwork", "servers.view_serverdecision"),
        *("servers.view_subnet", "servers.add_subnet", "servers.view_sandboxguest"),
        *(
            "web_hosting.change_hostingaccount",
            "web_hosting.change_hostingsuspension",
            "web_hosting.change_overusecase",
        ),
        *("web_hosting.change_restorerequest", "web_hosting.change_planchange", "web_hosting.change_mission"),
        *("web_hosting.change_missionquote", "web_hosting.change_outsourcingcontract"),
        *(
            "web_hosting.view_manualpaneltask",
            "web_hosting.change_manualpaneltask",
            "web_hosting.view_sandboxspace",
        ),
        *("billing.view_order", "billing.view_proforma", "billing.view_invoice"),
        *(
            "support.add_ticket",
            "support.change_ticket",
            "support.view_authorisation",
            "support.view_accessuse",
        ),
        *("support.add_incident", "support.change_incident", "support.view_affected"),
        *("support.add_maintenance", "support.change_maintenance", "support.view_maintenancenotice"),
        *("support.view_incomingmail", "support.change_incomingmail", "support.add_workentry"),
        *("support.view_hourgrant", "support.view_servicereport", "support.change_advice"),
        "support.add_advice",
        *("support.add_cannedanswer", "support.change_cannedanswer"),
        *("support.add_article", "support.change_article"),
    ),
    "billing": (
        *("billing.view_payment", "billing.change_payment", "billing.view_order"),
        *(
            "billing.view_proforma",
            "billing.change_proforma",
            "billing.view_invoice",
            "billing.view_creditnote",
            "billing.view_receipt",
        ),
        *("billing.view_creditentry", "billing.add_creditentry", "billing.view_figures"),
        *("billing.view_bankaccount", "billing.view_bankstatement", "billing.add_bankstatement"),
        *("billing.view_bankline", "billing.change_bankline"),
        "billing.view_till",
        *("billing.view_refund", "billing.change_refund", "billing.approve_refund"),
        *("billing.view_movement", "billing.view_allocation", "billing.view_bundle"),
        *("billing.view_cardattempt", "billing.view_paypalorder", "billing.view_billcode"),
        "billing.view_gatewaynotice",
        *("billing.change_invoice", "billing.change_creditnote"),
        *("billing.view_exchangerate", "billing.add_exchangerate"),
        *("accounts.view_exportexemption", "accounts.add_exportexemption"),
        *("accounts.change_exportexemption", "accounts.open_exportexemption"),
        *("billing.view_product", "billing.change_product", "billing.view_price", "billing.add_price"),
        *(
            "billing.change_price",
            "billing.view_promocode",
            "billing.add_promocode",
            "billing.change_promocode",
        ),
        *("billing.view_promoamount", "billing.add_promoamount", "billing.change_promoamount"),
        "billing.view_customeroffer",  # granted by a manager (SSL-12.3)
        *("billing.view_promouse", "billing.view_ladder", "billing.add_ladder", "billing.delete_ladder"),
        *("billing.view_dunningpause", "billing.add_dunningpause", "billing.change_dunningpause"),
        *("ssl_certs.view_sslcancellation", "ssl_certs.change_sslcancellation"),
        *("web_hosting.change_hostingaccount", "web_hosting.change_hostingdecision"),
        *("web_hosting.change_hostingplan", "web_hosting.add_hostingplan"),
    ),
    "cash": (
        *("billing.view_till", "billing.add_till", "billing.change_till", "billing.take_cash"),
        *("billing.view_payment", "billing.view_proforma", "billing.view_receipt"),
    ),
    "accountant": (
        *("billing.view_movement", "billing.export_ledger", "billing.view_allocation", "billing.view_bundle"),
        *("billing.view_proforma", "billing.view_invoice", "billing.view_creditnote", "billing.view_receipt"),
        *("billing.view_payment", "billing.view_creditentry", "billing.view_refund"),
    ),
    "registry": (
        *("domains.change_domain", "domains.change_extension", "domains.change_hold"),
        *("ssl_certs.change_sslorder", "ssl_certs.change_certificate", "ssl_certs.change_certificateproduct"),
        *(
            "ssl_certs.add_certificateproduct",
            "ssl_certs.change_validitylimit",
            "ssl_certs.add_validitylimit",
        ),
        *("domains.change_cancellation", "domains.change_suspension"),
        *("domains.view_legaldecision", "domains.change_legaldecision"),
        *("domains.change_registrationfile", "domains.change_holderchange"),
        *("domains.change_paper", "domains.open_paper", "accounts.see_identity"),
        *("accounts.view_privacypaper", "accounts.open_privacypaper"),
        *("ssl_certs.change_namevalidation", "ssl_certs.change_vettingstep"),
        *("ssl_certs.change_organisationpaper", "ssl_certs.open_organisationpaper"),
        *("domains.view_manualrequest", "domains.change_manualrequest"),
        *("domains.view_sandboxname", "domains.view_sandboxtransaction"),
        *("domains.view_transferin", "domains.change_transferin"),
        *("domains.view_transferout", "domains.change_transferout"),
        *("domains.view_coderequest", "domains.change_coderequest"),
        *("domains.view_proceeding", "domains.add_proceeding", "domains.change_proceeding"),
        *("ssl_certs.view_sslcancellation", "ssl_certs.change_sslcancellation"),
        *("ssl_certs.view_ssldecision", "ssl_certs.change_ssldecision", "ssl_certs.view_stopnotice"),
        *("ssl_certs.view_authoritystop", "ssl_certs.add_authoritystop", "ssl_certs.change_authoritystop"),
        *("domains.add_extension", "domains.view_extensionrevision", "domains.change_extensionrevision"),
        *("domains.view_reservedterm", "domains.add_reservedterm"),
        *("domains.change_reservedterm", "domains.delete_reservedterm"),
        *("domains.view_registrychange", "domains.change_registrychange", "domains.view_contactreview"),
        *("domains.view_addressverification", "domains.change_addressverification"),
        *("domains.view_registrymessage", "domains.change_registrymessage", "domains.view_registryexchange"),
        *("domains.view_difference", "domains.change_difference"),
        *("domains.view_zone", "domains.change_zone"),
        *("domains.view_manualzonework", "domains.change_manualzonework"),
        *("billing.view_product", "billing.view_price"),
    ),
}
# People's papers and the numbers of their cards: the registry's staff alone
OPENING = ("open_paper", "open_organisationpaper", "open_privacypaper", "see_identity")
MANAGER = "manager"  # every room, and the groups of staff; superusers stay out of reach


def make_groups() -> int:
    """Make the groups that are missing and give each the rights of which it was never told. Returns how many changed.

    A right that a manager took away, or gave, is his choice and stays as it is.
    """
    everything = _everything()
    wanted = {name: _named({*SHARED, *rights}) for name, rights in GROUPS.items()} | {MANAGER: everything}
    return sum(_tell(name, {_name(right): right for right in rights}) for name, rights in wanted.items())


def _tell(name: str, wanted: dict[str, Permission]) -> bool:
    """Give a group what is new to it; whether there was anything."""
    group, new = Group.objects.get_or_create(name=name)
    record, first = GroupRights.objects.get_or_create(group=name)
    told = set() if new else set(record.told)
    if first and not new:  # a group older than its record: it knows the things of which it holds any right
        things = {_thing(right) for right in group.permissions.select_related("content_type")}
        told = {named for named, right in wanted.items() if _thing(right) in things}
    added = [right for named, right in wanted.items() if named not in told]
    group.permissions.add(*added)
    record.told = sorted(told | wanted.keys())
    record.save()
    return bool(added)


def _everything() -> list[Permission]:
    rights = Q(content_type__app_label__in=ROOMS) | Q(content_type__app_label="auth", codename="view_group")
    return list(
        Permission.objects.filter(rights).exclude(codename__in=OPENING).select_related("content_type")
    )


def _named(wanted: set[str]) -> list[Permission]:
    known = {_name(right): right for right in Permission.objects.select_related("content_type")}
    return [known[name] for name in sorted(wanted)]


def _name(right: Permission) -> str:
    return f"{right.content_type.app_label}.{right.codename}"


def _thing(right: Permission) -> int:
    """The kind of things that a right is about."""
    return right.content_type_id
