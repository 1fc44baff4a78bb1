"""The upload question of a form."""

from typing import Any

from django import forms

from core.files import policy
from core.forms import PortalForm


class UploadField(forms.FileField):
    """A file question with the policy in its hint; the browser refuses what is too large before it travels.

    The service judges; this field only asks.
    """

    def __init__(self, *, label: str = "Berkas", **kwargs: Any) -> None:
        kwargs.setdefault("allow_empty_file", True)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": policy.ACCEPT}))
        super().__init__(label=label, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Put the limits of the profile in force beside the question."""
        limits = policy.limits()
        self.widget.attrs["data-max-bytes"] = str(limits.size)
        if not self.help_text:
            self.help_text = policy.hint()
        return super().get_bound_field(form, field_name)


class UploadForm(PortalForm):
    """One file, one form: ``form.cleaned_data["file"]`` goes to `core.files.file_receive`."""

    file = UploadField(error_messages={"required": "Pilih dahulu berkas yang akan diunggah."})
