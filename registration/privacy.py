"""Versions of what an applicant agrees to; the words are in templates/registration/. A changed wording gets a new date."""

PRIVACY_VERSION = "2026-11-23"
DECLARATION_VERSION = "2026-11-23"
OFFICIAL_DECLARATION_VERSION = "2026-11-25"
