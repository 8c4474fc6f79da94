"""Words of installed packages that the back office shows and that they do not translate into our languages.

Django looks a word up in our catalogue first, so naming it here is enough; nothing imports this file.
"""

from django.utils.translation import gettext_noop as _

AUDITLOG = (
    _("Audit log"),
    _("log entry"),
    _("log entries"),
    _("content type"),
    _("object pk"),
    _("object id"),
    _("object representation"),
    _("action"),
    _("change message"),
    _("actor"),
    _("actor email"),
    _("Correlation ID"),
    _("remote address"),
    _("remote port"),
    _("timestamp"),
    _("additional data"),
    _("create"),
    _("update"),
    _("delete"),
    _("access"),
    _("Created"),
    _("User"),
    _("Resource"),
    _("Changes"),
    _("Change"),
    _("Field"),
    _("From"),
    _("To"),
)
