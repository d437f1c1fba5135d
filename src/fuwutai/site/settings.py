"""Django's settings, derived from `Options`. Nothing here is edited for an installation."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from fuwutai.site.logs import LOGGING as LOGGING
from fuwutai.site.options import Options

OPTIONS = Options()
HOME = OPTIONS.home
PACKAGE = Path(__file__).resolve().parents[1]

DEBUG = OPTIONS.debug
SECRET_KEY = OPTIONS.secret_key or OPTIONS.secret("django")
SITE_URL = OPTIONS.url.rstrip("/")
_public = urlsplit(SITE_URL)
ALLOWED_HOSTS = [_public.hostname or "localhost", "127.0.0.1", "localhost", *OPTIONS.hosts]
SITE_ORIGIN = f"{_public.scheme}://{_public.netloc}"
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
LIVE_BIND = OPTIONS.live_address
LIVE_URL = OPTIONS.live_link
REDIS_URL = OPTIONS.redis_url

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django_htmx",
    "django_vite",
    "django_tasks",
    "fuwutai.core",
    "fuwutai.people",
    "fuwutai.calendars",
    "fuwutai.timeline",
    "fuwutai.files",
    "fuwutai.notices",
    "fuwutai.search",
    "fuwutai.live",
    "fuwutai.rules",
    "fuwutai.duty",
    "fuwutai.service_levels",
    "fuwutai.tickets",
    "fuwutai.incidents",
    "fuwutai.requests",
    "fuwutai.dispatch",
    "fuwutai.suggestions",
    "fuwutai.channels",
    "fuwutai.history",
    "fuwutai.workspace",
    "fuwutai.portal",
    "fuwutai.site",
]

MIDDLEWARE = [
    "fuwutai.site.probes.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fuwutai.core.compressed.Compressed",
    "fuwutai.core.csp.ContentSecurityPolicy",
    "fuwutai.people.middleware.Programs",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fuwutai.people.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fuwutai.people.middleware.WhoAsks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fuwutai.core.refusals.Refusals",
]

ROOT_URLCONF = "fuwutai.site.urls"
WSGI_APPLICATION = "fuwutai.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "fuwutai.core.pages.environment",
            "context_processors": [
                "fuwutai.core.pages.surroundings",
                "fuwutai.people.pages.who_reads",
                "fuwutai.site.shell.frame",
            ],
        },
    },
    {
        # Only for what libraries bring along; our own pages are Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": dj_database_url.parse(OPTIONS.database or f"sqlite:///{HOME / 'fuwutai.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: two writers queue at BEGIN instead of one failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was acknowledged survives a power cut; NORMAL may lose the last commits.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
        ),
    }
else:
    from fuwutai.core.plans import Cursor

    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] |= {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        # The server plans a statement once and not at each call: a quarter of its CPU for a ticket.
        "server_side_binding": True,
        "cursor_factory": Cursor,
        "prepare_threshold": 3,
    }

CACHES = {
    # In the database, because sign-in limits must hold across processes.
    "default": {"BACKEND": "fuwutai.core.shared_cache.SharedCache", "LOCATION": "core_cache"},
}

TASKS = {"default": {"BACKEND": "fuwutai.core.jobs.backend.RowBackend", "QUEUES": []}}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["fuwutai.people.backends.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "fuwutai.people.allauth_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody may make us write to addresses that we do not know.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
USERSESSIONS_TRACK_ACTIVITY = False
TIMELINE_KEY = OPTIONS.secret("timeline")
TOKEN_KEY = OPTIONS.secret("tokens")
SESSION_ENGINE = "django.contrib.sessions.backends.db"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [("built", PACKAGE / "core" / "static" / "built")]
STORAGES = {
    "default": {"BACKEND": "fuwutai.files.storage.DurableFolder", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# The build puts a digest into these names: a browser never needs to ask again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/assets/.+-[\w-]{8}\.\w+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "static_url_prefix": "built",
        "manifest_path": PACKAGE / "core" / "static" / "built" / "manifest.json",
    }
}

# A posted form may be large; attachments have their own, stricter limit at their field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 50

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "fuwutai.core.refusals.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _public.scheme == "https":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
if OPTIONS.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

EMAIL_BACKEND = "fuwutai.notices.email.Outbox"
