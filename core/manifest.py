"""The manifest: evidence that travels with an output and is checked by the next stage.

`<output>.manifest.json` holds hashes, counts, the policy and versions, and never a value of the data. With a lasting
key an HMAC-SHA256 over the canonical JSON stands in it, so a manifest cannot be forged without the key.
"""

import hashlib
import hmac
import json
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .errors import GuardError
from .inputs import hash_file
from .keys import Key
from .streams import FileDigest

FORMAT = "privml-manifest/1"
_PACKAGES = ("presidio-analyzer", "spacy", "Faker", "phonenumbers", "python-stdnum")


def manifest_path(output: str | Path) -> Path:
    """Return where the manifest of an output lies."""
    return Path(f"{output}.manifest.json")


def canonical_json(value: Any) -> bytes:
    """Serialise with sorted keys and no spaces, as hashed and signed (in the spirit of RFC 8785)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256_of(value: Any) -> str:
    """SHA-256 (hexadecimal) of a JSON value's canonical form."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def make_manifest(
    *,
    stage: str,
    source: dict[str, Any],
    output: dict[str, Any],
    policy: dict[str, Any],
    key: Key | None,
    body: dict[str, Any],
) -> dict[str, Any]:
    """Assemble and seal a manifest.

    Args:
        stage: the command that wrote the output.
        source: name, sha256, size and row count of the input.
        output: the same of the output, and its column names.
        policy: the resolved configuration, free of values of the data.
        key: key of the pseudonyms; a lasting key seals the manifest.
        body: the stage's own evidence (columns, residual, counts).
    """
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "stage": stage,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "input": source,
        "output": output,
        "policy": policy,
        "policy_sha256": sha256_of(policy),
        "key": key and {"fingerprint": key.fingerprint, "ephemeral": key.ephemeral},
        **body,
        "versions": _versions(),
    }
    if key is not None and not key.ephemeral:
        manifest["hmac_sha256"] = _seal(manifest, key)
    return manifest


def dump_manifest(manifest: dict[str, Any]) -> str:
    """Serialise a manifest for people and machines."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def load_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest file.

    Raises:
        GuardError: it is missing or not a privml manifest.
    """
    try:
        manifest = json.loads(path.read_bytes())
    except OSError:
        raise GuardError(
            f"no manifest at {path}: nothing shows that this data was masked",
            hint="privml mask writes it; or write `data.unmasked: allow` in the configuration and answer for it",
        ) from None
    except ValueError:
        manifest = None
    parts = ("input", "output", "columns")
    if (
        not isinstance(manifest, dict)
        or manifest.get("format") != FORMAT
        or not all(isinstance(manifest.get(part, {}), dict) for part in parts)
    ):
        raise GuardError(f"{path} is not a privml manifest")
    return manifest


def verify_manifest(data: Path | FileDigest, *, manifest: Path | None = None, key: Key | None = None) -> dict[str, Any]:
    """Check that a manifest belongs to the data and return it.

    Args:
        data: the data file, or the digest of data that was read from a pipe.
        manifest: manifest file; default: beside the data.
        key: if given, the manifest must carry a valid HMAC of this key.

    Raises:
        GuardError: missing, damaged, of other data, or not sealed by the key.
    """
    if manifest is None:
        if isinstance(data, FileDigest):
            raise GuardError("data from standard input needs its manifest", hint="--manifest FILE names it")
        manifest = manifest_path(data)
    content = load_manifest(manifest)
    digest = data if isinstance(data, FileDigest) else hash_file(data)
    if not hmac.compare_digest(str(content.get("output", {}).get("sha256")), digest.sha256):
        raise GuardError(
            f"{manifest} does not describe this data: the hashes differ",
            hint="the data was changed after masking; run privml mask again",
        )
    if content.get("policy_sha256") != sha256_of(content.get("policy")):
        raise GuardError(f"{manifest} was edited: its policy does not match the policy's hash")
    if key is not None:
        sealed = content.get("hmac_sha256")
        if sealed is None:
            raise GuardError(f"{manifest} is not sealed by a key", hint="mask with --key-file")
        if not hmac.compare_digest(str(sealed), _seal(content, key)):
            raise GuardError(f"{manifest} was edited or sealed by another key: its HMAC does not match")
    return content


def _seal(manifest: dict[str, Any], key: Key) -> str:
    body = {name: value for name, value in manifest.items() if name != "hmac_sha256"}
    return hmac.new(key.derive("manifest"), canonical_json(body), hashlib.sha256).hexdigest()


def _versions() -> dict[str, str]:
    from .. import __version__

    found = {"privml": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
