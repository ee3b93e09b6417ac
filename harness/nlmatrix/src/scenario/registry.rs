//! The table of scenarios.

use std::sync::LazyLock;

use super::{
    Stop, Test, acks, clients, devmodel, faulty, genl_strict, genlecho, imp2, kernel, netwriter,
    nldrv, nlecho, ports, protocols, queue, table, uevents, usersock,
};
use crate::console::Kind;
use crate::ending::{Ending, Pattern};
use crate::matrix::{BOOT, BUILD, Shipped};
use crate::run::Outcome;

/// What a scenario does in a guest.
pub type Check = fn(&mut Test) -> Result<(), Stop>;

/// A named check.
pub struct Scenario {
    /// Its name in matrix files, cell ids and reports.
    pub name: &'static str,
    /// What it asserts, in one line.
    pub about: &'static str,
    /// How it ends when all is as it should be; only scenarios for faulty modules end otherwise
    /// than with `pass`.
    pub ending: Outcome,
    /// What tells that end from others, as a pattern: the splat `kind:function`, what hangs, or what
    /// is left behind. Compilers fold the module's few functions into each other, each version in
    /// its own way: where the console logs show several, all stand here.
    pub sign: &'static str,
    /// Splats that some kernels print as well, as a pattern; or empty.
    pub also: &'static str,
    /// The client that it cannot do without, where that does not run on every kernel; or empty.
    pub client: &'static str,
    /// What it does in a guest; `None` where the build itself is the scenario.
    pub run: Option<Check>,
}

impl Scenario {
    const fn new(name: &'static str, run: Check, about: &'static str) -> Self {
        Self { name, about, ending: Outcome::Pass, sign: "", also: "", client: "", run: Some(run) }
    }

    const fn with_client(mut self, client: &'static str) -> Self {
        self.client = client;
        self
    }

    const fn ending(mut self, ending: Outcome, sign: &'static str) -> Self {
        self.ending = ending;
        self.sign = sign;
        self
    }

    const fn also(mut self, splats: &'static str) -> Self {
        self.also = splats;
        self
    }

    /// How it ends when all is as it should be.
    pub fn ends(&self) -> Ending {
        let sign = || Pattern::new(self.sign).expect("the table's patterns are tested");
        match self.ending {
            Outcome::Crash => Ending::Crash(sign()),
            Outcome::Hang => Ending::Hang(sign()),
            Outcome::Leak => Ending::Leak(vec![sign()]),
            _ => Ending::Well,
        }
    }

    /// The splats that may come with that end.
    pub fn further(&self) -> Option<Pattern> {
        let also = Some(self.also).filter(|also| !also.is_empty());
        also.map(|also| Pattern::new(also).expect("the table's patterns are tested"))
    }

    fn shipped(&self) -> Shipped {
        Shipped {
            name: self.name,
            client: Some(self.client).filter(|client| !client.is_empty()),
            ending: self.ends(),
            further: self.further(),
        }
    }

    /// The kind of splat that it causes, where it causes one.
    pub fn splat(&self) -> Option<Kind> {
        self.ends().splat()
    }
}

