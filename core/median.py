"""The middle of a column, computed by the database, so that no list of numbers travels to find one."""

from django.db.models import Aggregate, FloatField


class Median(Aggregate):
    """Half of the values lie below it; None without any."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
