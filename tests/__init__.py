"""The tests: folders mirror the rooms; what several of them share lies here."""
