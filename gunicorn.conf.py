"""Read by gunicorn from the folder it is started in."""

logger_class = "portal.gunicorn_logs.JsonLogger"
