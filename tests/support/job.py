"""The whole job as its people do it: a vendor on a phone, an officer at the desk. Every step goes through the pages."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.core.samples import jpeg, pdf
from tests.support.mail import MailSink
from tests.support.pdfs import words
from tests.support.portal import until

PASSWORD = "perahu melaju ke hulu"
_LINK = re.compile(r"https?://[^\s/]+(/\S+)")


@dataclass
class Person:
    """Somebody at a page.

    Args:
        scripts: False when the browser runs no JavaScript, so that lists must be asked for by a button.
    """

    page: Page
    scripts: bool

    def press(self, what: Locator) -> None:
        """Press a button or follow a link: by pointer, or by keyboard where no script runs.

        Chromium without scripts gives Playwright no steady frames to wait for before a click.
        """
        if self.scripts:
            what.click()
        else:
            self._settled(what).press("Enter")

    def tick(self, what: Locator) -> None:
        """Tick a box or choose one of several; see `press`."""
        if self.scripts:
            what.check()
        elif not self._settled(what).is_checked():
            what.press("Space")

    def _settled(self, what: Locator) -> Locator:
        """The same once its page has loaded: at an address with a fragment, Chromium takes the focus away when it has.

        A key that came just then went nowhere, and the test waited in vain for what it would have done. The admin also
        hides a page until its style sheet is there.
        """
        what.first.wait_for(state="attached")
        self.page.wait_for_load_state("load")
        return what


@dataclass
class Vendor(Person):
    """Somebody who registers, with the answers to be typed."""

    base: str
    mail: MailSink
    email: str
    name: str
    user_id: str
    number: str = ""

    def link_from(self, subject: str, path: str) -> str:
        """The address below `path` in the newest mail to this vendor whose subject holds `subject`."""

        def found() -> str:
            for message in reversed(list(self.mail.messages)):
                if message["to"] == self.email and subject in message["subject"]:
                    body = message.get_body(("plain",))
                    assert body is not None
                    for link in _LINK.findall(body.get_content()):
                        if link.startswith(path):
                            return str(link)
            return ""

        return str(until(found, 40, f"mail “{subject}” with a link to {path}"))

    def sign_up(self) -> None:
        """From the front page to an account with an empty draft."""
        page = self.page
        page.goto(self.base)
        self.press(page.get_by_role("link", name="Daftar sebagai penyedia").first)
        self.tick(page.get_by_label("Badan usaha"))
        page.get_by_label("Alamat surel").fill(self.email)
        self.press(page.get_by_role("button", name="Kirim tautan konfirmasi"))
        page.get_by_role("heading", name="Periksa surel Anda").wait_for()
        page.goto(self.base + self.link_from("", "/daftar/konfirmasi/"))
        page.get_by_label("Nama lengkap").fill("Rahmat Hidayat")
        page.locator("input[name=password]").fill(PASSWORD)
        self.press(page.get_by_role("button", name="Buat akun dan mulai mengisi"))
        page.get_by_text("Serahkan paling lambat").wait_for()
        found = re.search(r"/pendaftaran/(REG-[\d-]+)/", page.url)
        assert found, page.url
        self.number = found[1]

    def fill_in(self) -> None:
        """All pages of the form, in the order the overview leads through them."""
        page = self.page
        self.press(page.get_by_role("link", name="Lanjutkan: Identitas"))
        page.get_by_label("Bentuk usaha").select_option("cv")
        self._save(name=self.name, npwp="70.669.074.0-738.000", phone="0473 21000")
        for label, choice in (
            ("Provinsi", "Sulawesi Selatan"),
            ("Kabupaten atau kota", "Kabupaten Luwu Utara"),
            ("Kecamatan", "Masamba"),
            ("Desa atau kelurahan", "Kappuna"),
        ):
            if self.scripts:
                with page.expect_response("**/daftar/wilayah/**"):
                    page.get_by_label(label).select_option(label=choice)
                continue
            page.get_by_label(label).select_option(label=choice)
            if label != "Desa atau kelurahan":
                self.press(page.get_by_role("button", name="Tampilkan pilihan berikutnya"))
        self._save(street="Jalan Simpurusiang 12", postal_code="92913")
        self.tick(page.locator("input[name=has_amendment][value=tidak]"))
        self._save(
            deed_number="012",
            deed_date="9 Maret 2015",
            deed_notary="Nur Aini, S.H.",
            deed_notary_seat="Palopo",
        )
        page.locator("main input[name$=-number]").first.fill("1234567890123")
        self._save()
        self._save(
            signatory_name="Rahmat Hidayat",
            signatory_position="Direktur",
            signatory_nik="7322035905953440",
            signatory_phone="0812 3456 7890",
        )
        self._save(spse_registered_on="2 November 2026", spse_user_id=self.user_id)

    def upload_all(self) -> None:
        """One file for every document that is asked; the KTP is a photograph the phone took sideways."""
        page = self.page
        page.goto(f"{self.base}/pendaftaran/{self.number}/dokumen/")
        asked = page.locator("main a[href*='/dokumen/']").evaluate_all("links => links.map(one => one.pathname)")
        for path in dict.fromkeys(asked):
            page.goto(self.base + path)
            self.upload_here(path.split("/")[-2])

    def upload_here(self, key: str, photograph: str = "IMG_0001.jpg") -> None:
        """Hand in a file on the page of one document."""
        is_card = key == "ktp"
        name = photograph if is_card else f"{key}.pdf"
        self.page.locator("main input[type=file]").set_input_files(
            {
                "name": name,
                "mimeType": "image/jpeg" if is_card else "application/pdf",
                "buffer": jpeg(1600, 1200, exif=True) if is_card else pdf(2),
            }
        )
        self.press(self.page.locator("main form[data-upload] button[type=submit]"))
        self.page.get_by_role("link", name=name).first.wait_for()

    def hand_in(self) -> None:
        """Check the answers, declare, hand in."""
        page = self.page
        page.goto(f"{self.base}/pendaftaran/{self.number}/periksa/")
        assert self.name in page.locator("main").inner_text()
        self.press(page.get_by_role("link", name="Lanjut ke pernyataan"))
        self.tick(page.locator("main input[type=checkbox]"))
        self.press(page.get_by_role("button", name="Serahkan pendaftaran"))
        page.get_by_text("Pendaftaran sudah kami terima").wait_for()

    def letter(self, folder: Path) -> Path:
        """The approval letter, downloaded from the vendor's own page."""
        page = self.page

        def ready() -> bool:
            page.goto(f"{self.base}/pendaftaran/{self.number}/")
            return page.get_by_role("link", name="Surat persetujuan").count() > 0

        until(ready, 60, "the letter is ready")
        with page.expect_download() as download:
            self.press(page.get_by_role("link", name="Surat persetujuan").first)
        place = folder / "surat.pdf"
        download.value.save_as(place)
        return place

    def _save(self, **answers: str) -> None:
        for name, answer in answers.items():
            self.page.locator(f"main [name={name}]").fill(answer)
        before = self.page.url
        self.press(self.page.get_by_role("button", name=re.compile("^Simpan dan lanjut")))
        self.page.wait_for_url(lambda url: url != before)


