"""The ports of `intake.services.ports` made real: a SQL database and a store of ciphertext files."""
