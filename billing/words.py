"""Amounts in words, in French, the binding language, on every document whatever its own language.

The integers come from num2words; the units are ours, because it knows no dirham: singular up to one,
"de" after a round million or milliard ("un million de dirhams").
"""

from num2words import num2words

from core.money import CENTIMES

# currency: (singular, plural, what stands between a round million and the plural)
UNITS = {
    "MAD": ("dirham", "dirhams", "de "),
    "EUR": ("euro", "euros", "d'"),
    "USD": ("dollar", "dollars", "de "),
}
SMALL = {"MAD": ("centime", "centimes"), "EUR": ("centime", "centimes"), "USD": ("cent", "cents")}
MILLION = 1_000_000


def integer_in_words(n: int) -> str:
    """A whole number in French: 80 quatre-vingts, 80 000 quatre-vingt mille."""
    return str(num2words(n, lang="fr"))


def _whole(n: int, currency: str) -> str:
    """Whole units: "un dirham", "deux cents dirhams", "trois millions de dirhams"."""
    singular, plural, link = UNITS[currency]
    unit = singular if n < 2 else plural
    return f"{integer_in_words(n)} {link if n and n % MILLION == 0 else ''}{unit}"


def _fraction(n: int, currency: str) -> str:
    """Hundredths: "un centime", "vingt centimes"."""
    singular, plural = SMALL[currency]
    return f"{integer_in_words(n)} {singular if n < 2 else plural}"


def amount_in_words(centimes: int, currency: str = "MAD") -> str:
    """The amount as it closes a document: "deux mille dirhams et quatre-vingts centimes"."""
    if centimes < 0:
        raise ValueError("a document's amount is never negative: a credit note is negative by its kind")
    whole, fraction = divmod(centimes, CENTIMES)
    if not fraction:
        return _whole(whole, currency)
    if not whole:
        return _fraction(fraction, currency)
    return f"{_whole(whole, currency)} et {_fraction(fraction, currency)}"


# "facture" is feminine, "avoir" masculine: the participle agrees.
CLOSINGS = {
    "proforma": "Arrêtée la présente facture proforma à la somme de {words} TTC.",
    "invoice": "Arrêtée la présente facture à la somme de {words} TTC.",
    "credit_note": "Arrêté le présent avoir à la somme de {words} TTC.",
}


def closing_sentence(kind: str, centimes: int, currency: str = "MAD") -> str:
    """The sentence that closes a document and fixes its amount."""
    return CLOSINGS[kind].format(words=amount_in_words(centimes, currency))
