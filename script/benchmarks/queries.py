"""Queries and size of pages, counted inside one process: `python -m script.benchmarks.queries USER PATH ...`."""

import json
import os
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(username: str, paths: list[str]) -> None:
    """Prints {path: [queries, bytes]}; the second visit counts, as the first one fills caches."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    if username != "-":
        client.force_login(get_user_model().objects.get(username=username), settings.AUTHENTICATION_BACKENDS[-1])
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code} {answer.get('Location', '')}")
        found[path] = [len(captured), len(answer.content)]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
