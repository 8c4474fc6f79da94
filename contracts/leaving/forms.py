"""What staff type in of a notice of non-renewal; every product uses it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.formal.forms import ScanField
from core.admin import ReasonForm

from .models import Channel


class StaffNoticeForm(ReasonForm):
    """A notice that came by e-mail, telephone or letter, and on which day (HD-6.3)."""

    channel = forms.ChoiceField(
        label=_("Came by"), choices=[channel for channel in Channel.choices if channel[0] != Channel.PORTAL]
    )
    given_on = forms.DateField(label=_("Received on"), widget=forms.DateInput({"type": "date"}))
    scan = ScanField(label=_("Scan"), required=False)
    field_order = ["channel", "given_on", "scan", "reason"]

    def clean(self):
        data = super().clean()
        if data.get("channel") == Channel.LETTER and not data.get("scan") and "scan" not in self.errors:
            self.add_error("scan", _("Add the scan of the registered letter: it is the proof of its day."))
        return data
