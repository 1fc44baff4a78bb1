"""Base of the API: tokens, scopes, throttling, problem+json errors (house section 9, RFC 9457).

Split by what Django REST framework loads when: its views read the settings while they are being imported, so nothing
that the settings name may import `rest_framework.views` except the exception handler, which is read at call time.
"""
