"""What a person is told when their two accounts become one."""

from portal.letters import absolute, from_template
from portal.outbox import Letter


def accounts_merged(*, to: str, kept: str, gone: str) -> Letter:
    """To one of the two addresses; `kept` is the one by which they sign in."""
    return from_template(
        "network/mail/accounts_merged.txt",
        to=to,
        kept=kept,
        gone=gone,
        link=absolute("account_login"),
    )