@dataclass
class Officer(Person):
    """Who works at the desk."""

    base: str
    username: str
    password: str

    def sign_in(self) -> None:
        """By the one way in."""
        self.page.goto(f"{self.base}/akun/masuk/")
        self.page.get_by_label("Nama pengguna atau surel").fill(self.username)
        self.page.locator("input[name=password]").fill(self.password)
        self.press(self.page.get_by_role("button", name="Masuk"))
        self.page.wait_for_url(re.compile(r"/(admin|akun)/"))

    def take(self, number: str) -> None:
        """Open the case from the queue and take it."""
        page = self.page
        page.goto(f"{self.base}/admin/verification/antrean/")
        page.get_by_label("Nomor pendaftaran atau NPWP").fill(number)
        self.press(page.get_by_role("button", name="Buka"))
        self.press(page.get_by_role("button", name="Ambil berkas ini"))
        page.get_by_text("Anda pegang sampai").wait_for()

    def record_presence(self) -> None:
        """The blacklist first, then the director with the KTP in hand."""
        page = self.page
        blacklist = page.locator("#daftar-hitam")
        self.tick(blacklist.get_by_label("Tidak tercantum"))
        blacklist.get_by_label("Keadaan daftar per").fill("23 November 2026")
        self.press(blacklist.get_by_role("button", name="Simpan pemeriksaan"))
        presence = page.locator("#kehadiran")
        self.tick(presence.get_by_label("Penanggung jawab sendiri"))
        presence.get_by_label("Nama seperti pada KTP").fill("Rahmat Hidayat")
        presence.get_by_label("NIK pada KTP").fill("7322 0359 0595 3440")
        self.tick(presence.get_by_label("Tatap muka"))
        self.press(presence.get_by_role("button", name="Simpan kehadiran"))
        page.locator("#kehadiran .recorded").get_by_text("Rahmat Hidayat").wait_for()

    def find_in_order(self) -> None:
        """Every document that is not in order yet: copy received, original seen, same."""
        page = self.page
        for anchor in page.locator("#dokumen > section").evaluate_all("all => all.map(one => one.id)"):
            section = page.locator(f"#{anchor}")
            if section.locator("h2").get_by_text("sesuai", exact=True).count():
                continue
            self.tick(section.get_by_label("Salinan diterima"))
            self.tick(section.get_by_label("Dokumen asli dilihat"))
            self.tick(section.get_by_label("Sesuai", exact=True))
            self.press(section.get_by_role("button", name="Simpan"))
            page.locator(f"#{anchor} h2").get_by_text("sesuai", exact=True).wait_for()

    def send_back(self, key: str, reason: str, note: str) -> None:
        """Find one document not in order and return it."""
        page = self.page
        section = page.locator(f"#dokumen-{key}")
        self.tick(section.get_by_label("Salinan diterima"))
        self.tick(section.get_by_label("Tidak sesuai"))
        section.get_by_label("Alasan").select_option(reason)
        section.get_by_label("Catatan untuk pemohon").fill(note)
        self.press(section.get_by_role("button", name="Simpan"))
        self.press(page.get_by_role("link", name="Kembalikan (1)"))
        self.press(page.get_by_role("button", name="Ya, kembalikan untuk dilengkapi"))

    def approve(self, user_id: str) -> None:
        """Approve with the User ID as SPSE shows it."""
        page = self.page
        self.press(page.get_by_role("region", name="Keputusan").get_by_role("link", name="Setujui"))
        self._settled(page.get_by_label("User ID di SPSE")).fill(user_id)
        self.press(page.get_by_role("button", name="Lanjut"))
        self.press(page.get_by_role("button", name="Ya, setujui pendaftaran"))


def check_code(letter: Path) -> str:
    """The code printed under the QR code of a letter."""
    found = re.search(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b", words(letter.read_bytes()))
    assert found, "no code in the letter"
    return found[0]
