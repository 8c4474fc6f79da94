"""Language: the visitor's choice, else the account's, else French, the binding language (SSL-A1-2.4)."""

from django.conf import settings
from django.utils import translation

COOKIE = "language"


class LanguageMiddleware:
    """Activates the chosen language; never guesses from the browser, because French is binding."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(COOKIE, settings.LANGUAGE_CODE)
        known = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            request.LANGUAGE_CODE = known
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", known)
        return response
