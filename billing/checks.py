"""What a production portal must not do with money."""

from django.conf import settings
from django.core.checks import Error, Tags, register

from .rates import ADAPTERS


@register(Tags.security)
def no_sandbox_money(app_configs, **kwargs) -> list[Error]:
    """The sandbox bank pays with nothing: it is refused outside demo mode."""
    if settings.DEMO or "sandbox_card" not in settings.PAYMENT_GATEWAYS:
        return []
    hint = "Take sandbox_card out of PAYMENT_GATEWAYS."
    return [Error("PAYMENT_GATEWAYS offers the sandbox bank in production.", hint=hint, id="billing.E001")]


@register(Tags.security)
def rates_have_a_source(app_configs, **kwargs) -> list[Error]:
    """Invented rates stay in the demo; the bank is asked at an address."""
    problems = []
    if settings.RATES_ADAPTER == "sandbox" and not settings.DEMO:
        problems.append(
            ("RATES_ADAPTER invents exchange rates in production.", "Choose manual or bam.", "E011")
        )
    if settings.RATES_ADAPTER == "bam" and not settings.RATES_URL:
        problems.append(("RATES_ADAPTER asks Bank Al-Maghrib at no address.", "Fill in RATES_URL.", "E012"))
    if settings.RATES_ADAPTER not in {"manual", *ADAPTERS}:
        problems.append(("RATES_ADAPTER is unknown.", "Choose manual or bam.", "E013"))
    return [Error(what, hint=hint, id=f"billing.{code}") for what, hint, code in problems]
