"""The guides: one page for each kind of server, `templates/ssl_certs/delivery/guides/<code>.html` (SSL-9.3, C-30)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GUIDES: dict[str, Promise | str] = {
    "cpanel": _("cPanel hosting"),
    "nginx": "nginx",
    "apache": "Apache",
    "iis": _("IIS (Windows)"),
}
