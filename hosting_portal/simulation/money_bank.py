"""The bank of the simulated company: statements twice, takings that gateways pass on, a drawer that is short."""

from datetime import datetime
from random import Random

from accounts.models import User
from billing.cash import lifecycle as tills
from billing.ledger.accounts import Account
from billing.models import BankAccount, Proforma, Till
from billing.statements import accounts, importing, lifecycle, takings
from billing.statements.reading import BadStatement
from core import money
from core.acts import Act

CLERK, CHIEF = "usr_accounts", "usr_chief"
HEADER = "Date;Date valeur;Libellé;Référence;Débit;Crédit;Solde"
COMMISSIONS = (0, 120, 250)  # basis points of what a gateway took


class Bank:
    """What staff do with the bank's file and with the drawer."""

    def __init__(self, rng: Random):
        self.rng = rng

    def statement(self, mine: list[Proforma], now: datetime) -> None:
        """A customer's transfer and some gateway's takings in one file, imported twice, each line settled."""
        act, chief = Act(now, CLERK, "the day's statement"), Act(now, CHIEF, "as the bank says")
        rows = [(mine[0].payment_reference, mine[0].remaining)] if mine[0].currency == "MAD" else []
        chosen = self._takings(act)
        gross = sum(item.amount for item in chosen)
        net = gross - max(gross, 0) * self.rng.choice(COMMISSIONS) // 10_000
        rows += [(f"REMISE {now:%d%H%M%S}", net)] if net else []
        for line in self._imported(rows, now, act):
            if line.label.startswith("REMISE"):
                vat = (gross - net) // 11
                lifecycle.pass_on(line, chief, chosen=[item.key for item in chosen], vat=vat)
            else:
                lifecycle.book_certain([line], chief)

    def _takings(self, act: Act) -> list[takings.Item]:
        """All that one of the gateways took."""
        waiting = takings.waiting("MAD", act.today)
        account = self.rng.choice([Account.CARD, Account.WAFACASH])
        return [item for item in waiting if item.account == account]

    def _imported(self, rows: list[tuple[str, int]], now: datetime, act: Act) -> list:
        accounts.take_over()
        ours = BankAccount.objects.order_by("pk").first()
        if not rows or ours is None:
            return []
        day = f"{now:%d/%m/%Y}"
        written = [f"{day};{day};{label};;{_figure(-amount)};{_figure(amount)};" for label, amount in rows]
        content = "\r\n".join([f"Compte;{ours.rib}", "", HEADER, *written, ""]).encode("cp1252")
        kept = importing.keep(content, "releve.csv", ours, act)
        try:
            importing.keep(content, "releve-bis.csv", ours, act)
        except BadStatement:
            return list(kept.lines.order_by("pk"))
        raise AssertionError("a statement was imported twice")

    def till(self, clerk: User, now: datetime) -> Till:
        """The clerk's open drawer; one that was counted before somebody died is signed, and another one opened."""
        kept = (
            Till.objects.select_related("clerk").filter(clerk=clerk).exclude(state=Till.State.CLOSED).first()
        )
        if kept and kept.state == Till.State.COUNTED:
            tills.sign(kept, Act(now, CHIEF, "counted with him"))
            kept = None
        return kept or tills.open_till(clerk, 500_00, Act(now, clerk.public_id, "the morning"))

    def closing(self, clerk: User, now: datetime) -> None:
        """The drawer is counted, now and then it is short, or too full; somebody else signs."""
        till = self.till(clerk, now)
        counted = tills.expected(till) - self.rng.choice((0, 0, 50, -20))
        tills.count(till, Act(now, clerk.public_id, "the evening"), counted=counted, explanation="a coin")
        tills.sign(till, Act(now, CHIEF, "counted with him"))


def _figure(amount: int) -> str:
    return money.number(amount, "fr").replace("\u202f", "").replace("\xa0", "") if amount > 0 else ""
