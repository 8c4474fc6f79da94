"""The first page: search for a visitor; to do, money and services for a customer."""

from django.shortcuts import redirect, render

from billing.prices import price_list
from core import clock, dashboard
from domains.models import Extension
from domains.prices import tags


def home(request):
    """The house's front door."""
    if request.user.is_authenticated and request.customer:
        now = clock.now()
        todos, panels = dashboard.todos(request.customer, now), dashboard.panels(request.customer, now)
        return render(request, "home/customer.html", {"todos": todos, "panels": panels})
    if request.user.is_authenticated and request.licence:
        return redirect("domains:list")
    if request.user.is_authenticated and not request.user.is_staff:
        return redirect("accounts:profile")
    extensions = list(Extension.objects.filter(enabled=True, restricted=False)[:8])
    tariff = price_list(clock.local_date(clock.now()), [e.product_code for e in extensions])
    return render(request, "home/visitor.html", {"rows": [(e, tags(e, tariff)) for e in extensions]})
