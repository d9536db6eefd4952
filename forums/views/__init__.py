"""The forums' pages: fetch what may be seen, validate, make one call."""
