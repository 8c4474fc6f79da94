"""Cash: taken at the desk by staff (`billing/cash/`), with a numbered receipt and the stamp duty."""

from django.urls import reverse

from billing.allocating import Payable
from core.acts import Act


class Cash:
    """Nothing to do here: the page says where to come and what it costs."""

    method = "cash"
    currencies = frozenset({"MAD"})

    def start(self, payable: Payable, act: Act) -> str:
        return reverse("billing:pay", args=[payable.public_id]) + "#cash"


gateway = Cash()
