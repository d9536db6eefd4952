"""Dates as people in the UK write them: "8 December 2026", "8 December 2026, 3:05pm"."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j F Y"
TIME_FORMAT = "fa"  # "3:05pm", "10am"; "am" and "pm" come from portal/locale
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j F Y, fa"
