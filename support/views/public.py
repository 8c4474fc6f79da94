"""Pages that everybody may read: the state of the services, help."""

from django.views.generic import DetailView, ListView, TemplateView

from contracts.prose import blocks
from core import clock
from support import knowledge, status
from support.models import Article

MOST = 200  # characters of a search


class StatusView(TemplateView):
    """What works, what does not, what is planned, ninety days back (HD-2.1, SSL-11.3(6))."""

    template_name = "support/status.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(now=clock.now(), **status.page(clock.now()), **kwargs)


class HelpView(ListView):
    """The knowledge base, all of it or what a search finds (DN-8.4)."""

    model = Article
    template_name = "support/help.html"
    context_object_name = "articles"

    def get_queryset(self):
        self.asked = " ".join(self.request.GET.get("q", "")[:MOST].replace("\x00", "").split())
        return knowledge.found(self.asked)

    def get_context_data(self, **kwargs):
        return super().get_context_data(asked=self.asked, **kwargs)


class ArticleView(DetailView):
    """One article."""

    model = Article
    template_name = "support/article.html"
    context_object_name = "article"

    def get_queryset(self):
        return Article.objects.filter(published=True)

    def get_context_data(self, **kwargs):
        article = self.object
        near = Article.objects.filter(published=True, section=article.section).exclude(pk=article.pk)
        return super().get_context_data(blocks=blocks(article.body), near=near[:5], **kwargs)
