"""Settings: one code, three ways to run (DESIGN: try it, test, production), chosen by the environment.

PORTAL_MODE       demo (default) or production
PORTAL_STATE_DIR  folder of the SQLite file, uploads, PDF files and embedded queues
DATABASE_URL, REDIS_URL, EMAIL_URL, SECRET_KEY, ALLOWED_HOSTS, BASE_URL, COMPANY_PROFILE, REGISTRIES_FILE
"""

import tomllib
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from accounts.privacy.terms import RETENTION

from . import beat, mail_settings, payment_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def table(name: str) -> dict:
    """A table of adapters, one entry for each counterpart: the TOML file that NAME_FILE names, or JSON in NAME."""
    file = env.str(f"{name}_FILE", "")
    return tomllib.loads(Path(file).read_text()) if file else env.json(name, {})


PORTAL_MODE = env.str("PORTAL_MODE", "demo")
DEMO = PORTAL_MODE == "demo"
STATE_DIR = Path(env.str("PORTAL_STATE_DIR", str(BASE_DIR / ".state")))
STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", "demo-only-key-never-used-in-production-0123456789abcdef" if DEMO else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "testserver"] if DEMO else [])
BASE_URL = env.str("BASE_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
COMPANY_PROFILE = Path(env.str("COMPANY_PROFILE", str(BASE_DIR / "hosting_portal" / "company.toml")))

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which asks for translated models
    "core.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "csp",
    "django_filters",
    "django_htmx",
    "lucide",
    "core",
    "accounts",
    "notifications",
    "contracts",
    "billing",
    "hosting_portal.proof",
    "support",
    "domains",
    "ssl_certs",
    "servers",
    "web_hosting",
    "hosting_portal",  # commands and pages that know several rooms
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.CurrentCustomerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "hosting_portal.urls"
WSGI_APPLICATION = "hosting_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "core.context.portal",
                "support.banner.banners",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.portal",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{STATE_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
_shared = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
_alone = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": STATE_DIR / "cache"}
CACHES = {"default": _shared if REDIS_URL else _alone}

MEDIA_ROOT = STATE_DIR / "media"
STATIC_URL = "/static/"
(STATIC_ROOT := STATE_DIR / "static").mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEMO
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- language and time: French is the binding language (SSL-A1-2.4); the process runs in UTC --------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "hosting_portal" / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fr", "en")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

# --- tasks ----------------------------------------------------------------------------------------
TICK_EVERY = timedelta(seconds=env.int("TICK_SECONDS", 15))
CELERY_BEAT_SCHEDULE = beat.schedule(TICK_EVERY)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    _queues = STATE_DIR / "queues"
    for _folder in ("in", "processed", "control"):
        (_queues / _folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queues / "in"),
        "data_folder_out": str(_queues / "in"),
        "processed_folder": str(_queues / "processed"),
        "control_folder": str(_queues / "control"),
        "store_processed": False,
    }

# --- mail: only the outbox sends ------------------------------------------------------------------
vars().update(mail_settings.read(env, demo=DEMO))

# --- ports: who speaks for each part of the outside world; a table names some apart (see each `choosing.py`) --
REGISTRY_ADAPTER = env.str("REGISTRY_ADAPTER", "sandbox" if DEMO else "manual")
SANDBOX_REGISTRY_PORT = env.int("SANDBOX_REGISTRY_PORT", 7700)  # `manage.py registry`
RDAP_URL = env.str("RDAP_URL", f"{BASE_URL}/domaines/rdap/" if DEMO else "https://rdap.org/")
EPP_SCHEMAS = env.str("EPP_SCHEMAS", "")  # the IETF schemas' folder: the sandbox holds requests to them
REGISTRIES = table("REGISTRIES")
DNS_ADAPTER = env.str("DNS_ADAPTER", "sandbox" if DEMO else "manual")
DNS_QUERIED = env.list("DNS_QUERIED", default=[])  # ADDRESS#PORT; empty: those of the company profile
POWERDNS_URL = env.str("POWERDNS_URL", "http://127.0.0.1:8081")
POWERDNS_API_KEY = env.str("POWERDNS_API_KEY", "")
POWERDNS_SERVER = env.str("POWERDNS_SERVER", "localhost")
POWERDNS_KIND = env.str("POWERDNS_KIND", "Native")  # Master: notifies secondaries; Native: replicates
AUTHORITY_ADAPTER = env.str("AUTHORITY_ADAPTER", "sandbox" if DEMO else "manual")
AUTHORITIES = table("AUTHORITIES")
HYPERVISOR_ADAPTER = env.str("HYPERVISOR_ADAPTER", "sandbox" if DEMO else "manual")
HYPERVISORS = table("HYPERVISORS")
REVERSE_ADAPTER = env.str("REVERSE_ADAPTER", "sandbox" if DEMO else "manual")  # servers/reverse/: PTR records
PANEL_ADAPTER = env.str("PANEL_ADAPTER", "sandbox" if DEMO else "manual")
PANELS = table("PANELS")
PRIVATE_HOSTS = False  # whether hosts with private addresses may be reached: in tests only
# How proof of control is looked for before the authority looks: dns (really), sandbox (invented), off.
VALIDATION_LOOKS = env.str("VALIDATION_LOOKS", "sandbox" if DEMO else "dns")
VALIDATION_RESOLVERS = env.list("VALIDATION_RESOLVERS", default=[])  # ADDRESS#PORT; empty: the machine's own
VALIDATION_PORTS = {"dns": 53, "http": 80, "https": 443}
# --- payment methods and exchange rates --------------------------------------------------------------
vars().update(payment_settings.read(env, demo=DEMO))

# --- papers and account keys: Fernet keys, the newest first (core/vault.py); so large an upload stays in memory,
# so that none lies unencrypted in a temporary folder --------------------------------------------------
PAPER_KEYS = env.list("PAPER_KEYS", default=["ZGVtby1vbmx5LWtleS1uZXZlci1pbi1wcm9kdWN0aW8="] if DEMO else [])
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

# --- security -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = int(RETENTION.sessions.total_seconds())
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        **{key: {"level": "ERROR"} for key in ("fontTools", "weasyprint")},
        **{key: {"level": "WARNING"} for key in ("httpx", "flufl.bounce")},
    },
}
