"""The key this instance signs with: Ed25519, in a file of its own beside the record, never in it.

A copy of the record alone cannot sign; a stolen laptop is answered by revoking the key.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wxmod.domain.errors import BadInput, StoreUnavailable, UnreadableFileError
from wxmod.store.files import make_file, settle
from wxmod.wording import N_


def public(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes others know it by."""
    return key.public_key().public_bytes_raw()


def fingerprint(key: str) -> str:
    """A public key (hex) as it is read aloud: eight groups of four.

    >>> fingerprint("ab" * 32)
    'abab abab abab abab abab abab abab abab'
    """
    return " ".join(key[n : n + 4] for n in range(0, 32, 4))


def make(path: Path, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """A new key in *path*, which only its owner may read.

    Raises:
        StoreUnavailable: the file exists or cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    lock = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    make_file(path)
    path.write_bytes(text)
    settle(path)
    return key


def load(path: Path, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """The key in *path*.

    Raises:
        StoreUnavailable: there is none.
        BadInput: the passphrase is missing or wrong, or others may read the file.
        UnreadableFileError: it is no Ed25519 key.
    """
    if not path.is_file():
        raise StoreUnavailable(
            N_("{path}：没有密钥"), remedy=N_("先运行 wxmod bundle key --make"), path=path
        )
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise BadInput(
            N_("{path}：密钥文件别人也能读"),
            remedy=N_("chmod 600 后重试；若已外泄，换新密钥"),
            path=path,
        )
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase)
    except TypeError as error:
        raise BadInput(
            N_("{path}：密钥口令没有给出，或不需要口令"), remedy=_PASSPHRASE, path=path
        ) from error
    except ValueError as error:
        if passphrase:
            raise BadInput(N_("{path}：密钥口令不对"), remedy=_PASSPHRASE, path=path) from error
        raise UnreadableFileError(path, expected="Ed25519", found="?") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableFileError(path, expected="Ed25519", found=type(key).__name__)
    return key


_PASSPHRASE = N_("口令由环境变量 WXMOD_KEY_PASSPHRASE 给出")


def signed_by(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of *key* signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
