"""How many Argon2id derivations may run at once in one process: each holds its memory while it runs."""

from threading import BoundedSemaphore

PASSPHRASE_SLOTS = BoundedSemaphore(2)
CODENAME_SLOTS = BoundedSemaphore(2)
