"""Amounts in words: in French, the binding language, on every document, and in the document's own language.

The integers come from num2words; the units are ours, because it knows no dirham. French: singular up to one,
"de" after a round million or milliard ("un million de dirhams"). Arabic: the noun follows its number (one, two,
three to ten, eleven to ninety-nine, a hundred and more each want another form).
"""

from typing import NamedTuple

from core.money import CENTIMES

BINDING = "fr"
MILLION, HUNDRED, TEN, TWO = 1_000_000, 100, 10, 2


class Arabic(NamedTuple):
    """A noun as Arabic counts it: one, two, a few (3–10), many (11–99), and in the genitive after a hundred."""

    one: str
    two: str
    few: str
    many: str
    hundred: str


# currency: (singular, plural, what stands between a round million and the plural)
FRENCH = {
    "MAD": ("dirham", "dirhams", "de "),
    "EUR": ("euro", "euros", "d'"),
    "USD": ("dollar", "dollars", "de "),
}
ENGLISH = {"MAD": ("dirham", "dirhams"), "EUR": ("euro", "euros"), "USD": ("US dollar", "US dollars")}
ARABIC = {
    "MAD": Arabic("درهم واحد", "درهمان", "دراهم", "درهماً", "درهم"),
    "EUR": Arabic("يورو واحد", "اثنان يورو", "يورو", "يورو", "يورو"),
    "USD": Arabic("دولار واحد", "دولاران", "دولارات", "دولاراً", "دولار"),
}
SANTIM = Arabic("سنتيم واحد", "سنتيمان", "سنتيمات", "سنتيماً", "سنتيم")
CENT = Arabic("سنت واحد", "سنتان", "سنتات", "سنتاً", "سنت")
SMALL = {"MAD": ("centime", "centimes"), "EUR": ("centime", "centimes"), "USD": ("cent", "cents")}
SMALL_ENGLISH = {**SMALL, "EUR": ("cent", "cents")}
SMALL_ARABIC = {"MAD": SANTIM, "EUR": CENT, "USD": CENT}


def integer_in_words(n: int) -> str:
    """A whole number in French: 80 quatre-vingts, 80 000 quatre-vingt mille."""
    return _spelt(n, "fr")


def amount_in_words(centimes: int, currency: str = "MAD", language: str = BINDING) -> str:
    """The amount as it closes a document: "deux mille dirhams et quatre-vingts centimes"."""
    if centimes < 0:
        raise ValueError("a document's amount is never negative: a credit note is negative by its kind")
    whole, fraction = divmod(centimes, CENTIMES)
    wholes, fractions, link = COUNTING[language]
    if not fraction:
        return wholes(whole, currency)
    if not whole:
        return fractions(fraction, currency)
    return f"{wholes(whole, currency)}{link}{fractions(fraction, currency)}"


def _spelt(n: int, language: str) -> str:
    from num2words import num2words  # 3 MiB: only the process that writes a document pays for them

    return str(num2words(n, lang=language))


# --- French ---------------------------------------------------------------------------------------------
def _francs(n: int, currency: str) -> str:
    """Whole units: "un dirham", "deux cents dirhams", "trois millions de dirhams"."""
    singular, plural, link = FRENCH[currency]
    unit = singular if n < TWO else plural
    return f"{integer_in_words(n)} {link if n and n % MILLION == 0 else ''}{unit}"


def _centimes(n: int, currency: str) -> str:
    """Hundredths: "un centime", "vingt centimes"."""
    return f"{integer_in_words(n)} {SMALL[currency][n >= TWO]}"


# --- English --------------------------------------------------------------------------------------------
def _units(n: int, currency: str) -> str:
    return f"{_spelt(n, 'en')} {ENGLISH[currency][n != 1]}"


def _hundredths(n: int, currency: str) -> str:
    return f"{_spelt(n, 'en')} {SMALL_ENGLISH[currency][n != 1]}"


# --- Arabic ---------------------------------------------------------------------------------------------
def _counted(n: int, noun: Arabic) -> str:
    """A number and its noun; above a hundred, one and two are counted apart ("مائة درهم ودرهم واحد")."""
    last = n % HUNDRED
    if n in (1, TWO):
        return noun[n - 1]
    if last in (1, TWO):
        return f"{_arabic(n - last)} {noun.hundred} و{noun[last - 1]}"
    if last == 0:
        return f"{_arabic(n)} {noun.hundred}"
    return f"{_arabic(n)} {noun.few if last <= TEN else noun.many}"


def _arabic(n: int) -> str:
    """A whole number; num2words leaves a space after "and" that Arabic does not write."""
    return _spelt(n, "ar").replace(" و ", " و")


COUNTING = {
    "fr": (_francs, _centimes, " et "),
    "en": (_units, _hundredths, " and "),
    "ar": (lambda n, c: _counted(n, ARABIC[c]), lambda n, c: _counted(n, SMALL_ARABIC[c]), " و"),
}

# "facture" is feminine, "avoir" masculine: the participle agrees.
CLOSINGS = {
    "fr": {
        "proforma": "Arrêtée la présente facture proforma à la somme de {words}{taxed}.",
        "invoice": "Arrêtée la présente facture à la somme de {words}{taxed}.",
        "credit_note": "Arrêté le présent avoir à la somme de {words}{taxed}.",
        "cash_receipt": "Arrêté le présent reçu à la somme de {words}.",
        "refund_receipt": "Arrêté le présent reçu de remboursement à la somme de {words}.",
    },
    "en": {
        "proforma": "This proforma invoice is closed at the sum of {words}{taxed}.",
        "invoice": "This invoice is closed at the sum of {words}{taxed}.",
        "credit_note": "This credit note is closed at the sum of {words}{taxed}.",
        "cash_receipt": "This receipt is closed at the sum of {words}.",
        "refund_receipt": "This refund receipt is closed at the sum of {words}.",
    },
    "ar": {
        "proforma": "حُصرت هذه الفاتورة الأولية في مبلغ {words}{taxed}.",
        "invoice": "حُصرت هذه الفاتورة في مبلغ {words}{taxed}.",
        "credit_note": "حُصر هذا الإشعار الدائن في مبلغ {words}{taxed}.",
        "cash_receipt": "حُصر هذا الوصل في مبلغ {words}.",
        "refund_receipt": "حُصر وصل الاسترجاع هذا في مبلغ {words}.",
    },
}
TAXED = {"fr": " TTC", "en": ", VAT included", "ar": " مع احتساب الضريبة"}


def closing_sentence(
    kind: str, centimes: int, currency: str = "MAD", language: str = BINDING, *, taxed: bool = True
) -> str:
    """The sentence that closes a document and fixes its amount; `taxed`: whether it holds any VAT."""
    words = amount_in_words(centimes, currency, language)
    return CLOSINGS[language][kind].format(words=words, taxed=TAXED[language] if taxed else "")
