"""A refusal: the portal says no, in a sentence that tells the person what to do next."""


class Refusal(Exception):
    """An action that the rules do not allow now.

    Args:
        message: Indonesian sentence for the person, with the next step.
        code: stable English slug for the API and for tests.
        field: name of the form field the message belongs beside, if any.
    """

    status = 409

    def __init__(self, message: str, *, code: str = "refused", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class Forbidden(Refusal):
    """The person may not do this at all (HTTP 403)."""

    status = 403


class BadInput(Refusal):
    """What was handed in is not acceptable (HTTP 400 or a form error)."""

    status = 400


class NotReady(Refusal):
    """A part the portal depends on is not there right now; nothing was lost (HTTP 503)."""

    status = 503
