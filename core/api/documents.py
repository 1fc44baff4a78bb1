"""Official documents over the API: anyone checks one by its code; a token lists those its owner may see."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ApiView
from core.documents import DocumentFacts, check_address, declared_kind, document_facts
from core.models import OfficialDocument
from core.pagination import keyset_page

VALIDITY = {"valid": "Berlaku", "replaced": "Diganti", "voided": "Dicabut"}


class FactSerializer(serializers.Serializer[Any]):
    """One further fact of a document."""

    name = serializers.CharField(help_text="Sebutan keterangan.")
    value = serializers.CharField(help_text="Isi keterangan.")


class ReplacementSerializer(serializers.Serializer[Any]):
    """The document that took the place of this one."""

    number = serializers.CharField(help_text="Nomor naskah pengganti.")
    code = serializers.CharField(help_text="Kode periksa naskah pengganti.")


class DocumentFactsSerializer(serializers.Serializer[DocumentFacts]):
    """What anyone may know who holds the code; the same as the page /periksa/ shows."""

    code = serializers.CharField(help_text="Kode periksa.")
    number = serializers.CharField(help_text="Nomor naskah.")
    kind = serializers.CharField(help_text="Jenis naskah, sebutan tetap.")
    kind_label = serializers.CharField(help_text="Jenis naskah, dalam kata-kata.")
    issued_at = serializers.DateTimeField(help_text="Waktu penetapan.")
    issuer = serializers.CharField(source="issuer_name", help_text="Yang menerbitkan.")
    validity = serializers.ChoiceField(
        choices=list(VALIDITY.items()), help_text="valid: berlaku; replaced: diganti; voided: dicabut."
    )
    voided_at = serializers.DateTimeField(allow_null=True, help_text="Waktu pencabutan, bila dicabut.")
    void_reason = serializers.CharField(help_text="Alasan pencabutan, bila dicabut.")
    replaced_by = serializers.SerializerMethodField(help_text="Naskah pengganti, bila diganti.")
    replaces_number = serializers.CharField(help_text="Nomor naskah yang digantikan, bila ada.")
    is_example = serializers.BooleanField(help_text="Benar bila dari portal berisi data contoh, bukan naskah resmi.")
    is_ready = serializers.BooleanField(help_text="Benar bila berkas PDF sudah tersusun dan dibekukan.")
    sha256 = serializers.CharField(help_text="Sidik SHA-256 berkas PDF; kosong selama disusun.")
    size = serializers.IntegerField(help_text="Ukuran berkas PDF dalam bita.")
    pages = serializers.IntegerField(help_text="Jumlah halaman berkas PDF.")
    facts = serializers.SerializerMethodField(help_text="Keterangan lain menurut jenis naskah.")

    @extend_schema_field(ReplacementSerializer(allow_null=True))
    def get_replaced_by(self, facts: DocumentFacts) -> dict[str, str] | None:
        """Number and code of the newer document."""
        if not facts.replaced_by_code:
            return None
        return {"number": facts.replaced_by_number, "code": facts.replaced_by_code}

    @extend_schema_field(FactSerializer(many=True))
    def get_facts(self, facts: DocumentFacts) -> list[dict[str, str]]:
        """Name and value of each."""
        return [{"name": label, "value": value} for label, value in facts.fields]


class DocumentRowSerializer(serializers.Serializer[OfficialDocument]):
    """One document in a list."""

    number = serializers.CharField(help_text="Nomor naskah.")
    code = serializers.CharField(help_text="Kode periksa.")
    kind = serializers.CharField(help_text="Jenis naskah, sebutan tetap.")
    kind_label = serializers.SerializerMethodField(help_text="Jenis naskah, dalam kata-kata.")
    case_number = serializers.CharField(help_text="Nomor berkas asalnya.")
    issued_at = serializers.DateTimeField(help_text="Waktu penetapan.")
    check_url = serializers.SerializerMethodField(help_text="Halaman untuk memeriksanya.")

    def get_kind_label(self, document: OfficialDocument) -> str:
        """Name of the kind."""
        return declared_kind(document.kind).label

    def get_check_url(self, document: OfficialDocument) -> str:
        """The address of the QR code."""
        return check_address(document)


class DocumentPageSerializer(serializers.Serializer[Any]):
    """One page of the list."""

    next = serializers.CharField(help_text="Lanjutan alamat untuk halaman berikutnya; kosong pada halaman terakhir.")
    previous = serializers.CharField(help_text="Lanjutan alamat untuk halaman sebelumnya; kosong pada halaman pertama.")
    results = DocumentRowSerializer(many=True, help_text="Naskah, yang terbaru lebih dahulu.")


class DocumentCheck(ApiView):
    """One document by its code."""

    public = True

    @extend_schema(
        operation_id="dokumen_periksa",
        summary="Memeriksa naskah",
        description="Keterangan umum sebuah naskah resmi menurut kode periksanya, sama dengan halaman /periksa/. "
        "Kode tidak dikenal dijawab 404.",
        parameters=[
            OpenApiParameter(
                "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Kode periksa; huruf kecil dan tanda hubung diterima."
            )
        ],
        responses={200: DocumentFactsSerializer},
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """The public facts."""
        facts = document_facts(code)
        if facts is None:
            raise Http404
        return Response(DocumentFactsSerializer(facts).data)


class DocumentList(ApiView):
    """The documents that the owner of the token may see."""

    required_scope = "documents.read"

    @extend_schema(
        operation_id="dokumen_daftar",
        summary="Daftar naskah",
        description="Naskah resmi yang boleh dilihat pemilik token: yang ditujukan kepadanya, atau seluruh register bagi "
        "petugas yang berhak. Dua puluh lima baris sehalaman.",
        parameters=[
            OpenApiParameter("setelah", OpenApiTypes.STR, description="Penunjuk halaman, dari “next”."),
            OpenApiParameter("sebelum", OpenApiTypes.STR, description="Penunjuk halaman, dari “previous”."),
        ],
        responses={200: DocumentPageSerializer},
    )
    def get(self, request: Request) -> Response:
        """One page of them."""
        visible = OfficialDocument.objects.visible_to(request.user)
        page = keyset_page(visible, request=request._request)
        body = {"next": page.next_url, "previous": page.previous_url, "results": page.rows}
        return Response(DocumentPageSerializer(body).data)
