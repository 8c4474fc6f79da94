"""Settings of mail: how it leaves, where answers and what comes back are taken."""

from typing import Any

import environ

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


def read(env: environ.Env, *, demo: bool) -> dict[str, Any]:
    """Without EMAIL_URL nothing leaves: the demo's mailbox page is the only reader."""
    sent = env.email_url("EMAIL_URL") if env.str("EMAIL_URL", "") else {"EMAIL_BACKEND": NOWHERE}
    return sent | {
        "EMAIL_URL": env.str("EMAIL_URL", ""),
        "EMAIL_TIMEOUT": 20,  # seconds
        # Where `manage.py portal` takes mail: lmtp://127.0.0.1:8024, smtp://…
        "MAIL_RECEIVER": env.str("MAIL_RECEIVER", ""),
        # Who checks senders of incoming mail; empty: nobody, and no address is believed
        "MAIL_AUTHSERV_ID": env.str("MAIL_AUTHSERV_ID", ""),
        # Mails leave under bounce+<mail>-<proof>@… of this domain and come back there; empty: it is not seen.
        "BOUNCE_ADDRESS": env.str("BOUNCE_ADDRESS", "retours@atlas-nuage.example" if demo else ""),
    }
