//! What people see and ask about, as data.

/// A symptom.
#[derive(Debug)]
pub struct Symptom {
    /// Words of it: a question that has all words of one list is about this.
    pub words: &'static [&'static [&'static str]],
    /// What it is.
    pub cause: &'static str,
    /// Where it differs.
    pub versions: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Scenarios that assert it.
    pub scenarios: &'static [&'static str],
}

/// Every symptom.
pub const ALL: &[Symptom] = &[
    Symptom {
        words: &[&["enobufs", "send"], &["enobufs", "control"], &["enobufs", "msghdr"]],
        cause: "msg_controllen is garbage because the msghdr was not zeroed: a length beyond INT_MAX, \
                or not below optmem_max, is refused before anything is read",
        versions: "all; optmem_max is 20480 bytes to 6.6 and 131072 from 6.8 on (64-bit)",
        remedy: "memset the msghdr to 0, or initialise it with = {0}",
        scenarios: &["enobufs-control-length", "journal-client"],
    },
    Symptom {
        words: &[&["enobufs", "recv"], &["enobufs", "overrun"], &["enobufs", "read"], &["enobufs"]],
        cause: "the socket's receive queue was full and messages were lost: the error comes once, \
                before the data that is still queued; new data comes only when the queue is empty",
        versions: "multicast: all; the kernel's unicast to a full socket: from 2.6.16 on; \
                   NETLINK_NO_ENOBUFS: from 2.6.30 on",
        remedy: "read faster or enlarge SO_RCVBUF, and after ENOBUFS dump the state again",
        scenarios: &["enobufs-overrun", "full-socket", "no-enobufs-option", "overrun-resync"],
    },
    Symptom {
        words: &[&["eagain"], &["sendmsg", "blocks"], &["send", "blocks"]],
        cause: "the module does not take messages out of its socket's queue, so the sender waits",
        versions: "to 2.6.23; from 2.6.24 on the callback gets each message at once",
        remedy: "dequeue every skb in the input callback",
        scenarios: &["sender-blocked"],
    },
    Symptom {
        words: &[&["third", "message"], &["extra", "message"], &["message", "type", "2"], &["ack"]],
        cause: "NLMSG_ERROR with error 0: the acknowledgement that NLM_F_ACK asked for, not an error",
        versions: "all; 36 bytes; NLM_F_CAPPED is set in it from 4.12 on",
        remedy: "take type 2 with error 0 as the ACK, or do not set NLM_F_ACK",
        scenarios: &["extra-ack", "ack-only-when-asked"],
    },
    Symptom {
        words: &[&["recv", "never"], &["read", "never"], &["recv", "hangs"], &["hangs", "recv"]],
        cause: "no reply was sent: the module answers only requests with NLM_F_ACK, or forgot \
                skb_put(), or sent to another port",
        versions: "all",
        remedy: "set NLM_F_ACK, receive with a deadline (SO_RCVTIMEO or poll), and look at the \
                 module's log",
        scenarios: &["ack-only-when-asked", "hang-client", "missing-skb-put"],
    },
    Symptom {
        words: &[&["econnrefused"]],
        cause: "nobody has the destination port, or the protocol's kernel socket has no input",
        versions: "all but 2.6.6; user multicast on NETLINK_USERSOCK gets it though it was delivered",
        remedy: "look at /proc/net/netlink for who has which port",
        scenarios: &["dead-port", "usersock", "unregistered-protocol"],
    },
    Symptom {
        words: &[&["eprotonosupport"]],
        cause: "no module has registered the protocol number",
        versions: "from 2.6.33 on by socket(); before that sending fails with ECONNREFUSED",
        remedy: "load the module first; take a number from 23 to 31",
        scenarios: &["unregistered-protocol"],
    },
    Symptom {
        words: &[&["eperm"], &["permission", "bind"], &["operation", "permitted"]],
        cause: "binding to a group, or sending to another port, needs CAP_NET_ADMIN where the \
                protocol does not allow it to everybody",
        versions: "uevents are for everybody from 2.6.30 on; a user namespace's CAP_NET_ADMIN is \
                   enough from 3.8 on; GENL_UNS_ADMIN_PERM and flagged groups differ by family",
        remedy: "set NL_CFG_F_NONROOT_RECV in the module, or give the client the capability",
        scenarios: &["group-privilege", "genl-bind-all-groups"],
    },
    Symptom {
        words: &[&["in", "use"], &["ewouldblock"], &["rmmod"]],
        cause: "an open socket of the protocol holds the module",
        versions: "from 2.6.14 on; generic netlink sockets hold nothing, a running dump does (3.11)",
        remedy: "end the clients first; /proc/net/netlink names their ports",
        scenarios: &["rmmod-pinned", "rmmod-during-dump"],
    },
    Symptom {
        words: &[&["ebusy"], &["nle_seq_mismatch"], &["-16"]],
        cause: "EBUSY: a dump is still running on this socket. libnl's -16 is something else: the \
                answer has another sequence number than the request",
        versions: "all",
        remedy: "read a dump to NLMSG_DONE; copy the request's sequence number in the module",
        scenarios: &["dump-busy", "wrong-sequence"],
    },
    Symptom {
        words: &[&["dump", "interrupted"], &["nlm_f_dump_intr"], &["-33"]],
        cause: "the table changed between two parts of a dump",
        versions: "flagged from 3.1 on",
        remedy: "dump again",
        scenarios: &["dump-interrupted", "client-interrupted"],
    },
];
