"""A field, its label, its hint and its error belong together, and a refused form leads to what is wrong."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from core import registries
from core.components import Step, SummaryRow
from core.forms import IndonesianDateField, PortalForm, add_refusal, in_sentence


class Question(PortalForm):
    name = forms.CharField(label="Nama perusahaan", help_text="Persis seperti di akta.", max_length=20)
    email = forms.EmailField(label="Ke mana kami menulis?")
    kind = forms.ChoiceField(
        label="Bentuk usaha", choices=[("a", "Badan usaha"), ("b", "Perorangan")], widget=forms.RadioSelect
    )
    province = forms.ChoiceField(label="Provinsi", choices=[("", "Pilih"), ("73", "Sulawesi Selatan")])
    deed = IndonesianDateField(label="Tanggal akta", latest=lambda: date(2026, 11, 22))
    scan = forms.FileField(label="Pindaian NPWP")
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="Isian ini benar.")
    questions = {"email": "alamat surel"}


class Elements(HTMLParser):
    """Every start tag with its attributes, and every id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, name: str) -> list[dict[str, str]]:
        return [attrs for _, attrs in self.tags if attrs.get("name") == name]

    @property
    def ids(self) -> set[str]:
        return {attrs["id"] for _, attrs in self.tags if "id" in attrs}


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load portal portal_forms %}" + source).render(context)


FIELDS = "".join(f"{{% field form.{name} %}}" for name in Question.base_fields)


def test_every_control_has_a_label_and_its_notes_by_id() -> None:
    page = Elements(render(FIELDS, form=Question({})))
    labels = {attrs["for"] for tag, attrs in page.tags if tag == "label" and "for" in attrs}
    assert {"id_name", "id_email", "id_province", "id_deed", "id_scan", "id_note"} <= labels
    for _, attrs in page.tags:
        for target in attrs.get("aria-describedby", "").split():
            assert target in page.ids, target
    assert page.named("name")[0]["aria-describedby"] == "id_name_helptext id_name_error"
    assert page.named("name")[0]["aria-invalid"] == "true"


def test_a_group_of_choices_is_a_fieldset_that_names_its_question() -> None:
    page = Elements(render("{% field form.kind %}", form=Question({})))
    assert page.tags[0][0] == "fieldset"
    assert page.tags[0][1]["aria-describedby"] == "id_kind_error"
    assert [tag for tag, _ in page.tags].count("legend") == 1
    assert len(page.named("kind")) == 2


def test_an_untouched_form_shows_no_error_and_no_summary() -> None:
    html = render("{% form_errors form %}" + FIELDS, form=Question())
    assert "error-summary" not in html
    assert "field-error" not in html
    assert "aria-invalid" not in html


def test_the_summary_links_every_error_to_an_element_that_exists() -> None:
    form = Question({"name": "PT"})
    page = Elements(render("{% form_errors form %}" + FIELDS, form=form))
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert links == ["#id_email", "#id_kind_0", "#id_province", "#id_deed", "#id_scan", "#id_agree"]
    assert {link[1:] for link in links} <= page.ids


def test_the_summary_takes_the_focus_without_a_script() -> None:
    page = Elements(render("{% form_errors form %}", form=Question({})))
    assert page.tags[0][1] == {
        "class": "error-summary",
        "role": "alert",
        "tabindex": "-1",
        "autofocus": "",
        "aria-labelledby": "ringkasan-galat",
    }


def test_the_errors_of_a_whole_form_and_of_a_second_form_are_in_the_summary_too() -> None:
    form = Question({})
    form.add_error(None, "Permohonan ini sudah dikirim.")
    html = render("{% form_errors form other %}", form=form, other=Question({}, prefix="lain"))
    assert "Permohonan ini sudah dikirim." in html
    assert 'href="#id_lain-email"' in html


def test_what_was_typed_is_still_there() -> None:
    html = render(FIELDS, form=Question({"name": 'PT "Maju" & <b>', "deed": "32-1-2026", "kind": "b"}))
    assert 'value="PT &quot;Maju&quot; &amp; &lt;b&gt;"' in html
    assert 'value="32-1-2026"' in html
    assert 'value="b"' in html
    assert "checked" in html


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name", "", "Isi nama perusahaan."),
        ("name", "x" * 21, "Nama perusahaan paling panjang 20 huruf; sekarang 21."),
        ("email", "", "Isi alamat surel."),
        ("email", "budi", "Tulis alamat surel yang lengkap, misalnya nama@contoh.id."),
        ("kind", "", "Pilih bentuk usaha."),
        ("kind", "z", "Pilih bentuk usaha dari daftar."),
        ("deed", "kemarin", "Tulis tanggal dengan hari, bulan, lalu tahun, misalnya 27-3-2026."),
        ("deed", "30-2-2026", "Tulis tanggal dengan hari, bulan, lalu tahun, misalnya 27-3-2026."),
        ("deed", "23-11-2026", "Tanggal ini belum terjadi. Periksa tahunnya."),
        ("agree", "", "Centang pernyataan ini untuk melanjutkan."),
    ],
)
def test_an_error_says_what_to_do(name: str, value: str, sentence: str) -> None:
    assert Question({name: value}).errors[name] == [sentence]


