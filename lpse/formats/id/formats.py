"""Indonesian: the month in words, the hour with a point, the zone by its name (WIB, WITA, WIT)."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j-n-Y"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j F Y H.i T"
SHORT_DATETIME_FORMAT = "j-n-Y H.i T"
