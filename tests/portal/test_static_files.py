"""Which gathered files are kept in a compressed copy as well."""

import re
from pathlib import Path

from portal.static_files import Storage

GATHERED = ("admin/base.js", "admin/base.js.map", "css/base.css")


def test_what_pages_name_is_compressed_and_nothing_else(tmp_path: Path) -> None:
    storage = Storage(location=tmp_path, base_url="/static/")
    for name in GATHERED:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("/* much the same */\n" * 50)
    list(storage.post_process({name: (storage, name) for name in GATHERED}))
    compressed = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.br")}
    assert {re.sub(r"\.[0-9a-f]{12}\.", ".HASH.", name) for name in compressed} == {
        "admin/base.HASH.js.br",
        "css/base.HASH.css.br",
        "css/base.css.br",
    }
