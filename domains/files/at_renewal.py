"""Before a renewal the registry wants to see who the holder is: he is asked in time (ANRT/DG/N°02/2024, facts B4)."""

from core.acts import Act
from domains.models import Domain

from . import emails, needs


def ask(domain: Domain, act: Act) -> None:
    """With the proposal of J-30: an accepted identity paper must be there when the name is renewed."""
    if not needs.identity_shown(domain.contacts, domain.extension, act.today):
        emails.paper_wanted(domain, act)
