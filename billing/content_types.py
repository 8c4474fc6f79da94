"""The frozen content of an issued document: plain JSON, written once; PDF (later UBL) are rendered from it.

Amounts are integer centimes and never negative (a credit note is negative by its kind), rates are basis
points (2000 = 20 %), days are ISO strings ("2026-11-22"). Text that a customer or the catalogue wrote is
already in the document's language; everything else is worded by the template.
"""

from typing import Literal, NotRequired, TypedDict

Kind = Literal["proforma", "invoice", "credit_note", "cash_receipt", "refund_receipt"]


class Seller(TypedDict):
    """Who issues, with every identifier that art. 145-III asks for; built by `Company.seller()`."""

    name: str
    legal_form: str
    capital: int  # centimes of dirham
    address: list[str]
    city: str
    country: str  # ISO 3166-1 alpha-2
    phone: str
    email: str
    website: str
    ice: str
    if_number: str
    rc: str
    rc_town: str
    tp: str
    cnss: str
    cndp: list[str]
    court: str  # HD-8.1


class Buyer(TypedDict):
    """Who owes: name and address always, identifiers where the buyer is a company."""

    name: str
    address: list[str]  # postal code and town included, country apart
    country: str
    ice: NotRequired[str]
    if_number: NotRequired[str]
    rc: NotRequired[str]
    customer: NotRequired[str]  # public id of the customer account


class HomePrice(TypedDict):
    """A fee kept in dirhams and the rate with which it was converted."""

    unit: int  # centimes of dirham
    rate: str  # dirhams for one unit: "10.8453"
    on: str


class LineContent(TypedDict):
    """One sold thing; `ht` = quantity × unit_ht − discount."""

    description: str
    detail: NotRequired[str]  # second, smaller line: the name, the options
    clause: NotRequired[str]  # "DN-5.3"
    period_from: str | None
    period_to: str | None
    quantity: int
    unit: str  # already worded: "an", "mois", "" for a single act
    unit_code: NotRequired[str]  # the same as a code of UN/ECE Recommendation 20: ANN, MON
    home: NotRequired[HomePrice]  # what the unit price was converted from (C-23)
    unit_ht: int
    discount: int
    ht: int
    vat_rate: int


class VatContent(TypedDict):
    """The tax of one rate, computed on the sum of its lines."""

    rate: int
    base: int
    vat: int


class TotalsContent(TypedDict):
    """ht + the sum of vat = ttc."""

    ht: int
    vat: list[VatContent]
    ttc: int


class PaymentContent(TypedDict):
    """Mode and reference of the payment: mandatory on an invoice."""

    method: str  # worded in the document's language: "Virement bancaire"
    reference: str
    paid_on: str
    means: NotRequired[str]  # the same as a code of UNTDID 4461


class BankAccountContent(TypedDict):
    """Where a transfer goes."""

    bank: str
    holder: str
    rib: str
    iban: str
    swift: str


class ExchangeContent(TypedDict):
    """The official rate of a document in foreign currency, and its sums in centimes of dirham (facts D)."""

    rate: str  # dirhams for one unit: "10.8453"
    on: str  # the day it was published for
    source: str
    ht: int
    vat: list[VatContent]
    ttc: int


class RelatedContent(TypedDict):
    """The document this one follows: the proforma of an invoice, the invoice of a credit note."""

    kind: Kind
    number: str
    issued_on: str
    reason: NotRequired[str]  # mandatory on a credit note


class DocumentContent(TypedDict):
    """Everything a document says."""

    kind: Kind
    number: str
    language: str  # fr, en, ar
    currency: str  # ISO 4217
    issued_on: str
    due_on: str | None  # a proforma's last day of validity
    reference: str  # the unique payment reference ("" when there is nothing to pay)
    order: str  # public id or number of the order
    seller: Seller
    buyer: Buyer
    lines: list[LineContent]
    totals: TotalsContent
    payment: PaymentContent | None
    bank_accounts: list[BankAccountContent]
    exemption: NotRequired[str]  # named instead of VAT (art. 145-III-6°)
    exemption_category: NotRequired[Literal["E", "G"]]  # exempt, or exported (EN 16931)
    exchange: NotRequired[ExchangeContent]
    related: RelatedContent | None
    notes: list[str]
    stamp: NotRequired[int]  # on a cash receipt: the stamp duty that came on top of the amount


class MovementContent(TypedDict):
    """One movement of an account: centimes that the customer owes more (debit) or less (credit), 0 for neither."""

    day: str
    what: str  # already worded: "Facture"
    number: str
    debit: int
    credit: int
    balance: int  # in favour of the customer; negative is what he owes


class StatementContent(TypedDict):
    """What an account statement says: balance before, movements between two days (both included), balance after."""

    language: str
    currency: str
    issued_on: str
    first: str
    last: str
    seller: Seller
    buyer: Buyer
    opening: int
    movements: list[MovementContent]
    closing: int
