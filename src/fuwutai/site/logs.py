"""Log lines: one JSON object a line, or plain text on a terminal."""

import sys
from typing import Any

import structlog

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Never a renderer that prints local variables: they hold what requesters wrote.
_renderer: Any = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
if not sys.stderr.isatty():
    _renderer = structlog.processors.JSONRenderer(ensure_ascii=False)

structlog.configure(
    processors=[*_shared, structlog.processors.format_exc_info, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": _renderer,
            "foreign_pre_chain": [*_shared, structlog.processors.format_exc_info],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Failures are noted in core/failures.py, with the id that their reader is told.
        "django.request": {"level": "CRITICAL"},
        "mail.log": {"level": "WARNING"},
        # It writes whole addresses, and some gateways want their secret in them.
        "urllib3": {"level": "ERROR"},
        # Without a database it would tell every attempt to connect; core/failures.py says it once.
        "psycopg.pool": {"level": "CRITICAL"},
    },
}
