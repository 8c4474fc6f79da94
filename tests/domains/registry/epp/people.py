"""The people of the tests' names, and the first registration."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOLDER = {
    "full_name": "Amina Aït Test", "organisation": "", "address": "1, avenue Hassan II\nAppt 3", "city": "Agadir",
    "postal_code": "80000", "country": "MA", "email": "amina@example.ma", "phone": "+212 5 28 00 00 01", "fax": "",
}  # fmt: skip
TECH = {**HOLDER, "full_name": "Service technique", "email": "tech@example.ma"}
PEOPLE = {"holder": HOLDER, "admin": HOLDER, "tech": TECH}


def register(registry, name="atlas.com", reference="dom_1"):
    return registry.register(name, 1, PEOPLE, reference, NOW)
