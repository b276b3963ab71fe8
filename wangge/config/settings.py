"""One file of settings, read from the environment only, good for development as it stands."""

import os
from pathlib import Path

import dj_database_url

from wangge.kernel.keyring import signing_key

BASE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("WANGGE_DATA", BASE / "var" / "demo")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
#: Fitted models; a cache, except for what was learnt from the installation's own cases.
MODELS = Path(os.environ.get("WANGGE_MODELS", DATA / "models"))
TESTING = os.environ.get("WANGGE_TESTING") == "1"
#: Pages and jobs read messages with the fitted model; tests that mean it switch it on.
READ_WITH_MODEL = not TESTING
#: The demo's front page signs anybody in: it needs this, the database's demo mark, and a loopback address.
DEMO = os.environ.get("WANGGE_DEMO") == "1"

DEBUG = os.environ.get("WANGGE_DEBUG") == "1"
#: The key ring: signing key, field keys, chain key. `check` warns when it lies beside the database.
KEY_FILE = Path(os.environ.get("WANGGE_KEYS", DATA / "keys.json"))
SECRET_KEY = signing_key(KEY_FILE)
ALLOWED_HOSTS = os.environ.get("WANGGE_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("WANGGE_ORIGINS", "").split(",") if o]
TRUSTED_PROXIES = [p for p in os.environ.get("WANGGE_TRUSTED_PROXIES", "").split(",") if p]
#: Hosts and networks that may be called (channels.rules.outgoing); nothing else is.
OUT = [o for o in os.environ.get("WANGGE_OUT", "").split(",") if o.strip()]
#: Limits on public doors; 0 switches them off (benchmarks).
PUBLIC_LIMIT = os.environ.get("WANGGE_PUBLIC_LIMIT", "1") != "0"

ROOMS = [
    "kernel",
    "journal",
    "jobs",
    "worktime",
    "sheets",
    "files",
    "people",
    "grids",
    "notices",
    "matters",
    "party",
    "gatherings",
    "promises",
    "cases",
    "duties",
    "life",
    "assessment",
    "insight",
    "channels",
    "portal",
    "demo",
]
INSTALLED_APPS = [
    *(f"wangge.{room}" for room in ROOMS),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "axes",
]
MIDDLEWARE = [
    "wangge.config.lane.api_lane",
    "django.middleware.security.SecurityMiddleware",
    *([] if TESTING else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wangge.grids.middleware.acting_middleware",
    "wangge.portal.idle.idle_middleware",
    "wangge.kernel.middleware.refusal_middleware",
]
ROOT_URLCONF = "wangge.config.urls"
FORM_RENDERER = "wangge.kernel.widgets.Renderer"
WSGI_APPLICATION = "wangge.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wangge.portal.context.house",
                "wangge.portal.idle.kept_draft",
            ],
            "builtins": ["wangge.kernel.templatetags.kernel"],
        },
    }
]

_DEFAULT_DB = f"sqlite:///{DATA / 'wangge.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or _DEFAULT_DB)}
_db = DATABASES["default"]
if _db["ENGINE"].endswith("sqlite3"):
    # Measured: IMMEDIATE never fails under concurrent writes, DEFERRED fails in half of them.
    _sync = "NORMAL" if DEMO or TESTING else os.environ.get("WANGGE_SQLITE_SYNC", "FULL")
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={_sync};PRAGMA cache_size=-65536;",
    }
elif TESTING:
    _db["CONN_MAX_AGE"] = 0
    _db["OPTIONS"] = {"prepare_threshold": 1, "options": "-c jit=off"}  # as in service, see below
else:
    # Only `kernel.rows` sends statements that can be prepared; 0 for poolers that cannot carry them.
    _prepare = int(os.environ.get("WANGGE_DB_PREPARE", "1")) or None
    _pool = {"min_size": 2, "max_size": int(os.environ.get("WANGGE_DB_POOL", "8"))}
    _db["OPTIONS"] = {"pool": _pool, "prepare_threshold": _prepare}
    if _prepare:
        # Measured: compiling a query of a list took 465 ms, running it 3 ms.
        _db["OPTIONS"]["options"] = "-c jit=off"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
_FAST_HASH = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PASSWORD_HASHERS = _FAST_HASH if TESTING else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # the portal answers a lock-out itself
#: Administrators show a code from their phone too; the demo and the tests let everybody look in.
SECOND_FACTOR = os.environ.get("WANGGE_SECOND_FACTOR", "0" if DEMO or TESTING else "1") == "1"


def _minutes(name: str, ceiling: int) -> int:
    """A limit that may be shortened, never lengthened (domain/06 section 9)."""
    return max(1, min(ceiling, int(os.environ.get(name, ceiling))))


#: How long a session may lie idle: administrators, desks, phones of officers.
IDLE_MINUTES = {
    "admin": _minutes("WANGGE_IDLE_ADMIN", 10),
    "desk": _minutes("WANGGE_IDLE_DESK", 30),
    "phone": _minutes("WANGGE_IDLE_PHONE", 12 * 60),
}
LOGIN_URL = "portal:sign_in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:front"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("WANGGE_HTTPS") == "1"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "wangge.kernel.staticfiles.PackagesFinder",
    "wangge.portal.finders.ThemeFinder",
]
_plain = TESTING or DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _plain
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
#: Where text messages are handed over (see notices/gateway.py); empty: none are sent.
SMS_URL = os.environ.get("WANGGE_SMS_URL", "")
SMS_TOKEN = os.environ.get("WANGGE_SMS_TOKEN", "")
SMS_TIMEOUT = float(os.environ.get("WANGGE_SMS_TIMEOUT", "5"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_query": {"()": "wangge.kernel.logs.NoQuery"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_query"]}},
    "loggers": {"django.server": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
