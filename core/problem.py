"""The shape in which the API tells what went wrong (RFC 9457): one body for every error, in words and for programs."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from core import request_context

CONTENT_TYPE = "application/problem+json"
API_PREFIX = "/api/"
# Status: (slug for programs, title, what to do when nobody said anything better).
WORDS: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "Permintaan tidak dapat dibaca", "Periksa bentuk permintaannya dengan /api/docs/."),
    401: (
        "not_authenticated",
        "Perlu token",
        "Kirim token pada kepala permintaan: “Authorization: Bearer <token>”. Token dibuat di /akun/token/.",
    ),
    403: (
        "forbidden",
        "Tidak diizinkan",
        "Token ini tidak mencakup permintaan itu. Buat token dengan cakupan yang diperlukan di /akun/token/.",
    ),
    404: ("not_found", "Tidak ditemukan", "Tidak ada apa pun di alamat ini, atau bukan untuk Anda. Periksa alamatnya."),
    405: ("method_not_allowed", "Metode tidak dilayani", "Pakai metode yang disebut pada kepala jawaban “Allow”."),
    406: ("not_acceptable", "Bentuk jawaban tidak tersedia", "Jawaban selalu JSON; minta “Accept: application/json”."),
    409: ("refused", "Tidak dapat dilakukan sekarang", "Keadaan datanya sudah berubah. Baca ulang, lalu putuskan lagi."),
    413: ("too_large", "Permintaan terlalu besar", "Kirim permintaan yang lebih kecil."),
    415: ("unsupported_media_type", "Jenis isi tidak dikenal", "Kirim JSON: “Content-Type: application/json”."),
    429: ("too_many_requests", "Terlalu banyak permintaan", "Tunggu selama yang disebut pada “Retry-After”, lalu ulangi."),
    500: ("server_error", "Kesalahan pada portal", "Ini kesalahan kami. Coba lagi nanti; sebutkan nomor kejadiannya bila berulang."),
    503: ("unavailable", "Portal sedang tidak siap", "Coba lagi sebentar lagi; tidak ada yang hilang."),
}  # fmt: skip


def problem_answer(
    status: int,
    *,
    detail: str = "",
    code: str = "",
    errors: Sequence[dict[str, str]] = (),
    retry_after: int | None = None,
) -> HttpResponse:
    """An answer of the API that something went wrong.

    Args:
        detail: Indonesian sentence with the next step; otherwise that of the status.
        code: stable slug for programs; otherwise that of the status.
        errors: what is wrong with which field: ``{"field": "npwp", "message": "…"}``.
        retry_after: seconds, also sent as `Retry-After`.
    """
    slug, title, advice = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or advice,
        "code": code or slug,
        "request_id": request_context.get().request_id,
    }
    if errors:
        body["errors"] = list(errors)
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
