"""Bring in the starter articles of the knowledge base: `manage.py load_knowledge`. Safe to run again at any time."""

from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.services.knowledge_starter import knowledge_load


class Command(BaseCommand):
    """See the module."""

    help = "Publish the starter articles that this office does not have yet; never touches one that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many."""
        loaded = knowledge_load()
        self.stdout.write(f"{loaded} artikel awal dimuat." if loaded else "Semua artikel awal sudah ada.")
