"""What people type at the doors, checked."""
