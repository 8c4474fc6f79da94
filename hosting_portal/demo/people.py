"""The demo's customers, from `people.toml`: accounts, the people in them, their contacts."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts import lifecycle
from accounts.models import Contact, Customer, Membership, User
from core.acts import Act

PEOPLE = Path(__file__).with_name("people.toml")
COPIED = (
    "kind",
    "name",
    "city",
    "postal_code",
    "country",
    "language",
    "currency",
    "cin",
    "rc",
    "rc_town",
    "if_number",
)


@dataclass
class Household:
    """An account with its owner and its contacts; `plan` is the customer's table in `people.toml`."""

    customer: Customer
    owner: User
    contacts: list[Contact]
    plan: dict[str, Any]


def open_accounts(users: dict[str, User], now: datetime) -> dict[str, Household]:
    """All accounts, opened at one instant; by their key."""
    rows = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["customer"]
    return {row["key"]: _open(row, users, now, n) for n, row in enumerate(rows)}


def ice(body: int) -> str:
    """A valid ICE with this body: its key makes it divisible by 97."""
    return f"{body * 100 + -body * 100 % 97:015d}"


def _open(row: dict[str, Any], users: dict[str, User], now: datetime, n: int) -> Household:
    facts = {name: row[name] for name in COPIED if name in row}
    phone = row.get("phone", f"+2125{22000000 + 104729 * (n + 1) % 77000000:08d}")
    place = {"address": row["address"], "phone": phone, "ice": ice(row["ice"]) if "ice" in row else ""}
    owner = _user(users, row["email"], row["owner"], facts.get("language", "fr"))
    customer = Customer(billing_email=row.get("billing_email", row["email"]), **facts | place)
    lifecycle.open_account(customer, owner, Act(now, owner.public_id))
    for email, name, role in row.get("colleagues", []):
        colleague = _user(users, email, name, facts.get("language", "fr"))
        lifecycle.save_membership(
            Membership(user=colleague, customer=customer, role=role), Act(now, owner.public_id)
        )
    return Household(customer, owner, _contacts(customer, row, Act(now, owner.public_id)), row)


def _user(users: dict[str, User], email: str, name: str, language: str) -> User:
    """The person with this address; without a login where the demo prints none."""
    if email not in users:
        user = User(email=email, name=name, language=language)
        user.set_unusable_password()
        user.save()
        users[email] = user
    return users[email]


def _contacts(customer: Customer, row: dict[str, Any], act: Act) -> list[Contact]:
    """The holder first; where he is abroad or has colleagues, others beside him."""
    person = customer.kind == Customer.Kind.PERSON
    shared = ("address", "city", "postal_code", "country", "phone", "ice", "cin")
    facts = {name: getattr(customer, name) for name in shared}
    kind = Contact.Kind.PERSON if person else Contact.Kind.ORGANISATION
    organisation = "" if person else customer.name
    found = [Contact(customer=customer, kind=kind, full_name=row["owner"], organisation=organisation,
                     email=row["email"], **facts)]  # fmt: skip
    for email, name, _role in row.get("colleagues", []):
        found.append(
            Contact(customer=customer, full_name=name, email=email, **facts | {"ice": "", "cin": ""})
        )
    for local in row.get("contacts", []):
        found.append(Contact(customer=customer, **local))
    return [lifecycle.save_contact(contact, act) for contact in found]
