"""Settings of the portal. Values come from the environment through `lpse.env`; nothing secret has a default."""

import hashlib
from datetime import timedelta

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from lpse import env

env.adopt_running_portal()
BASE_DIR = env.BASE_DIR
DATA_DIR = env.folder("LPSE_DATA_DIR", BASE_DIR / "var")

# Demo mode: example data on every page, no second factor demanded, files usable without a scanner.
DEMO = env.flag("LPSE_DEMO", default=False)
DEMO_PASSWORD = env.text("LPSE_DEMO_PASSWORD")
DEBUG = False
BASE_URL = env.text("LPSE_BASE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
LPSE_PROFILE = env.text("LPSE_PROFILE", "luwu-utara")

SECRET_KEY = env.text("LPSE_SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "LPSE_SECRET_KEY is missing or shorter than 50 characters. script/server makes one; "
        "for your own server see docs/deployment.md."
    )
# Key of identity numbers and identity scans at rest; kept apart from every database backup.
IDENTITY_KEY = env.text("LPSE_IDENTITY_KEY")
if len(IDENTITY_KEY) < 43:
    raise ImproperlyConfigured("LPSE_IDENTITY_KEY is missing: 32 random bytes in URL-safe base64 (docs/deployment.md).")

_base_host = BASE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = [
    host for host in env.text("LPSE_ALLOWED_HOSTS", f"{_base_host},127.0.0.1,localhost").split(",") if host
]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("LPSE_ALLOWED_HOSTS may not hold '*': name the hosts the portal answers for.")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Number of trusted reverse proxies in front; X-Forwarded-* is believed only when it is at least one.
TRUSTED_PROXIES = env.number("LPSE_TRUSTED_PROXIES", 0)

CLAMD_ADDRESS = env.text("LPSE_CLAMD")  # "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310"
if not DEMO and not CLAMD_ADDRESS:
    raise ImproperlyConfigured(
        "LPSE_CLAMD is missing: outside demo mode files need a virus scanner (docs/deployment.md)."
    )

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "guardian",
    "pgtrigger",
    "rest_framework",
    "core",
    "procurement",
    "registration",
    "helpdesk",
    "verification",
    "lpse",
]

MIDDLEWARE = [
    "core.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # So early that errors of everything below carry it too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.PrivateAnswersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.AdminMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lpse.gate.AccessMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.staff_gate.StaffGateMiddleware",
    "lpse.gate.SuspensionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.error_pages.RefusalMiddleware",
]

ROOT_URLCONF = "lpse.urls"
WSGI_APPLICATION = "lpse.wsgi.application"
# W008: the proxy redirects; W021: no preload. guardian.W001: object grants are asked by name, not through has_perm.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021", "guardian.W001"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.portal",
            ],
        },
    },
]

FORM_RENDERER = "core.form_drawing.FormDrawing"

DATABASES = {"default": env.database(env.database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Pages never wait for Redis (measured: a dead broker blocks for seconds), so what all processes must know (limits of
# sign-in and API, used one-time codes) lies in a table of PostgreSQL. What each process may know for itself is local.
_SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "core_shared_cache",
    # Beyond this Django forgets entries, limits among them: many strangers must not be able to bring that about.
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
CACHES = {
    "default": _SHARED_CACHE,
    "shared": _SHARED_CACHE,
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 10},
}

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_ENABLE_UTC = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Warming the PDF engine takes a worker process a few seconds on a slow machine.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Identity
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "core.backends.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "core.passwords.CommonStemValidator"},
    {"NAME": "core.passwords.PlaceWordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/akun/"
LOGOUT_REDIRECT_URL = "/"
GUARDIAN_AUTO_PREFETCH = False
ANONYMOUS_USER_NAME = None

ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "core.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "core.account_forms.SignInForm",
    "reset_password": "core.account_forms.ForgottenForm",
    "reset_password_from_key": "core.account_forms.NewPasswordForm",
    "change_password": "core.account_forms.ChangePasswordForm",
    "reauthenticate": "core.account_forms.ConfirmPasswordForm",
}
# The cookie goes when the browser closes; shared computers are common in offices.
ACCOUNT_SESSION_REMEMBER = False
# Django's own: dies on use, on a new password, on a new address, after an hour.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# A new password ends every other session; the one that set it goes on under a new number.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # The key is account and address together (core.accounts), or the account at its second factor.
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "core.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "core.account_forms.FactorForm",
    "reauthenticate": "core.account_forms.ConfirmFactorForm",
    "activate_totp": "core.account_forms.ActivateFactorForm",
}
MFA_RECOVERY_CODE_DIGITS = 10

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
# By person *and* address: a stranger elsewhere cannot lock the right person out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_CLIENT_IP_CALLABLE = "core.middleware.client_ip"
AXES_USERNAME_CALLABLE = "core.accounts.axes_username"
AXES_CLIENT_STR_CALLABLE = "core.accounts.axes_client"
AXES_LOCKOUT_CALLABLE = "core.accounts.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the audit trail
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

# Sessions: 30 minutes idle and 12 hours in all for staff are enforced by StaffGateMiddleware.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-sesi" if HTTPS else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lpse.views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
    },
}

