"""Which form belongs to which page."""

from registration.enums import Step
from registration.forms.licences import LicencesForm
from registration.forms.steps import AddressForm, DeedForm, IdentityForm, SignatoryForm, SpseForm, StepForm

STEP_FORMS: dict[Step, type[StepForm]] = {
    form.step: form for form in (IdentityForm, AddressForm, DeedForm, LicencesForm, SignatoryForm, SpseForm)
}
