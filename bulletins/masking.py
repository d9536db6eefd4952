"""An address as it may be shown to whoever holds a link. Pure."""


def masked(address: str) -> str:
    """ "ad…@e….org": enough to know one's own, too little to learn another's."""
    local, _at, domain = address.partition("@")
    name, dot, ending = domain.rpartition(".")
    if not local or not dot:
        return ""
    return f"{local[:2] if len(local) > 3 else local[:1]}…@{name[:1]}….{ending}"
