"""What arrives of a pasted chat: the ticked words, without numbers; pure.

The chat itself is cut in the worker's browser (`pasted.js`); this is the server's second look.
"""

from wangge.channels.rules.masking import without_numbers
from wangge.kernel.words import clean

#: So many at one time; each becomes an appeal.
MOST = 30
_LONGEST = 2000


def kept(text: str) -> str:
    """One ticked message as it is taken: cleaned, cut to an appeal's length, numbers masked."""
    return without_numbers(clean(text)[:_LONGEST])
