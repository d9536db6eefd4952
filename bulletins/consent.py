"""What people of the wider sector agree to, in the words that are kept with their address.

Pure: no database, no request, no settings.
"""

from django.utils.translation import gettext


def wording() -> str:
    """As the page shows it and the list keeps it, word for word."""
    return gettext(
        "Send me the e-bulletins and newsletters of the Race and Justice Network by e-mail, "
        "until I say stop."
    )
