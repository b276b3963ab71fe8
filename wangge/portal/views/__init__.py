"""The portal's pages, by subject: front and homes, entry, oneself, feedback, errors, health, style."""
