"""What intake is compared with: a bare view that validates the same body and writes two rows by the ORM."""
