"""Tables, rows and a signed-in person for the yardstick; prints the session's key."""

import os

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

ROWS = 10_000


def main() -> None:
    """Run once on an empty database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "script.benchmarks.yardstick.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO yardstick_owner (name) SELECT 'Pemilik ' || n FROM generate_series(1, 100) n")
        cursor.execute(
            "INSERT INTO yardstick_item (owner_id, number, title, state, created_at) "
            "SELECT 1 + n %% 100, 'N-' || n, 'Perihal nomor ' || n, (ARRAY['baru','lama'])[1 + n %% 2], "
            "now() - n * interval '1 minute' FROM generate_series(1, %s) n",
            [ROWS],
        )
        cursor.execute("ANALYZE")
    person = get_user_model().objects.create_superuser("ukur", "ukur@contoh.example", "ukur-saja-di-mesin-ini")
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    print(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    main()
