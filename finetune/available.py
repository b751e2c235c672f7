"""How much memory there is, and how much a piece of work took."""

import contextlib
import os
import resource
import sys
from pathlib import Path

import torch

_CGROUPS = Path("/sys/fs/cgroup")
_PROC = Path("/proc")


class MemoryMeter:
    """Tells the memory of a device: what can still be had, and the peak of a piece of work.

    On a CPU the process's resident memory is meant. Its peak is set back by Linux alone; elsewhere it also holds what
    was used before.

    Args:
        device: CUDA device or CPU.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._before = 0
        self._peak_before = 0

    def available(self) -> int:
        """Return the bytes that can still be used."""
        if self._device.type == "cuda":
            free, _ = torch.cuda.mem_get_info(self._device)
            unused = torch.cuda.memory_reserved(self._device) - torch.cuda.memory_allocated(self._device)
            return int(free + unused)
        return available_bytes()

    def start(self) -> None:
        """Measure from here on."""
        self._peak_before = self.peak()
        if self._device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self._device)
            self._before = torch.cuda.memory_allocated(self._device)
            return
        with contextlib.suppress(OSError):
            (_PROC / "self" / "clear_refs").write_text("5")  # sets the peak back to what is resident now
        self._before = _status_bytes("VmRSS") or 0

    def used(self) -> int:
        """Return the bytes used at the peak since `start`, beyond those in use then."""
        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_allocated(self._device)) - self._before
        return _peak_resident() - self._before

    def peak(self) -> int:
        """Return the peak of the whole process so far."""
        is_cuda = self._device.type == "cuda"
        return max(self._peak_before, torch.cuda.max_memory_allocated(self._device) if is_cuda else _peak_resident())


def available_bytes(proc: Path = _PROC, cgroups: Path = _CGROUPS) -> int:
    """Return the memory that the machine, or the control group that the process runs in, still has.

    Args:
        proc: where the kernel tells of memory and processes.
        cgroups: where it tells of control groups.
    """
    machine = _meminfo(proc) or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return min([machine, *_cgroup_rests(proc, cgroups)])


def _meminfo(proc: Path) -> int | None:
    return _field(proc / "meminfo", "MemAvailable")


def _cgroup_rests(proc: Path, cgroups: Path) -> list[int]:
    """Return what each limited control group around the process has left, of both versions of the interface."""
    found = []
    for line in _text(proc / "self" / "cgroup").splitlines():
        _, controllers, inside = line.split(":", 2)
        if controllers not in ("", "memory"):
            continue
        root = cgroups / controllers
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes") if controllers else ("memory.max", "memory.current")
        place = root / inside.lstrip("/")
        for folder in [place, *place.parents]:
            limit, usage = (_text(folder / name).strip() for name in names)
            if limit.isdigit() and usage.isdigit():
                cache = _field(folder / "memory.stat", "inactive_file") or 0  # given up when it is needed
                found.append(max(0, int(limit) - int(usage) + cache))
            if folder == root:
                break
    return found


def _peak_resident() -> int:
    """Return the process's peak of resident memory."""
    peak = _status_bytes("VmHWM")
    if peak is not None:
        return peak
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _status_bytes(name: str) -> int | None:
    return _field(_PROC / "self" / "status", name)


def _field(path: Path, name: str) -> int | None:
    """Return a number from a file of lines such as `VmRSS: 12 kB` or `inactive_file 12`, in bytes."""
    for line in _text(path).splitlines():
        key, *values = line.replace(":", " ").split()
        if key == name:
            return int(values[0]) * (1024 if values[1:] == ["kB"] else 1)
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
