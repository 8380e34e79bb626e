"""Django's settings.  Everything that varies comes from `env.read`."""

from __future__ import annotations

from pathlib import Path

from kongbun.config import env as environment

if not __debug__:
    raise SystemExit("kongbun: run without -O: assertions guard the books")

ENV = environment.read()
BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "kongbun.store",
    "kongbun.ledger",
    "kongbun.audit",
    "kongbun.commands",
    "kongbun.receipts",
    "kongbun.approvals",
    "kongbun.access",
    "kongbun.people",
    "kongbun.bylaws",
    "kongbun.dues",
    "kongbun.treasury",
    "kongbun.claims",
    "kongbun.devices",
    "kongbun.founding",
    "kongbun.merging",
    "kongbun.erasure",
    "kongbun.reports",
    "kongbun.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kongbun.web.middleware.DoorMiddleware",
]

ROOT_URLCONF = "kongbun.config.urls"
WSGI_APPLICATION = "kongbun.config.wsgi.application"
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kongbun.web.context.shell",
            ],
        },
    }
]

if ENV.database_url and ENV.database_owner_url:
    DATABASES = {
        "default": environment.postgres_options("DATABASE_URL", ENV.database_url),
        # Migrations alone use the owner; the app's role cannot change a booked row.
        "owner": environment.postgres_options(
            "DATABASE_OWNER_URL", ENV.database_owner_url
        ),
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "kongbun.store.sqlite",
            "NAME": str(ENV.database_file),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # A writer waits its turn from the first statement on; a reader never.
                "transaction_mode": "IMMEDIATE",
                # recursive_triggers: else INSERT OR REPLACE walks past the triggers.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
                    "PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF; "
                    "PRAGMA cache_size=-8000;"
                ),
            },
        }
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "kongbun.web.errors.csrf_failure"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60

LANGUAGE_CODE = "th"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"
STATIC_URL = "/static/"
# Served from inside the package: nothing to collect before the first start.
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
