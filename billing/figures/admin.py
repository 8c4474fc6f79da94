"""The figures and the month's end in the back office's menu; its open points stand among the queues."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, register_queue
from core.admin_site import DeskPage, register_page

from . import closing, views

RIGHT = "billing.view_figures"

register_page(DeskPage(_("Figures"), "billing/figures/", "billing_figures", views.figures_page, RIGHT))
register_page(
    DeskPage(
        _("Figures"),
        "billing/figures/<slug:name>.csv",
        "billing_figure_csv",
        views.figure_csv,
        RIGHT,
        listed=False,
    )
)
register_page(
    DeskPage(_("Month end"), "billing/month-end/", "billing_month_end", views.month_end_page, RIGHT)
)
register_page(
    DeskPage(
        _("Year end"),
        "billing/year-end/<int:year>/",
        "billing_year_end",
        views.year_end_page,
        RIGHT,
        listed=False,
    )
)
register_queue(
    Queue(
        _("Month end: points still open"),
        count=lambda: closing.open_items(clock.now()),
        url=lambda: reverse("admin:billing_month_end"),
        permission=RIGHT,
    )
)
