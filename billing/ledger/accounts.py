"""The chart of accounts: the house's few accounts with their numbers in the Moroccan chart (PCGE).

The numbers are the accountant's: they are printed in the journal export and nowhere decide anything.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    """Where money stands. The value is stored, the PCGE number is printed (`PCGE`)."""

    BANK = "bank", _("bank")
    CCP = "ccp", _("postal account")
    CASH = "cash", _("cash desk")
    CARD = "card", _("cards on their way to the bank")
    PAYPAL = "paypal", _("PayPal")
    WAFACASH = "wafacash", _("Wafacash")
    ADVANCES = "advances", _("advances on proformas")
    CREDIT = "credit", _("customers' credit accounts")
    RECEIVABLE = "receivable", _("customers: money taken back")
    REVENUE = "revenue", _("services sold")
    VAT = "vat", _("VAT invoiced")
    VAT_WITHHELD = "vat_withheld", _("VAT withheld by customers")
    STAMP = "stamp", _("stamp duty due")
    SUSPENSE = "suspense", _("money without an owner")
    REFUNDS = "refunds", _("refunds to be sent")
    GOODWILL = "goodwill", _("goodwill given")
    WRITE_OFF = "write_off", _("small differences given up")
    LOSS = "loss", _("lost on customers")
    COMMISSION = "commission", _("commissions of gateways")
    VAT_PAID = "vat_paid", _("VAT on commissions, recoverable")
    GAIN_EXCHANGE = "gain_exchange", _("exchange gains")
    LOSS_EXCHANGE = "loss_exchange", _("exchange losses")
    CONVERSION = "conversion", _("takings that the bank exchanges")
    LATENT_LOSS = "latent_loss", _("exchange losses not realised")
    LATENT_GAIN = "latent_gain", _("exchange gains not realised")


class Cause(models.TextChoices):
    """Why a movement was booked, besides the kinds of entries of the credit account."""

    ALLOCATED = "allocated", _("payment of a proforma")
    STAMP = "stamp", _("stamp duty on cash")
    UNMATCHED = "unmatched", _("money without an owner")
    CLEARED = "cleared", _("its owner was found, or it went back")
    CHARGED_BACK = "charged_back", _("money taken back")
    REVERSED = "reversed", _("payment booked by mistake")
    GIVEN_UP = "given_up", _("no longer claimed")
    MOVED = "moved", _("it came on another account of ours")
    PASSED_ON = "passed_on", _("takings of a gateway")
    BANKED = "banked", _("cash carried to the bank")
    TILL_DIFFERENCE = "till_difference", _("difference of a till")
    REFUNDED = "refunded", _("refund sent")
    SENT_BACK = "sent_back", _("refund that came back")
    INVOICED = "invoiced", _("tax invoice")
    CREDITED = "credited", _("credit note")
    UNDONE = "undone", _("set against a proforma that has ended")
    EXCHANGE = "exchange", _("difference of exchange")
    REVALUED = "revalued", _("revaluation at the year's end")


PCGE: dict[str, str] = {
    Account.BANK: "5141",
    Account.CCP: "5146",
    Account.CASH: "5161",
    Account.CARD: "51151",
    Account.PAYPAL: "51152",
    Account.WAFACASH: "51153",
    Account.ADVANCES: "4421",
    Account.CREDIT: "4427",
    Account.RECEIVABLE: "3421",
    Account.REVENUE: "7124",
    Account.VAT: "4455",
    Account.VAT_WITHHELD: "3458",
    Account.STAMP: "4457",
    Account.SUSPENSE: "4497",
    Account.REFUNDS: "4428",
    Account.GOODWILL: "7129",
    Account.WRITE_OFF: "6588",
    Account.LOSS: "6585",
    Account.COMMISSION: "6147",
    Account.VAT_PAID: "34552",
    Account.GAIN_EXCHANGE: "733",
    Account.LOSS_EXCHANGE: "633",
    Account.CONVERSION: "51159",
    Account.LATENT_LOSS: "370",
    Account.LATENT_GAIN: "470",
}

# Where the money of a payment method lands.
OF_METHOD: dict[str, Account] = {
    "transfer": Account.BANK,
    "ccp": Account.CCP,
    "cash": Account.CASH,
    "cmi": Account.CARD,
    "paypal": Account.PAYPAL,
    "wafacash": Account.WAFACASH,
    "wafacash_code": Account.WAFACASH,
    "credit": Account.CREDIT,
    "ras_tva": Account.VAT_WITHHELD,
    "write_off": Account.WRITE_OFF,
}

# Takings that stand here until the gateway or the agency passes them on to our bank, less its commission.
CLEARING = (Account.CARD, Account.PAYPAL, Account.WAFACASH)
