"""Shuts the TCP connections between two processes from outside: close_socket.py PID PID.

A copy of one end's file descriptor is taken (pidfd_getfd, Linux 5.6) and shut down; both processes then see a closed
connection, as if the other had closed it. Needs the rights of a debugger over the first process.
"""

import ctypes
import os
import re
import socket
import sys

PIDFD_GETFD = 438


def established(pid):
    """Descriptors of a process by (own address, other address)."""
    inodes = {}
    for fd in os.listdir(f"/proc/{pid}/fd"):
        match = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(f"/proc/{pid}/fd/{fd}"))
        if match:
            inodes[match[1]] = int(fd)
    ends = {}
    for table in "tcp", "tcp6":
        for line in open(f"/proc/{pid}/net/{table}").readlines()[1:]:
            fields = line.split()
            if fields[3] == "01" and fields[9] in inodes:
                ends[port(fields[1]), port(fields[2])] = inodes[fields[9]]
    return ends


def port(address):
    return int(address.rsplit(":", 1)[1], 16)


def shut(pid, fd):
    libc = ctypes.CDLL(None, use_errno=True)
    copy = libc.syscall(PIDFD_GETFD, os.pidfd_open(pid), fd, 0)
    if copy < 0:
        raise OSError(ctypes.get_errno(), f"cannot take descriptor {fd} of process {pid}")
    socket.socket(fileno=copy).shutdown(socket.SHUT_RDWR)


def main():
    first, second = map(int, sys.argv[1:])
    others = established(second)
    shared = [fd for (own, other), fd in established(first).items() if (other, own) in others]
    if not shared:
        sys.exit(f"no connection between processes {first} and {second}")
    for fd in shared:
        shut(first, fd)


main()
