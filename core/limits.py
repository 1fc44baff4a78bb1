"""How often a caller may try (ASVS 2.4.1): exact over all processes, and a restart of anything forgets nothing.

The counts lie in PostgreSQL, because a page never waits for Redis and a flushed Redis must not reset a limit.
"""

import ipaddress
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from core.models import AttemptCount

_COUNT = """
    INSERT INTO core_attemptcount AS c (key, count, resets_at) VALUES (%(key)s, 1, clock_timestamp() + %(within)s::interval)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN c.resets_at <= clock_timestamp() OR c.resets_at > clock_timestamp() + %(within)s::interval
                     THEN 1 ELSE c.count + 1 END,
        resets_at = CASE WHEN c.resets_at <= clock_timestamp() OR c.resets_at > clock_timestamp() + %(within)s::interval
                     THEN clock_timestamp() + %(within)s::interval ELSE c.resets_at END
    RETURNING count, ceil(extract(epoch FROM resets_at - clock_timestamp()))::int
"""


def attempt(*, key: str, most: int, within: timedelta) -> int:
    """Count one attempt; returns the seconds to wait when there were too many, otherwise 0.

    Args:
        key: what is tried and who tries, ``api:ip:192.0.2.1``; no secret and no personal number.
        most: attempts that pass within the window.
        within: length of the window, which begins with the first attempt. A window that ends later than that was
            written by a clock that has gone back since: it begins anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key[:120], "within": f"{within.total_seconds()} seconds"})
        count, wait = cursor.fetchone()
    return max(wait, 1) if count > most else 0


def caller_key(ip: str | None) -> str:
    """One caller by address: an IPv6 network of 64 bits belongs to one person."""
    if not ip:
        return "unknown"
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return ip


def attempts_forget() -> int:
    """Delete windows that are over; returns their number."""
    return AttemptCount.objects.filter(resets_at__lt=timezone.now()).delete()[0]
