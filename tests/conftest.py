"""Fixtures and guards of every test; the guards make faults that are usually silent fail loudly."""

pytest_plugins = [
    "tests.support.guards",
    "tests.support.settings",
    "tests.support.mail",
    "tests.support.people",
    "tests.support.portal",
    "tests.support.native",
    "tests.support.browser",
    "tests.support.walk",
    "tests.support.letters",
    "tests.support.clamd",
    "tests.support.dovecot",
    "tests.support.applications",
    "tests.support.changes",
]
