"""Who signs in to the demo: customers' people, staff of each group, a superuser; one password for all."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "atlas-demo-2026"  # printed at the end of the seed: a demo has no secrets
HOUSE = "atlas-nuage.example"


@dataclass(frozen=True)
class Login:
    """A person of the demo; `group` is for staff."""

    email: str
    name: str
    what: str
    language: str = "fr"
    group: str = ""
    superuser: bool = False


LOGINS = (
    Login("client@argan-studio.example", "Omar Bennani", "customer, owner of Argan Studio"),
    Login("technique@argan-studio.example", "Hind Alaoui", "customer, technical colleague", "ar"),
    Login("amina.ouhaddou@courriel.example", "Amina Ouhaddou", "customer, private person"),
    Login(f"support@{HOUSE}", "Salma Ait Oufkir", "staff, support", group="support"),
    Login(f"facturation@{HOUSE}", "Rachid Benjelloun", "staff, billing", group="billing"),
    Login(f"caisse@{HOUSE}", "Imane Berrada", "staff, cash desk", group="cash"),
    Login(f"registre@{HOUSE}", "Youssef Tamrakht", "staff, registry", group="registry"),
    Login(f"direction@{HOUSE}", "Nadia Chraibi", "staff, manager", group="manager"),
    Login(f"admin@{HOUSE}", "Karim Tazi", "superuser", superuser=True),
)


def make_users() -> dict[str, User]:
    """The people who sign in, their addresses verified; one hash for the one password."""
    hashed, users = make_password(PASSWORD), {}
    for login in LOGINS:
        staff = bool(login.group or login.superuser)
        facts = {"name": login.name, "language": login.language, "is_superuser": login.superuser}
        user = User(email=login.email, password=hashed, is_staff=staff, **facts)
        user.save()
        user.groups.set(Group.objects.filter(name=login.group))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        users[login.email] = user
    return users


def table() -> str:
    """The logins as a small table."""
    width = max(len(login.email) for login in LOGINS)
    rows = [f"  {login.email:{width}}  {PASSWORD}  {login.what}" for login in LOGINS]
    return "\n".join(["Logins of the demo (e-mail, password, who):", *rows])
