"""What never stands in a log: the query of an address, where an appellant's secret may be."""

import logging
import re

_QUERY = re.compile(r"\?\S*")


class NoQuery(logging.Filter):
    """Cuts queries off the addresses of a record: for servers that log the request line as it came."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record stays, shorter."""
        if isinstance(record.args, tuple):
            record.args = tuple(_QUERY.sub("", a) if isinstance(a, str) else a for a in record.args)
        if isinstance(record.msg, str) and not record.args:
            record.msg = _QUERY.sub("", record.msg)
        return True
