"""The portal's own database for the measurements: the example office, multiplied by SQL, and signed-in people."""

import re
import urllib.parse
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar

import psycopg2
from psycopg2 import sql

from script.benchmarks.machine import Bench, Web

# Columns that must differ from row to row, and what they become in copy n of a row.
_UNIQUE: dict[str, dict[str, str]] = {
    "core_person": {"nip": "NULL", "nik_hash": "NULL"},
    "core_user": {"username": "'ukur-' || (seq)::text", "email": "'ukur' || (seq)::text || '@contoh.example'"},
    "core_officialdocument": {
        "number": "'UKUR/' || (seq)::text",
        "code": "left(upper(md5((seq)::text)), 28)",
        "replaces_id": "NULL",
    },
    "registration_application": {"number": "'UKUR-' || (seq)::text"},
    "verification_review": {},
    "verification_decision": {},
    "verification_userid": {
        "value": "'UKUR' || (seq)::text",
        # An entry of the register of before has no decision and no receipt.
        "receipt_token_hash": "CASE WHEN row.decision_id IS NULL THEN row.receipt_token_hash ELSE md5((seq)::text) END",
    },
    "registration_documentitem": {},
    "helpdesk_ticket": {
        "number": "'UKUR-' || (seq)::text",
        "submission": "NULL",
        # Every copy has a word of its own, and the due times lie a minute apart.
        "subject": "left(row.subject, 180) || ' ' || (copy)::text",
        "attention_at": "row.attention_at - copy * interval '1 minute'",
        # Some belong to one person, whose own list is measured.
        "owner_id": "CASE WHEN copy %% 50 = 0 AND row.secrecy = 'open' THEN "
        "(SELECT id FROM core_user WHERE username = 'penyedia') ELSE row.owner_id END",
    },
    "helpdesk_ticketevent": {},
    "helpdesk_ticketmessage": {},
}
# Table: columns that hold a key of a copied row.
_APPLICATIONS = {
    "core_person": ["id"],
    "core_user": ["id", "person_id"],
    "core_officialdocument": ["id", "holder_id"],
    "registration_application": ["id", "owner_id"],
    "registration_documentitem": ["id", "application_id"],
    "verification_review": ["id", "application_id", "current_for_id"],
    "verification_decision": ["id", "application_id", "review_id", "letter_id"],
    "verification_userid": ["id", "decision_id"],
}
_TICKETS = {
    "helpdesk_ticket": ["id"],
    "helpdesk_ticketevent": ["id", "ticket_id"],
    "helpdesk_ticketmessage": ["id", "ticket_id"],
}


def prepare(where: Bench) -> None:
    """Schema, profile, roles, the example office, static files; nothing is done twice."""
    where.python("manage.py", "prepare_schema", "-v", "0")
    where.python("manage.py", "prepare_data", "--demo")
    where.python("manage.py", "collectstatic", "--noinput", "-v", "0")


def sign_in(where: Bench, server: Web, username: str) -> str:
    """The Cookie header of an example account, by the sign-in page."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(server.address("/akun/masuk/")).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the sign-in page has no form")
    words = {
        "csrfmiddlewaretoken": token[1],
        "login": username,
        "password": where.environment()["LPSE_DEMO_PASSWORD"],
    }
    request = urllib.request.Request(  # noqa: S310
        server.address("/akun/masuk/"),
        urllib.parse.urlencode(words).encode(),
        {"Referer": server.address("/akun/masuk/"), "Origin": server.address("")},
    )
    opener.open(request)
    cookies = {cookie.name: cookie.value for cookie in jar}
    if "sesi" not in cookies:
        raise SystemExit(f"{username} could not sign in")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


class Multiplier:
    """Copies rows of the example office until a table holds as many as wanted.

    As the superuser and with triggers off: the copies are for the planner and the pages, not for the trail.
    """

    def __init__(self, where: Bench) -> None:
        self.where = where

    def applications(self, wanted: int) -> None:
        """Applications with documents, reviews, decisions and User IDs, the mix of the example office kept."""
        self._fill("registration_application", _APPLICATIONS, wanted)

    def tickets(self, wanted: int) -> None:
        """Tickets with their events and messages, the mix of the example office kept."""
        self._fill("helpdesk_ticket", _TICKETS, wanted)

    def keep_as(self, name: str) -> None:
        """A copy of the database as it is now, so that few rows and many can be measured in turn."""
        with closing(self.where.superuser("postgres")) as link, link.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE lpse OWNER lpse_owner")

    def firm_names(self) -> None:
        """Give the copies names as firms bear them: few words, often the same ones, in every order."""
        words = (
            "Cahaya,Maju,Karya,Sinar,Mitra,Bumi,Tirta,Jaya,Abadi,Utama,Sejahtera,Mandiri,Sumber,Rejeki,Anugerah,Makmur,"
            "Putra,Perkasa,Nusantara,Pratama,Bersama,Sentosa,Lestari,Persada,Sawerigading,Luwu,Masamba,Baliase,Rongkong,Teknik"
        )
        pick = "(string_to_array(%(words)s, ','))[1 + abs(hashint8(id * 7919 + {part})) %% 30]"
        name = " || ' ' || ".join(pick.format(part=part) for part in (1, 2, 3))
        with closing(self.where.superuser("lpse")) as link, link.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table, column in (("registration_application", "name"), ("verification_userid", "holder_name")):
                statement = sql.SQL(f"UPDATE {{}} SET {{}} = {name} WHERE id >= 1000000")  # noqa: S608
                cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(column)), {"words": words})
            cursor.execute("VACUUM ANALYZE")

    def _fill(self, counted: str, shifted: dict[str, list[str]], wanted: int) -> None:
        """Copy the originals of all tables until `counted` holds as many rows as wanted."""
        table = sql.Identifier(counted)
        with closing(self.where.superuser("lpse")) as link, link.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                sql.SQL(
                    "SELECT count(*), count(*) FILTER (WHERE number NOT LIKE 'UKUR-%'), coalesce(max(id), 0) / 1000000 FROM {}"
                ).format(table)
            )
            standing, originals, last = cursor.fetchone()
            copies = (wanted - standing) // originals
            if copies > 0:
                self._copy(cursor, shifted, last + 1, copies)
            cursor.execute("VACUUM ANALYZE")

    def _copy(
        self, cursor: "psycopg2.extensions.cursor", shifted: dict[str, list[str]], first: int, copies: int
    ) -> None:
        # A copy's key is the original's plus a multiple of a step larger than any key, so references stay right.
        for table, keys in shifted.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            values = []
            for column in columns:
                if column in keys:
                    values.append(f"row.{column} + seq * 1000000")
                elif column in _UNIQUE[table]:
                    values.append(
                        _UNIQUE[table][column].replace("seq", "row.id + seq * 1000000").replace("copy", "seq")
                    )
                elif column.endswith("_file_id"):
                    values.append("NULL")
                else:
                    values.append(f'row."{column}"')
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} row, generate_series(%s::bigint, %s::bigint) seq WHERE row.id < 1000000"
                ).format(
                    table=sql.Identifier(table),
                    columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                    values=sql.SQL(", ".join(values)),
                ),
                [first, first + copies - 1],
            )
