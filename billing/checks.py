"""What a production portal must not do with money."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def no_sandbox_money(app_configs, **kwargs) -> list[Error]:
    """The sandbox bank pays with nothing: it is refused outside demo mode."""
    if settings.DEMO or "sandbox_card" not in settings.PAYMENT_GATEWAYS:
        return []
    hint = "Take sandbox_card out of PAYMENT_GATEWAYS."
    return [Error("PAYMENT_GATEWAYS offers the sandbox bank in production.", hint=hint, id="billing.E001")]
