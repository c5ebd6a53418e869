"""Programs that the bench starts: each ended by its own process id, whatever happens."""
import atexit
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
started = []


class Failed(Exception):
    """The bench cannot go on; the text says why."""


def end(process, wait_s=20):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in started:
        started.remove(process)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that end_all() runs then, too


@atexit.register
def end_all():
    for process in list(started):
        end(process, 5)


def start(argv, log=None, **options):
    """Start a program; its output goes to the file `log`, unless stdout says otherwise."""
    if log:
        with open(log, "ab") as out:
            options.setdefault("stdout", out)
            process = subprocess.Popen([str(a) for a in argv], stderr=out,
                                       stdin=subprocess.DEVNULL, **options)
    else:
        process = subprocess.Popen([str(a) for a in argv], **{"stdin": subprocess.DEVNULL, **options})
    started.append(process)
    return process


def run(argv, timeout_s=600, **options):
    """Run a program to its end and give its output; Failed with what it said if it does not end well."""
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=timeout_s, check=False, **options)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise Failed(f"{' '.join(str(a) for a in argv[:4])} …: exit {done.returncode}: {said[-600:]}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what, within_s, every_s=0.02):
    """Until condition() is true; gives its value."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(every_s)
    raise Failed(f"{what}: not within {within_s} s")


def cpu_s(pid):
    """Seconds of processor time that a process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid):
    """VmHWM of a process in MB (10^6 bytes)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise Failed(f"no VmHWM for process {pid}")


def fresh_disk():
    """What earlier rounds left to write must not slow the next one down."""
    os.sync()
