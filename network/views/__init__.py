"""Views fetch through `visible_to`, validate a form, make one action call, and redirect."""
