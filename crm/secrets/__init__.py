"""Secrets that belong to the person: in the keyring of the desktop, in the environment, or typed."""
