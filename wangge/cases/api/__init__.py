"""The public HTTP API of cases, for senders, their systems and staff tokens; docs/openapi.json has it all."""

from wangge.cases.api.routes import router

__all__ = ["router"]
