"""Signing with a person's own SSH key, by `ssh-keygen`: files, agents and hardware keys alike.

Beside git's, the one module that runs another program. It asks for passphrases and touches on the terminal itself.
"""

import subprocess
from pathlib import Path
from typing import Final

from site_builder.errors import SigningError

_TIMEOUT_SECONDS: Final = 300


def sign(message: bytes, key: Path, namespace: str) -> str:
    """Return the armored signature (SSHSIG) over a message in a namespace.

    `key` is a private key's file, or the `.pub` of a key that an agent or a hardware key holds. Raises `SigningError`
    where ssh-keygen is missing or does not sign.
    """
    # What it says goes to the terminal as it comes: a hardware key waits to be touched.
    done = _keygen(key, "-q", "-Y", "sign", "-n", namespace, given=message, errors=None)
    signature = done.stdout.decode("ascii", "replace").replace("\r\n", "\n")
    if done.returncode != 0 or not signature.startswith("-----BEGIN SSH SIGNATURE-----"):
        error = f"ssh-keygen did not sign with {key}; see what it said above"
        raise SigningError(error, hint="check that the key is in your agent, or that its passphrase is right")
    return signature


def fingerprint_of(key: Path) -> str | None:
    """Return the fingerprint of a key without using it; None where that takes its passphrase.

    Raises `SigningError` where there is no such file, or no ssh-keygen.
    """
    words = _keygen(key, "-l", "-E", "sha256", given=b"", errors=subprocess.DEVNULL).stdout.split()
    return words[1].decode("ascii", "replace") if len(words) > 1 else None


def _keygen(
    key: Path, *arguments: str, given: bytes, errors: int | None
) -> subprocess.CompletedProcess[bytes]:
    if not key.is_file():
        raise SigningError(f"there is no key {key}", hint="name the file of your key with --key")
    command = ("ssh-keygen", *arguments, "-f", str(key))
    try:
        return subprocess.run(  # noqa: S603 - arguments are ours; no shell
            command, input=given, stdout=subprocess.PIPE, stderr=errors, timeout=_TIMEOUT_SECONDS, check=False
        )
    except FileNotFoundError as missing:
        raise SigningError("ssh-keygen is not installed", hint="install OpenSSH") from missing
    except subprocess.TimeoutExpired as late:
        raise SigningError(f"ssh-keygen did not answer within {_TIMEOUT_SECONDS} seconds") from late
