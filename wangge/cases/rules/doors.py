"""How long the public doors remember what they answered."""

from datetime import timedelta

#: A door's answer to a client request id is kept so long (contract: repeats).
RECEIPT_KEPT = timedelta(days=30)
