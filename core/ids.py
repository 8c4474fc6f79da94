"""Public ids (`dom_3f9c…`): the one identifier in URLs, mails, history and gateway references."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicIdField(models.CharField):
    """A unique, random, prefixed id, made when the object is."""

    def __init__(self, prefix: str = "", **kwargs):
        self.prefix = prefix
        kwargs.update(verbose_name=_("number"), max_length=24, unique=True, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("verbose_name", "max_length", "unique", "editable"):
            kwargs.pop(key, None)
        return name, path, args, {"prefix": self.prefix, **kwargs}

    def get_default(self):
        return f"{self.prefix}_{secrets.token_hex(8)}"
