"""Registration over the API: how an application stands, for a program that holds its receipt."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ApiView
from registration.enums import ApplicationState
from registration.selectors import Standing, standing_by_receipt

SECRET_HEADER = "X-Receipt-Secret"  # noqa: S105 - the name of the header, not a secret


class StandingSerializer(serializers.Serializer[Standing]):
    """The same as the page /status/ shows."""

    number = serializers.CharField(help_text="Nomor pendaftaran.")
    state = serializers.ChoiceField(choices=ApplicationState.choices, help_text="Keadaan, sebutan tetap.")
    state_label = serializers.CharField(source="label", help_text="Keadaan, dalam kata-kata.")
    words = serializers.CharField(help_text="Keadaan sebagai kalimat.")
    next_step = serializers.CharField(help_text="Yang terjadi atau perlu dilakukan berikutnya.")
    deadline = serializers.DateTimeField(
        allow_null=True, help_text="Batas waktu pemohon; kosong bila bukan gilirannya."
    )
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="Terakhir diserahkan.")
    changed_at = serializers.DateTimeField(help_text="Terakhir berubah.")
    returned = serializers.ListField(
        child=serializers.CharField(), help_text="Dokumen yang dikembalikan untuk dilengkapi."
    )


class ApplicationStanding(ApiView):
    """One application by the number and the secret of its receipt."""

    public = True
    calls_per_minute = 20

    @extend_schema(
        operation_id="pendaftaran_keadaan",
        summary="Keadaan pendaftaran",
        description="Keadaan sebuah pendaftaran menurut tanda terimanya, sama dengan halaman /status/. Nomor yang tidak "
        "dikenal dan kode rahasia yang salah dijawab sama: 404.",
        parameters=[
            OpenApiParameter("number", OpenApiTypes.STR, OpenApiParameter.PATH, description="Nomor pendaftaran."),
            OpenApiParameter(
                SECRET_HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
                description="Kode rahasia pada tanda terima; huruf kecil dan tanda hubung diterima.",
            ),
        ],
        responses={200: StandingSerializer},
    )  # fmt: skip
    def get(self, request: Request, number: str) -> Response:
        """Where it stands, what is next, until when."""
        standing = standing_by_receipt(number=number, secret=request.headers.get(SECRET_HEADER, ""))
        if standing is None:
            raise Http404
        response: Any = Response(StandingSerializer(standing).data)
        response.headers["Cache-Control"] = "no-store"
        return response
