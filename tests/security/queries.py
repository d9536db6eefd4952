"""How often a page may ask the database, for any role that may see it."""

QUERIES = 12
# A page that needs more: its number, and why. An entry that is needed no longer fails the build.
MORE_QUERIES = {
    "report": 19,  # a year of every app at once; the same number for ten years
    "account_data_file": 55,  # one for each kind of record; not a page that one looks at
    "account_erase": 60,  # counts each kind of record; opened once in a lifetime, if at all
    "admin:portal_erasure_person": 60,
    # the sign-in library asks for each kind of second factor by itself, and writes the challenge
    # into the session
    "mfa_add_webauthn": 13,
}
