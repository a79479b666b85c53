"""TCP ports of this machine: free ones, and who holds one."""
import os
import random
import socket

FIRST, LAST = 20000, 32000  # below the range from which the kernel takes the ports of clients


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


_given = set()  # by this process: a port that its user does not listen on yet is not given twice


def free():
    """A port that nobody has now. Random, so that systems started at one time rarely meet."""
    while True:
        port = random.randint(FIRST, LAST)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


def holder(port):
    """"name (process id)" of who listens on the port, or None where that can't be seen."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as f:
                rows = [line.split() for line in f.readlines()[1:]]
        except OSError:
            continue
        inodes |= {row[9] for row in rows if row[3] == "0A" and int(row[1].rsplit(":", 1)[1], 16) == port}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            for descriptor in os.scandir(f"/proc/{pid}/fd"):
                if os.readlink(descriptor.path) in {f"socket:[{inode}]" for inode in inodes}:
                    with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
                        return f"{f.read().strip()} (process {pid})"
        except OSError:
            continue
    return None
