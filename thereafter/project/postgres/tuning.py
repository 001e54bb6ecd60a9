"""Settings fit for the machine. Whatever decides about durability stays as PostgreSQL ships it."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

_MB = 1024 * 1024
_GB = 1024 * _MB
# Parallel workers share their hash tables and bitmaps through /dev/shm; a container's default of 64 MB is not enough.
_ENOUGH_SHARED_MEMORY = 1 * _GB


@dataclass(frozen=True)
class Machine:
    """What matters about the machine, in bytes. `shared_memory` is None where it is not a file system of its own."""

    memory: int
    shared_memory: int | None
    cores: int


def this_machine() -> Machine:
    """Measure; a container's limit counts as its memory."""
    memory = psutil.virtual_memory().total
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (word := limit.read_text().strip()).isdigit():
        memory = min(memory, int(word))
    shared = None
    if Path("/dev/shm").is_dir():
        volume = os.statvfs("/dev/shm")
        shared = volume.f_frsize * volume.f_blocks
    return Machine(memory, shared, os.cpu_count() or 1)


def settings(machine: Machine) -> dict[str, str]:
    """PostgreSQL's settings for a machine: memory by its size, parallel workers only where they have room."""
    buffers = min(max(machine.memory // 8, 128 * _MB), 2 * _GB)
    small = machine.memory < 4 * _GB
    chosen = {
        "shared_buffers": _megabytes(buffers),
        "effective_cache_size": _megabytes(machine.memory // 2),
        "work_mem": "16MB" if small else "64MB",
        "maintenance_work_mem": "64MB" if small else "256MB",
        "temp_buffers": "16MB" if small else "64MB",
        "max_wal_size": "1GB" if small else "4GB",
        "wal_buffers": "16MB" if small else "64MB",  # or every worker of a large tick writes the log itself
        "checkpoint_timeout": "15min",
        "autovacuum_naptime": "15s",  # a shop that grows fast is planned for soon
        "random_page_cost": "1.1",
        "max_locks_per_transaction": "512",  # a table of events has a partition for every month
        "jit": "off",
        "client_connection_check_interval": "2s",  # or a statement whose client was killed goes on, and so do its locks
    }
    if machine.shared_memory is not None and machine.shared_memory < _ENOUGH_SHARED_MEMORY:
        chosen |= {
            "max_parallel_workers_per_gather": "0",
            "max_parallel_maintenance_workers": "0",
            "enable_parallel_hash": "off",
        }
    return chosen


def _megabytes(size: int) -> str:
    return f"{size // _MB}MB"