# Uploads are bounded before they are parsed further; the file policy itself is profile data.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# Held in memory up to the policy's size, so that no identity document lies unencrypted in a temporary folder.
FILE_UPLOAD_HANDLERS = ["core.files.upload.BoundedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILES_DIR = env.folder("LPSE_FILES_DIR", DATA_DIR / "files")
# Where the office scanner puts its files; None while there is no such folder.
SCANNER_DIR = env.folder("LPSE_SCANNER_DIR", BASE_DIR) if env.text("LPSE_SCANNER_DIR") else None
BUNDLES_DIR = env.folder("LPSE_BUNDLES_DIR", DATA_DIR / "bundles")
DOCUMENTS_DIR = env.folder("LPSE_DOCUMENTS_DIR", DATA_DIR / "documents")
# Key and certificate of the LPSE's electronic seal (PKCS #12); None while the office has none.
SEAL_FILE = env.folder("LPSE_SEAL_FILE", BASE_DIR) if env.text("LPSE_SEAL_FILE") else None
SEAL_PASSPHRASE = env.text("LPSE_SEAL_PASSPHRASE")

# The demonstration writes its mail into a folder that the person at the machine can read; nothing leaves.
_smtp = bool(env.text("LPSE_SMTP_HOST")) or not DEMO
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _smtp else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.text("LPSE_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.number("LPSE_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("LPSE_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("LPSE_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("LPSE_SMTP_STARTTLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("LPSE_MAIL_FROM", f"lpse@{_base_host if '.' in _base_host else 'localhost'}")

# The mailbox of the helpdesk; nothing is fetched while there is no host. Answers come to the reply address, with the
# ticket's token after a plus; without one the token stands in the subject.
IMAP_HOST = env.text("LPSE_IMAP_HOST")
IMAP_PORT = env.number("LPSE_IMAP_PORT", 993)
IMAP_USER = env.text("LPSE_IMAP_USER")
IMAP_PASSWORD = env.text("LPSE_IMAP_PASSWORD")
IMAP_SECURITY = env.text("LPSE_IMAP_SECURITY", "tls")
IMAP_FOLDER = env.text("LPSE_IMAP_FOLDER", "INBOX")
REPLY_ADDRESS = env.text("LPSE_REPLY_ADDRESS")
if IMAP_SECURITY not in {"tls", "starttls", "none"}:
    raise ImproperlyConfigured(f"LPSE_IMAP_SECURITY={IMAP_SECURITY!r}: use tls, starttls or none")

# Language and time: stored in UTC; every page shows the LPSE's own zone, which comes from the profile.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
USE_I18N = True
# Django's Indonesian formats, with the zone named beside every time.
FORMAT_MODULE_PATH = "lpse.formats"
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("LPSE_STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(FILES_DIR)},
    },
    "staticfiles": {"BACKEND": "core.static_files.KeptStaticFilesStorage"},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.PortalJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.PortalSchema",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttling.SharedThrottle"],
    "EXCEPTION_HANDLER": "core.api.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API Portal LPSE",
    "DESCRIPTION": "Memeriksa naskah resmi LPSE dan membaca data sendiri dari program lain.",
    "VERSION": "1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.add_problem",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": False,
}

UNFOLD = {
    "SITE_TITLE": "core.theme.admin_title",
    "SITE_HEADER": "core.theme.admin_title",
    "SITE_SUBHEADER": "Meja kerja petugas",
    "ENVIRONMENT": "core.theme.admin_mark",
    "SITE_ICON": "core.theme.admin_icon",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "core.theme.admin_favicon"}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_URL": "/",
    "STYLES": ["core.theme.admin_style"],
    "SCRIPTS": ["core.theme.admin_script"],
    "DASHBOARD_CALLBACK": "core.dashboard.dashboard",
    "GLOBAL_CALLBACK": "core.admin.frame.unfold_context",
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "base": "core.theme.admin_base",
        "primary": "core.theme.admin_primary",
        # One step stronger than unfold's own, for a contrast of 4.5 (WCAG 2.2 AA).
        "font": {
            "subtle-light": "var(--color-base-600)",
            "subtle-dark": "var(--color-base-300)",
            "default-light": "var(--color-base-700)",
            "default-dark": "var(--color-base-200)",
            "important-light": "var(--color-base-900)",
            "important-dark": "var(--color-base-100)",
        },
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "filters": {"request": {"()": "core.logs.RequestFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": env.text("LPSE_LOG_LEVEL", "INFO")},
    # Seven lines a letter that say nothing.
    "loggers": {"weasyprint.progress": {"level": "WARNING"}},
}

# Different keys for different uses, all derived, so that one leak does not open the next.
RECEIPT_KEY = hashlib.sha256(b"receipt:" + SECRET_KEY.encode()).digest()
