"""The key this instance signs with: Ed25519, in a file of its own beside the record, never in it.

A copy of the record alone cannot sign; a stolen laptop is answered by revoking the key.
"""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wxmod.domain.errors import BadInput, StoreUnavailable, UnreadableFileError
from wxmod.files import bytes_of, keeps_modes, new_file, settle_name, write_once
from wxmod.wording import N_

_LARGEST = 2**16


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
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase)
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        lock,
    )
    with new_file(path) as part:
        # On FAT and exFAT anyone may read every file; a key under a passphrase may lie there all the same.
        if not passphrase and not keeps_modes(part):
            raise _open_to_all(path)
        part.write_bytes(text)
    return key


def keep_old(path: Path, old: Ed25519PrivateKey) -> Path:
    """A second copy of the key in *path*, under a name that says which it is; made once."""
    kept = path.with_name(f"{path.name}.{public(old).hex()[:8]}")
    write_once(kept, bytes_of(path, _LARGEST))
    return kept


def put_in_place(fresh: Path, path: Path) -> None:
    """Let the key in *fresh* be the one in *path* from now on; there is a key at every moment."""
    fresh.replace(path)
    settle_name(path)


def _open_to_all(path: Path) -> BadInput:
    return BadInput(
        N_("{path}：这块盘（FAT、exFAT）不分用户，密钥谁都能读"),
        remedy=N_(
            "把密钥放到本机磁盘：WXMOD_KEY=路径；或给它口令：WXMOD_KEY_PASSPHRASE，再运行 wxmod bundle key --make"
        ),
        path=path,
    )


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
    content = bytes_of(path, _LARGEST)
    # Looked at each time: the file may have been copied since.
    if not keeps_modes(path):
        _refuse_readable(path, content)
    try:
        key = serialization.load_pem_private_key(content, passphrase)
    # `cryptography` says so by the type of its error alone.
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


def _refuse_readable(path: Path, content: bytes) -> None:
    """A key others may read is none, unless it is under a passphrase on a disk that keeps nobody out.

    Raises:
        BadInput: it is to be put right first.
    """
    before = path.stat().st_mode
    if not _can_be_closed(path):
        if b"ENCRYPTED" in content[:64]:
            return
        raise _open_to_all(path)
    # Trying it closed the file; who reads the advice should find it as it was.
    path.chmod(before)
    raise BadInput(
        N_("{path}：密钥文件别人也能读"),
        remedy=N_("先运行 chmod 600 再试；若已外泄，换新密钥"),
        path=path,
    )


def _can_be_closed(path: Path) -> bool:
    """Whether `chmod 600` would help: what it sets is looked at, because FAT takes it in silence."""
    try:
        path.chmod(0o600)
    except OSError:
        return False
    return keeps_modes(path)


_PASSPHRASE = N_("口令由环境变量 WXMOD_KEY_PASSPHRASE 给出")


def signed_by(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of *key* signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