/// Every scenario.
pub const ALL: &[Scenario] = &[
    Scenario::new(BOOT, kernel::boot, "the kernel boots cold, and its agent answers"),
    Scenario::new("no-op", kernel::no_op, "a process that does nothing: the least a cell can do"),
    Scenario {
        name: BUILD,
        about: "the module builds, or is refused with the predicted diagnosis",
        ending: Outcome::Pass,
        sign: "",
        also: "",
        client: "",
        run: None,
    },
    Scenario::new(
        "load-unload",
        kernel::load_unload,
        "the module loads and unloads 50 times and leaves nothing behind",
    ),
    Scenario::new("echo-roundtrip", nlecho::echo_roundtrip, "a request is answered byte for byte"),
    Scenario::new(
        "ack-only-when-asked",
        nlecho::ack_only_when_asked,
        "with NLM_F_ACK a reply arrives, without it none",
    ),
    Scenario::new(
        "journal-client",
        nlecho::journal_client,
        "the Linux Journal client gets its answer",
    ),
    Scenario::new(
        "enobufs-control-length",
        nlecho::enobufs_control_length,
        "garbage in msg_controllen gives ENOBUFS, EFAULT or EINVAL by size",
    ),
    Scenario::new(
        "enobufs-overrun",
        queue::overrun,
        "a member that does not read gets ENOBUFS once, then the old data, then what is new",
    ),
    Scenario::new(
        "multicast-greeting",
        nlecho::multicast_greeting,
        "each member of the group is greeted once, others are not",
    ),
    Scenario::new(
        "full-socket",
        queue::full_socket,
        "unicast to a full socket: EAGAIN for the kernel, ENOBUFS for the reader",
    ),
    Scenario::new(
        "no-enobufs-option",
        queue::no_enobufs,
        "NETLINK_NO_ENOBUFS and NETLINK_BROADCAST_ERROR do what they say",
    ),
    Scenario::new(
        "dead-port",
        nlecho::dead_port,
        "unicast to a port that has gone: ECONNREFUSED inside, and the module forgets it",
    ),
    Scenario::new(
        "small-buffer",
        nlecho::small_buffer,
        "a small buffer loses the rest; several messages in one datagram are walked",
    ),
    Scenario::new(
        "wrong-sequence",
        nlecho::wrong_sequence,
        "an answer with another sequence number reaches a raw client",
    ),
    Scenario::new(
        "rmmod-pinned",
        nlecho::rmmod_pinned,
        "an open client holds the module of a private protocol",
    ),
    Scenario::new("portid", ports::portid, "who gets which port, and who may take one"),
    Scenario::new("thread-port", ports::thread_port, "a thread's socket gets the process id"),
    Scenario::new(
        "usersock",
        usersock::usersock,
        "user to user: unicast, and multicast that is delivered and yet refused",
    ),
    Scenario::new(
        "group-privilege",
        usersock::group_privilege,
        "who may join groups: root, a user, root of a user namespace",
    ),
    Scenario::new(
        "unregistered-protocol",
        protocols::unregistered,
        "no socket on a number that nobody registered",
    ),
    Scenario::new("socket-options", protocols::options, "options are there, and read back"),
    Scenario::new("send-limits", protocols::send_limits, "what sendmsg refuses by itself"),
    Scenario::new(
        "error-size",
        acks::error_size,
        "length and flags of an error, capped, whole and explained",
    ),
    Scenario::new(
        "controller",
        acks::controller,
        "nlctrl on itself: version, commands, policies, and what makes a dump",
    ),
    Scenario::new("getfamily", genlecho::getfamily, "GETFAMILY by name tells the whole family"),
    Scenario::new("genl-echo", genlecho::echo, "ECHO is answered with the greeting"),
    Scenario::new(
        "genl-client",
        genlecho::client,
        "the raw generic netlink client resolves the family and gets its answer",
    ),
    Scenario::new(
        "extra-ack",
        genlecho::extra_ack,
        "the third message after two replies is an ACK, exact to the byte",
    ),
    Scenario::new(
        "nlmsgerr-errors",
        genlecho::nlmsgerr_errors,
        "each kind of bad request gives the right errno, or silence",
    ),
    Scenario::new(
        "genl-multicast-async",
        genlecho::multicast_async,
        "the kernel speaks without being asked, through the family's group",
    ),
    Scenario::new("dump", genlecho::dump, "a dump comes in parts and ends with NLMSG_DONE"),
    Scenario::new(
        "irq-notify",
        nldrv::irq_notify,
        "each tick and each interrupt is told in order to who is registered",
    ),
    Scenario::new(
        "irq-rate",
        nldrv::irq_rate,
        "messages per second from a hard interrupt to a program",
    ),
    Scenario::new(
        "nldrv-client",
        nldrv::client,
        "the driver's client prints each event, and may be killed",
    ),
    Scenario::new(
        "nldrv-client-unchecked",
        nldrv::client_unchecked,
        "a client that checks no result works on an event that never was",
    ),
    Scenario::new(
        "icmp-watch",
        imp2::icmp_watch,
        "pings are told with their addresses until the close",
    ),
    Scenario::new(
        "imp2-client",
        imp2::client,
        "the netfilter client prints packets, and closes on a signal",
    ),
    Scenario::new(
        "imp2-client-killed",
        imp2::client_killed,
        "the netfilter client is killed without a close",
    ),
    Scenario::new(
        "uevent-add-remove",
        uevents::add_remove,
        "a device that comes or goes is told with its keys, once",
    ),
    Scenario::new(
        "uevent-on-demand",
        uevents::on_demand,
        "writing to the uevent file sends the uevent again",
    ),
    Scenario::new(
        "kref-release-once",
        devmodel::kref_release_once,
        "release runs once, at the last put, under concurrent get and put",
    ),
    Scenario::new(
        "devices-20000",
        devmodel::devices_20000,
        "20,000 devices come and go, and what one costs is measured",
    ),
    Scenario::new(
        "netwriter",
        netwriter::netwriter,
        "the client with a port argument, checked and unchecked",
    ),
    Scenario::new(
        "strictness",
        genl_strict::strictness,
        "how strictly a generic netlink request is looked at",
    ),
    Scenario::new(
        "genl-bind-all-groups",
        genl_strict::bind_all_groups,
        "nl_groups = 0xffffffff, as the tutorial binds, for root and for a user",
    ),
    Scenario::new(
        "dump-interrupted",
        table::dump_interrupted,
        "a table that changes during a dump flags the right message",
    ),
    Scenario::new(
        "dump-start",
        table::dump_start,
        "a dump begins where it is asked to, or is refused",
    ),
    Scenario::new("dump-busy", table::dump_busy, "a second dump on a socket is EBUSY"),
    Scenario::new(
        "overrun-resync",
        table::overrun_resync,
        "after ENOBUFS a new dump makes a follower right again, and nothing else does",
    ),
    Scenario::new(
        "rmmod-during-dump",
        table::rmmod_during_dump,
        "an open socket does not hold a family, a dump does; a reload gives another id",
    ),
    Scenario::new(
        "missing-skb-put",
        faulty::missing_skb_put,
        "the article's send as printed is empty, as corrected it has the text",
    ),
    Scenario::new(
        "sender-blocked",
        faulty::sender_blocked,
        "a kernel side that does not drain its queue blocks senders (to 2.6.23)",
    ),
    Scenario::new(
        "client-libnl",
        clients::libnl_echo,
        "a libnl-3 client: family, echo, group, dump",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-libmnl",
        clients::libmnl_echo,
        "a libmnl client: family, echo, group, dump",
    )
    .with_client("genl-libmnl"),
    Scenario::new("client-genl", clients::genl, "iproute2's genl shows the family")
        .with_client("genl"),
    Scenario::new(
        "client-rust",
        clients::neli_echo,
        "a client on the crate neli: family, echo, dump",
    )
    .with_client("genl-neli"),
    Scenario::new(
        "client-decode",
        clients::decode,
        "libnl and our own decoder read the same in the same bytes",
    )
    .with_client("genl-libnl"),
    Scenario::new("rate", queue::rate, "messages per second from the kernel, none of them lost"),
    Scenario::new(
        "client-sequence",
        clients::sequence,
        "libraries on an answer with another sequence number",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-interrupted",
        clients::interrupted,
        "libraries on a dump that was interrupted",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-overrun",
        clients::overrun,
        "libraries on an overrun, and the dump that makes up for it",
    )
    .with_client("genl-libnl"),
    Scenario::new("hang-client", faulty::hang_client, "a client that waits for ever is stopped")
        .ending(Outcome::Hang, "the client was still running*"),
    Scenario::new(
        "hang-kernel",
        faulty::hang_kernel,
        "a client that sleeps in the kernel and cannot be killed is seen",
    )
    .ending(Outcome::Hang, "{hung-task:faulty_trigger,hung-task:faulty_input,sendmsg}"),
    Scenario::new("stuck-rmmod", faulty::stuck_rmmod, "an rmmod that never comes back is seen")
        .ending(Outcome::Hang, "{hung-task:faulty_exit,delete_module}"),
    Scenario::new("oops", faulty::oops, "a module that writes through NULL is caught")
        .ending(Outcome::Crash, "oops:faulty_{trigger,input}"),
    Scenario::new("null-call", faulty::oops, "a module that calls NULL is caught")
        .ending(Outcome::Crash, "null-call:faulty_{trigger,input}"),
    Scenario::new("bug-in-exit", faulty::bug_in_exit, "a BUG() at unload is caught")
        .ending(Outcome::Crash, "bug:faulty_{exit,leave,trigger}"),
    Scenario::new("oops-on-load", faulty::oops_on_load, "a write through NULL in insmod is caught")
        .ending(Outcome::Crash, "oops:faulty_{fault,init}"),
    Scenario::new("null-call-on-load", faulty::oops_on_load, "a call of NULL in insmod is caught")
        .ending(Outcome::Crash, "null-call:faulty_{fault,init}"),
    Scenario::new("bug-on-load", faulty::oops_on_load, "a BUG() in insmod is caught")
        .ending(Outcome::Crash, "bug:faulty_{fault,init}"),
    Scenario::new("panic-on-load", faulty::panic_on_load, "a panic in insmod is caught")
        .ending(Outcome::Crash, "panic:{,faulty_fault,faulty_init,faulty_exit}"),
    Scenario::new("panic", faulty::message, "a module that panics the kernel is caught")
        .ending(Outcome::Crash, "panic:{,faulty_trigger,faulty_input}"),
    Scenario::new(
        "soft-lockup",
        faulty::soft_lockup,
        "a processor that spins with interrupts on is seen",
    )
    .ending(Outcome::Crash, "soft-lockup:faulty_{trigger,input}"),
    Scenario::new(
        "hard-lockup",
        faulty::message,
        "a processor that spins with interrupts off is seen",
    )
    // The frames that an NMI interrupts are marked `?` by 3.10: the next one counts.
    .ending(Outcome::Crash, "hard-lockup:{faulty_trigger,faulty_input,netlink_unicast_kernel}"),
    Scenario::new("rcu-stall", faulty::rcu_stall, "a module that holds up RCU is seen")
        .ending(Outcome::Crash, "rcu-stall:*"),
    Scenario::new(
        "atomic-sleep",
        faulty::message,
        "a module that sleeps in atomic context is seen",
    )
    .ending(Outcome::Crash, "atomic-sleep:faulty_{trigger,input}")
    // Woken up with interrupts off, 5.10 frees the request, and WARN_ON(in_irq()) sees that.
    .also("warning:skb_release_head_state"),
    Scenario::new("double-free", faulty::message, "a module that frees what it was lent is seen")
        .ending(Outcome::Crash, "double-free:faulty_{trigger,input}"),
    Scenario::new("use-after-free", faulty::message, "a module that uses what it freed is seen")
        .ending(Outcome::Crash, "use-after-free:faulty_{input,trigger}"),
    Scenario::new("skb-leak", faulty::message, "a module that loses skbs is seen")
        .ending(Outcome::Leak, "* objects of skbuff_*"),
    Scenario::new("kobject-leak", faulty::message, "a module that loses a kobject is seen")
        .ending(Outcome::Leak, "kobject /sys/kernel/faulty_leaked"),
    Scenario::new("kset-leak", faulty::loaded, "a kset that a module leaves is seen")
        .ending(Outcome::Leak, "kobject /sys/faulty_kset"),
    Scenario::new("proc-leak", faulty::loaded, "a folder that a module leaves in /proc is seen")
        .ending(Outcome::Leak, "proc entry /proc/faulty_proc"),
    Scenario::new("group-leak", faulty::loaded, "attributes that a module leaves are seen")
        .ending(Outcome::Leak, "kobject /sys/kernel/faulty_group"),
    Scenario::new("chardev-leak", faulty::loaded, "a major number that a module keeps is seen")
        .ending(Outcome::Leak, "major number * faulty_chardev"),
    Scenario::new("kthread-leak", faulty::loaded, "a thread that a module leaves is seen")
        .ending(Outcome::Leak, "kernel thread faulty_thread"),
    Scenario::new("family-leak", faulty::loaded, "a family that a module leaves is seen")
        .ending(Outcome::Leak, "generic netlink family faulty_family"),
    Scenario::new("timer-leak", faulty::loaded, "a timer that a module leaves is seen")
        .ending(Outcome::Leak, "timer 0x*"),
    Scenario::new("workqueue-leak", faulty::loaded, "a workqueue that a module leaves is seen")
        .ending(Outcome::Leak, "kernel thread *faulty_queue"),
];

/// How scenarios end that a matrix file declares.
pub const DECLARED: Scenario = Scenario {
    name: "",
    about: "",
    ending: Outcome::Pass,
    sign: "",
    also: "",
    client: "",
    run: None,
};

/// What matrix and plan have to know of all of them.
pub fn shipped() -> &'static [Shipped] {
    static SHIPPED: LazyLock<Vec<Shipped>> =
        LazyLock::new(|| ALL.iter().map(Scenario::shipped).collect());
    &SHIPPED
}

/// The scenario with this name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    ALL.iter().find(|scenario| scenario.name == name)
}
