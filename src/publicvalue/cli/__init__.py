"""Commands over assess and files. Heavy imports stand inside the commands, so that help comes at once."""
