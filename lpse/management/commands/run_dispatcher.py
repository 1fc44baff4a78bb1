"""The process that hands waiting rows to the workers."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from core.dispatcher import Dispatcher
from lpse.celery import app


class Command(BaseCommand):
    """`manage.py run_dispatcher`: runs until SIGTERM or SIGINT; several copies do no harm."""

    help = "Hand waiting rows and periodic duties to the Celery workers."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for sig in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sig, lambda *_: stop.set())
        Dispatcher(app, stop=stop).run()
