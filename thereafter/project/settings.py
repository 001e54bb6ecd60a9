"""Django's settings. What a shop decides about its business are typed rows in `record/shop`, not lines here.

Three helpers read the environment and fail loudly; every variable is described in docs/reference/environment.md.
"""

import os
import pkgutil
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from thereafter.project import addresses, database, logs
from thereafter.project.home import home, older_secrets, secret


def text(name: str, default: str = "") -> str:
    """An environment variable as it stands."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """An environment variable that says yes or no. Raises ImproperlyConfigured for any other word."""
    word = os.environ.get(name, "yes" if default else "no").lower()
    if word not in {"yes", "no", "true", "false", "1", "0"}:
        raise ImproperlyConfigured(f'{name} is "{word}"; say yes or no.')
    return word in {"yes", "true", "1"}


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """An environment variable that is one of a few words. Raises ImproperlyConfigured for any other."""
    word = os.environ.get(name, default).upper()
    if word not in choices:
        raise ImproperlyConfigured(f'{name} is "{word}"; choose one of {", ".join(choices)}.')
    return word


ROOT = Path(__file__).resolve().parent.parent

# Where we are reached, and how

DEBUG = flag("THEREAFTER_DEBUG", False)
HTTPS = flag("THEREAFTER_HTTPS", False)
HOSTS = [host.strip() for host in text("THEREAFTER_HOSTS").split(",") if host.strip()]
ADDRESSES = addresses.from_environment()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *HOSTS, *ADDRESSES.hosts]
CSRF_TRUSTED_ORIGINS = [*(f"https://{host}" for host in HOSTS), *ADDRESSES.origins]
CUSTOMERS_HOST = ADDRESSES.customers_host
DECIDED_BY_MACHINE = {"public_url": ADDRESSES.public} if ADDRESSES.public else {}
SECRET_KEY = text("THEREAFTER_SECRET_KEY") or secret(home(), "secret-key")
SECRET_KEY_FALLBACKS = [*text("THEREAFTER_OLD_SECRET_KEYS").split(), *older_secrets(home(), "secret-keys-before")]
ROOT_URLCONF = "thereafter.project.urls"
WSGI_APPLICATION = "thereafter.project.wsgi.application"

# The rooms, bottom to top; connectors are found by their folders, so that adding one changes no other file

CONNECTORS = [
    f"thereafter.connectors.{module.name}"
    for module in pkgutil.iter_modules([str(ROOT / "connectors")])
    if module.ispkg
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "procrastinate.contrib.django",
    "thereafter.record.shop",
    "thereafter.record.staff",
    "thereafter.record.customers",
    "thereafter.record.events",
    "thereafter.record.commerce",
    "thereafter.audience.profiles",
    "thereafter.audience.segments",
    "thereafter.engagement.experiments",
    "thereafter.engagement.content",
    "thereafter.engagement.messaging",
    "thereafter.engagement.cases",
    "thereafter.engagement.journeys",
    *CONNECTORS,
    "thereafter.surfaces.ui",
    "thereafter.surfaces.portal",
    "thereafter.surfaces.console",
    "thereafter.project.keys",
    "thereafter.project.doctor",
    "thereafter.project.backup",
    "allauth",  # last: our templates come before its own
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "thereafter.project.hosts.known_by_its_setting",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "thereafter.surfaces.portal.alone.CustomersOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "thereafter.surfaces.ui.methods.WrongMethod",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thereafter.surfaces.console.desk.around",
            ],
        },
    }
]

# The database, and the jobs that live in it

DATABASES = {"default": database.configuration(text("DATABASE_URL"))}
# How to get in where no password is known: the demo's shop stands in a database of its own
SIGN_IN_COMMAND = f"{database.spoken()}thereafter sign-in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_ON_APP_READY = "thereafter.project.worker.register"
PACE = int(choice("THEREAFTER_PACE", "15", ("1", "2", "3", "5", "15")))  # seconds

# Time, language, files

TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
USE_I18N = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # straight from the rooms: no build, no collecting
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

# Who may come in: django-allauth asks for password, second factor and passkey; nobody signs up, members are invited

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
ACCOUNT_ADAPTER = "thereafter.surfaces.console.door.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "thereafter.surfaces.console.door.forms.SignIn",
    "reset_password": "thereafter.surfaces.console.door.forms.AskForPassword",
    "reset_password_from_key": "thereafter.surfaces.console.door.forms.NewPassword",
    "set_password": "thereafter.surfaces.console.door.forms.SetPassword",
    "change_password": "thereafter.surfaces.console.door.forms.ChangePassword",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever is not a member gets no letter, and learns nothing
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to whose it is
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip"}  # ten guesses an hour and account are counted in the database
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0  # whoever speaks HTTPS before us says who asks, last in X-Forwarded-For
CSRF_FAILURE_VIEW = "thereafter.surfaces.console.too_old.too_old"
MFA_ADAPTER = "thereafter.surfaces.console.door.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "thereafter"
MFA_FORMS = {"add_webauthn": "thereafter.surfaces.console.door.forms.AddPasskey"}
CACHES = {"default": {"BACKEND": "thereafter.surfaces.console.door.memory.SharedMemory"}}  # asked by allauth alone
EMAIL_BACKEND = "thereafter.surfaces.console.door.post.Backend"

UPLOADS = home() / "uploads"  # files that somebody brought, until they are imported

# Safety

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 86_400 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGGING = logs.configuration(choice("THEREAFTER_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")))