def test_a_missing_and_an_empty_file_are_told_apart() -> None:
    assert Question({}).errors["scan"] == ["Pilih berkas pindaian NPWP."]
    empty = Question({}, {"scan": SimpleUploadedFile("npwp.pdf", b"")})
    assert empty.errors["scan"] == ["Berkas ini kosong. Pilih berkas lain."]


def test_a_form_that_is_right_is_accepted() -> None:
    form = Question(
        {
            "name": "CV Contoh",
            "email": "budi@contoh.id",
            "kind": "a",
            "province": "73",
            "deed": "27 Maret 2026",
            "agree": "on",
        },
        {"scan": SimpleUploadedFile("npwp.pdf", b"%PDF")},
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["deed"] == date(2026, 3, 27)


@pytest.mark.parametrize(
    "typed", ["27-3-2026", "27/03/2026", "27.3.2026", "27 maret 2026", "27 Mar 2026", "2026-03-27", " 27 3 2026 "]
)
def test_a_date_is_read_as_people_type_it(typed: str) -> None:
    assert IndonesianDateField().clean(typed) == date(2026, 3, 27)


def test_a_stored_date_is_shown_day_first() -> None:
    assert IndonesianDateField().prepare_value(date(2026, 3, 27)) == "27-3-2026"


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Nama perusahaan", "nama perusahaan"), ("NPWP", "NPWP"), ("NIB perusahaan", "NIB perusahaan"), ("", "")],
)
def test_a_label_inside_a_sentence_keeps_its_abbreviation(label: str, inside: str) -> None:
    assert in_sentence(label) == inside


def test_a_refusal_of_a_service_stands_beside_its_field_or_on_top() -> None:
    form = Question({})
    add_refusal(form, "Alamat ini sudah dipakai.", "email")
    add_refusal(form, "Coba lagi besok.", "tidak_ada")
    assert "Alamat ini sudah dipakai." in form.errors["email"]
    assert form.non_field_errors() == ["Coba lagi besok."]


def test_the_title_of_a_refused_page_says_so_first() -> None:
    assert render("{% error_prefix %}", form=Question({})) == "Periksa isian: "
    assert render("{% error_prefix %}", form=Question()) == ""
    assert render("{% error_prefix %}") == ""


def test_a_state_has_a_shape_and_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "_TONES", {})
    registries.register_tones({"uji_selesai": "good"})
    html = render("{% status_badge 'uji_selesai' 'Disetujui' %}{% status_badge 'uji_baru' 'Draf' %}")
    assert "#circle-check" in html
    assert ">Disetujui</span>" in html
    assert "#circle-dashed" in html


def test_two_apps_may_not_paint_one_state_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "_TONES", {})
    registries.register_tones({"uji": "good"})
    registries.register_tones({"uji": "good"})
    with pytest.raises(ValueError, match="already looks"):
        registries.register_tones({"uji": "bad"})
    with pytest.raises(ValueError, match="not a tone"):
        registries.register_tones({"lain": "merah"})


def test_a_stepper_says_where_one_is_in_words_too() -> None:
    steps = [Step("a", "Surel", "/daftar/surel/"), Step("b", "Alamat", "/daftar/alamat/"), Step("c", "Periksa")]
    html = render("{% stepper steps 'b' %}", steps=steps)
    assert "Langkah 2 dari 3: Alamat" in html
    assert html.count('aria-current="step"') == 1
    assert 'href="/daftar/surel/"' in html
    assert 'href="/daftar/alamat/"' not in html


def test_answers_can_be_changed_where_that_is_allowed() -> None:
    rows = [SummaryRow("Nama perusahaan", "CV <Contoh>", "/ubah/"), SummaryRow("Akta", None), SummaryRow("Anak", 0)]
    html = render("{% summary_list rows %}", rows=rows)
    assert "CV &lt;Contoh&gt;" in html
    assert html.count("Ubah") == 1
    assert 'Ubah<span class="visually-hidden"> nama perusahaan</span>' in html
    assert html.count("belum diisi") == 1
    assert "<dd>0</dd>" in html


def test_breadcrumbs_lead_back_and_name_the_page() -> None:
    page = render("{% breadcrumbs 'Daftar' '/daftar/' 'Penyedia' %}")
    assert [attrs["href"] for tag, attrs in Elements(page).tags if tag == "a"] == ["/", "/daftar/"]
    assert '<li class="breadcrumb-item active" aria-current="page">Penyedia</li>' in page


def test_an_empty_list_says_what_to_do() -> None:
    html = render("{% empty_state 'Belum ada' 'Isi dahulu.' 'inbox' 'Mulai' '/daftar/' %}")
    assert '<a class="btn btn-primary" href="/daftar/">Mulai</a>' in html
    assert "<a" not in render("{% empty_state 'Belum ada' %}")


def test_the_confirmation_shows_the_number() -> None:
    html = render("{% confirmation 'Diterima' '027/0001' %}")
    assert '<strong class="confirm-number">027/0001</strong>' in html
    assert "confirm-number" not in render("{% confirmation 'Diterima' %}")
