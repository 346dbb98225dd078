"""Forms with neither files nor text worth keeping: a button was pressed, or not."""

from flask import abort

from intake.web.source.arrival import Fields, Nowhere, receive


def read_plain() -> Fields:
    """Return the fields. Ends with an error page when the form is not whole or not ours."""
    arrival = receive(Nowhere())
    if arrival.trouble:
        abort(arrival.trouble.status)
    return arrival.fields
