"""What a list in the admin may be filtered by from its address."""

from django.contrib import admin
from django.http import HttpRequest

ENDINGS = frozenset({"", "exact", "id__exact", "isnull", "gte", "lt"})


class ListedLookups(admin.ModelAdmin):
    """Only by what `list_filter` names, plus `more_lookups`.

    Django lets every column of the model through, and whether a row appears is an answer: a
    password's hash or a leadership figure could be read from it a character at a time.
    """

    more_lookups: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, _value: str, request: HttpRequest) -> bool:
        filters = self.get_list_filter(request)
        own = {getattr(entry, "parameter_name", None) for entry in filters}
        fields = {entry[0] if isinstance(entry, tuple) else entry for entry in filters}
        name, _separator, ending = lookup.partition("__")
        is_listed = name in fields and ending in ENDINGS
        return is_listed or lookup in own or lookup in self.more_lookups
