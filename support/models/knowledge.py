"""The knowledge base: articles in three languages that everybody may read (DN-8.4, SSL-11.3(4))."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Article(models.Model):
    """One article; its body is plain text in paragraphs and lists (`- `), with headings (`## `)."""

    class Section(models.TextChoices):
        START = "start", _("First steps")
        DOMAINS = "domains", _("Domain names")
        SSL = "ssl", _("SSL certificates")
        HOSTING = "hosting", _("Hosting and e-mail")
        SERVERS = "servers", _("Servers")
        BILLING = "billing", _("Orders and payments")
        SUPPORT = "support", _("Support")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    section = models.CharField(_("section"), max_length=10, choices=Section.choices)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300)
    body = models.TextField(_("text"))
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    published = models.BooleanField(_("published"), default=True)
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    changed_on = models.DateField(_("last changed"))

    class Meta:
        ordering = ["section", "rank", "pk"]
        verbose_name = _("help article")
        verbose_name_plural = _("help articles")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("support:article", args=[self.slug])
