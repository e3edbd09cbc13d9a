"""Signing with a person's own SSH key, by `ssh-keygen`: files, agents and hardware keys alike.

Beside git's, the one module that runs another program. It asks for passphrases and touches on the terminal itself.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from site_builder.errors import SigningError

_TIMEOUT_SECONDS: Final = 300
_EACH_SECONDS: Final = 30
"""For each of many signatures, since a hardware key is touched for each."""


def sign(message: bytes, key: Path, namespace: str) -> str:
    """Return the armored signature (SSHSIG) over a message in a namespace.

    `key` is a private key's file, or the `.pub` of a key that an agent or a hardware key holds. Raises `SigningError`
    where ssh-keygen is missing or does not sign.
    """
    # What it says goes to the terminal as it comes: a hardware key waits to be touched.
    done = _keygen(key, "-q", "-Y", "sign", "-n", namespace, given=message, errors=None)
    return _armor(done.stdout if done.returncode == 0 else b"", key)


def sign_all(messages: Sequence[bytes], key: Path, namespace: str) -> tuple[str, ...]:
    """Return the armored signature over each of many messages, as `sign` does; a passphrase is asked for once.

    The messages are files of this user's alone for as long as it takes. Raises as `sign` does, or `OSError`.
    """
    with tempfile.TemporaryDirectory(prefix="handlelists-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = [f"{number}" for number in range(len(messages))]
        for file, message in zip(files, messages, strict=True):
            (folder / file).write_bytes(message)
        given = ("-q", "-Y", "sign", "-n", namespace)
        done = _keygen(key.absolute(), *given, given=b"", errors=None, files=files, folder=folder)
        signed = [folder / f"{file}.sig" for file in files]
        whole = done.returncode == 0 and all(file.is_file() for file in signed)
        return tuple(_armor(file.read_bytes() if whole else b"", key) for file in signed)


def _armor(data: bytes, key: Path) -> str:
    """Return what ssh-keygen made as text. Raises `SigningError` where that is not a signature."""
    signature = data.decode("ascii", "replace").replace("\r\n", "\n")
    if not signature.startswith("-----BEGIN SSH SIGNATURE-----"):
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
    key: Path,
    *arguments: str,
    given: bytes,
    errors: int | None,
    files: Sequence[str] = (),
    folder: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    if not key.is_file():
        raise SigningError(f"there is no key {key}", hint="name the file of your key with --key")
    command = ("ssh-keygen", *arguments, "-f", str(key), *files)
    timeout = max(_TIMEOUT_SECONDS, _EACH_SECONDS * len(files))
    try:
        return subprocess.run(  # noqa: S603 - arguments are ours; no shell
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=errors,
            timeout=timeout,
            check=False,
            cwd=folder,
        )
    except FileNotFoundError as missing:
        raise SigningError("ssh-keygen is not installed", hint="install OpenSSH") from missing
    except subprocess.TimeoutExpired as late:
        raise SigningError(f"ssh-keygen did not answer within {timeout} seconds") from late
