"""Meetings and activities of any unit: recurring duties, agenda, sign-up, attendance, minutes, votes."""
