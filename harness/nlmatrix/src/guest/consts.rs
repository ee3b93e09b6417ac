//! Numbers of the socket and netlink interfaces of x86-64 Linux, named as in its headers.

#![expect(missing_docs, reason = "the names are those of the kernel's headers and say it all")]

macro_rules! numbers {
    ($kind:ty: $($name:ident = $value:expr),+ $(,)?) => { $(pub const $name: $kind = $value;)+ };
}

// Families, types and protocols of sockets.
numbers! { i32:
    AF_UNIX = 1, AF_INET = 2, AF_INET6 = 10, AF_NETLINK = 16,
    SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_NONBLOCK = 0o4000, SOCK_CLOEXEC = 0o2_000_000,
    NETLINK_ROUTE = 0, NETLINK_USERSOCK = 2, NETLINK_SOCK_DIAG = 4, NETLINK_NETFILTER = 12,
    NETLINK_KOBJECT_UEVENT = 15, NETLINK_GENERIC = 16,
}

// Levels and options.
numbers! { i32:
    SOL_SOCKET = 1, SOL_NETLINK = 270, IPPROTO_IP = 0, IPPROTO_IPV6 = 41,
    SO_TYPE = 3, SO_ERROR = 4, SO_SNDBUF = 7, SO_RCVBUF = 8, SO_PASSCRED = 16,
    SO_RCVTIMEO = 20, SO_SNDTIMEO = 21, SO_ATTACH_FILTER = 26, SO_SNDBUFFORCE = 32,
    SO_RCVBUFFORCE = 33, SO_PROTOCOL = 38, SO_DOMAIN = 39,
    NETLINK_ADD_MEMBERSHIP = 1, NETLINK_DROP_MEMBERSHIP = 2, NETLINK_PKTINFO = 3,
    NETLINK_BROADCAST_ERROR = 4, NETLINK_NO_ENOBUFS = 5, NETLINK_RX_RING = 6,
    NETLINK_TX_RING = 7, NETLINK_LISTEN_ALL_NSID = 8, NETLINK_LIST_MEMBERSHIPS = 9,
    NETLINK_CAP_ACK = 10, NETLINK_EXT_ACK = 11, NETLINK_GET_STRICT_CHK = 12,
    SCM_RIGHTS = 1, SCM_CREDENTIALS = 2,
}

// Flags of messages.
numbers! { u32:
    MSG_OOB = 0x1, MSG_PEEK = 0x2, MSG_CTRUNC = 0x8, MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40,
    MSG_EOR = 0x80, MSG_ERRQUEUE = 0x2000, MSG_NOSIGNAL = 0x4000,
}

// Events of poll.
numbers! { u16:
    POLLIN = 0x1, POLLPRI = 0x2, POLLOUT = 0x4, POLLERR = 0x8, POLLHUP = 0x10, POLLNVAL = 0x20,
}

// Flags of delete_module, signals, namespaces.
numbers! { u32: O_NONBLOCK = 0o4000, O_TRUNC = 0o1000 }
numbers! { i32: SIGINT = 2, SIGKILL = 9, SIGSEGV = 11, SIGTERM = 15 }
numbers! { u64:
    CLONE_NEWNS = 0x2_0000, CLONE_NEWUSER = 0x1000_0000, CLONE_NEWPID = 0x2000_0000,
    CLONE_NEWNET = 0x4000_0000,
}
