"""Secrets: which public keys have one and the same, and which have one that anybody can work out.

Only what follows from the numbers in the keys: one seed used with two algorithms, or two keys of one person, leave no
trace there.
"""

from functools import lru_cache
from math import gcd, isqrt, lcm, prod
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from site_builder.signatures.public_key import PublicKey, public_key, times_eight

Secret = tuple[str, int]
"""A kind of number, and what is the same of all keys that have one secret."""
_RSA: Final = "rsa"
_MOST_BITS: Final = 8192
_TRIED: Final = 1 << 16
"""Prime factors below are looked for."""
_POWERS: Final = lcm(*range(1, 1025))
_CLOSE: Final = 100
"""Steps of Fermat's method: those that find the two primes of a generator which took the next one after the first."""


def secret_of(key: PublicKey) -> Secret:
    """Return what tells whose secret a key has.

    Of RSA the modulus, whatever the exponent. Of a point the coordinate that it shares with its negative; on Ed25519 of
    eight times the point, since one of small order may be added to it. A hardware key's application does not matter.
    """
    made = key.key
    if isinstance(made, rsa.RSAPublicKey):
        return _RSA, made.public_numbers().n
    if isinstance(made, ec.EllipticCurvePublicKey):
        return key.curve, made.public_numbers().x
    return "ed25519", times_eight(made.public_bytes_raw())


def is_shared(one: Secret, other: Secret) -> bool:
    """Return whether who has one secret has the other, or a factor of it."""
    return one == other or (one[0] == other[0] == _RSA and gcd(one[1], other[1]) != 1)


def have_one_secret(one: str, other: str) -> bool:
    """Return whether two OpenSSH lines are of keys with one secret; of what is not a key, whether they are equal."""
    first, second = public_key(one), public_key(other)
    if isinstance(first, str) or isinstance(second, str):
        return one == other
    return is_shared(secret_of(first), secret_of(second))


@lru_cache(maxsize=4096)
def weakness(secret: Secret) -> str | None:
    """Return why anybody can work out a secret; None where nothing of what is tried finds it, which is of RSA only.

    It takes 30 ms for 2048 bits, 0.2 s for 4096 and 1 s for 8192.
    """
    kind, modulus = secret
    if kind != _RSA:
        return None
    if modulus.bit_length() > _MOST_BITS:
        return f"an RSA key of more than {_MOST_BITS} bits, too long to try whether its factors can be found"
    if gcd(modulus, _small_primes()) != 1:
        return "its modulus has a small factor"
    root = isqrt(modulus)
    if any(
        isqrt(rest) ** 2 == rest
        for rest in (a * a - modulus for a in range(root, root + _CLOSE))
        if rest >= 0
    ):
        return "its modulus has two factors that are close together"
    # Pollard's p - 1, and Fermat's little theorem: a prime p divides this number if p - 1 divides its exponent, as it
    # does where the modulus is p or a power of it.
    if gcd(pow(2, _POWERS * (modulus - 1), modulus) - 1, modulus) != 1:
        return "its modulus is a prime, a power of one, or has a factor that is easily found"
    return None


@lru_cache(maxsize=1)
def _small_primes() -> int:
    """Return the product of the primes below the limit."""
    sieve = bytearray([1]) * _TRIED
    for number in range(2, isqrt(_TRIED) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, _TRIED, number)))
    return prod(number for number in range(2, _TRIED) if sieve[number])
