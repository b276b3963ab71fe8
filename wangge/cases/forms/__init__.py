"""One form a deed, in the words of the field; what belongs together by rule is checked by the action."""
