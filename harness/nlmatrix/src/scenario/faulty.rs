//! Scenarios of `faulty`: each has to end in its own bad way, which tests the harness's eyes.
//!
//! Such an outcome counts only after [`Test::arrived`]: a hang before that, for instance in insmod, is not the hang
//! that the module should cause.

use std::time::Duration;

use nlmatrix_wire::netlink::{MessageBuilder, long};

use super::contract::faulty as contract;
use super::definition::Scenario;
use super::kernel::load_unload;
use super::socket::Socket;
use super::test::{errno_of, hex};
use super::{Must, Stop, Test};
use crate::guest::consts::{MSG_DONTWAIT, SO_SNDTIMEO, SOL_SOCKET};
use crate::guest::{Control, Exit, GuestError, NlAddr, Stuck};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "missing-skb-put",
        missing_skb_put,
        "the article's send is empty as printed, and has the text when corrected",
    ),
    Scenario::new(
        "sender-blocked",
        sender_blocked,
        "a kernel side that does not drain its queue blocks senders (to 2.6.23)",
    ),
    Scenario::new("hang-client", hang_client, "a client that waits forever is stopped")
        .with_client("hang")
        .hangs("the client was still running*"),
    Scenario::new(
        "hang-kernel",
        hang_kernel,
        "a client that sleeps in the kernel and cannot be killed is detected",
    )
    .hangs("{hung-task:faulty_trigger,hung-task:faulty_input,sendmsg}"),
    Scenario::new("stuck-rmmod", stuck_rmmod, "an rmmod that never returns is detected")
        .hangs("{hung-task:faulty_exit,delete_module}"),
    Scenario::new("oops", oops, "a module that writes through NULL is caught")
        .crashes("oops:faulty_{trigger,input}"),
    Scenario::new("null-call", oops, "a module that calls NULL is caught")
        .crashes("null-call:faulty_{trigger,input}"),
    Scenario::new("bug-in-exit", bug_in_exit, "a BUG() at unload is caught")
        .crashes("bug:faulty_{exit,leave,trigger}"),
    Scenario::new("oops-on-load", oops_on_load, "a write through NULL in insmod is caught")
        .crashes("oops:faulty_{fault,init}"),
    Scenario::new("null-call-on-load", oops_on_load, "a call of NULL in insmod is caught")
        .crashes("null-call:faulty_{fault,init}"),
    Scenario::new("bug-on-load", oops_on_load, "a BUG() in insmod is caught")
        .crashes("bug:faulty_{fault,init}"),
    Scenario::new("panic-on-load", panic_on_load, "a panic in insmod is caught")
        .crashes("panic:{,faulty_fault,faulty_init,faulty_exit}"),
    Scenario::new(
        "resv-start-op",
        resv_start_op,
        "a family with `validate` and no `resv_start_op` is refused with a warning (6.1+)",
    )
    .crashes("warning:genl_{register_family,validate_ops}"),
    Scenario::new("panic", message, "a module that panics the kernel is caught")
        .crashes("panic:{,faulty_trigger,faulty_input}"),
    Scenario::new("soft-lockup", soft_lockup, "a processor that spins with interrupts on is detected")
        .crashes("soft-lockup:faulty_{trigger,input}"),
    Scenario::new("hard-lockup", message, "a processor that spins with interrupts off is detected")
        // 3.10 marks the frames that an NMI interrupts with `?`, so the next one counts, which 3.16 inlines.
        .crashes("hard-lockup:{faulty_trigger,faulty_input,netlink_unicast_kernel,netlink_unicast}"),
    Scenario::new("rcu-stall", rcu_stall, "a module that stalls RCU is detected")
        .crashes("rcu-stall:*"),
    Scenario::new("atomic-sleep", message, "a module that sleeps in atomic context is detected")
        .crashes("atomic-sleep:faulty_{trigger,input}")
        // Woken up with interrupts off, 5.10 frees the request, and WARN_ON(in_irq()) notices that.
        .also("warning:skb_release_head_state"),
    Scenario::new("double-free", message, "a module that frees the same memory twice is detected")
        .crashes("double-free:faulty_{trigger,input}")
        .crashes_debug_kernels("kasan:faulty_{trigger,input}"),
    Scenario::new("use-after-free", message, "a module that uses memory after freeing it is detected")
        .crashes("use-after-free:faulty_{input,trigger,put}")
        .crashes_debug_kernels("kasan:faulty_{input,trigger,put}")
        // KASAN notices it first, and the counter saturates as well.
        .also("use-after-free:faulty_put"),
    Scenario::new("too-many-references", message, "a reference counter that overflows is detected")
        .crashes("refcount:faulty_{trigger,input}"),
    Scenario::new("skb-leak", message, "a module that leaks skbs is detected")
        .leaves("* objects of skbuff_*"),
    Scenario::new("kobject-leak", message, "a module that leaks a kobject is detected")
        .leaves("kobject /sys/kernel/faulty_leaked"),
    Scenario::new("kset-leak", loaded, "a kset that a module leaves behind is detected")
        .leaves("kobject /sys/faulty_kset"),
    Scenario::new("proc-leak", loaded, "a folder that a module leaves in /proc is detected")
        .leaves("proc entry /proc/faulty_proc"),
    Scenario::new("group-leak", loaded, "sysfs attributes that a module leaves behind are detected")
        .leaves("kobject /sys/kernel/faulty_group"),
    Scenario::new("chardev-leak", loaded, "a major number that a module keeps is detected")
        .leaves("major number * faulty_chardev"),
    Scenario::new("kthread-leak", loaded, "a kernel thread that a module leaves behind is detected")
        .leaves("kernel thread faulty_thread"),
    Scenario::new("family-leak", loaded, "a family that a module leaves behind is detected")
        .leaves("generic netlink family faulty_family"),
    Scenario::new("timer-leak", loaded, "a timer that a module leaves behind is detected").leaves("timer 0x*"),
    Scenario::new("off-by-one", message, "a byte written past the end of a buffer is detected")
        .crashes("kasan:faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("read-after-free", message, "a read of freed memory is detected")
        .crashes("kasan:faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("lock-order", message, "two locks that are taken in both orders are detected")
        .crashes("lockdep:faulty_{both,trigger,input}")
        .on_debug_kernels(),
    Scenario::new("may-sleep", message, "a sleep in atomic context that rarely happens is detected")
        .crashes("atomic-sleep:faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("live-timer", message, "an object that is freed while its timer is running is detected")
        .crashes("odebug:faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("far-shift", message, "a shift by more bits than the type has is detected")
        .crashes("ubsan:faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("deleted-twice", message, "an entry that is deleted from its list twice is detected")
        .crashes("list-corruption:faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("lost-reference", message, "an object whose last reference is lost is detected")
        .leaves("96 bytes of memory of faulty_{trigger,input}")
        .on_debug_kernels(),
    Scenario::new("unwritten-bytes", unwritten_bytes, "uninitialised bytes in messages are detected")
        .leaves("{3 unwritten bytes of the stack,2? unwritten bytes of the heap}, sent to user space at byte *")
        .on_debug_kernels(),
    Scenario::new("lost-memory", message, "memory that nothing points to any more is detected")
        .leaves("192 bytes of memory of faulty_{trigger,input}")
        .on_debug_kernels(),
    // Some kernels put `kworker/R-` before the queue's name, which then gets cut (6.6.17).
    Scenario::new("workqueue-leak", loaded, "a workqueue that a module leaves behind is detected")
        .leaves("kernel thread *fault*"),
    // What has no name, and is met when the kernel is shaken. Freed code belongs to no function.
    Scenario::new("timer-left", left, "a timer of the timer wheel that a module leaves behind is detected")
        .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new("work-left", left, "delayed work that a module leaves behind is detected")
        .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new("hook-left", left, "a netfilter hook that a module leaves behind is detected")
        .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new("notifier-left", left, "a netdevice notifier that a module leaves behind is detected")
        .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new(
        "address-notifier-left",
        left,
        "an address notifier that a module leaves behind is detected",
    )
    .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new("pernet-left", left, "pernet operations that a module leaves behind are detected")
        .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new("link-kind-left", left, "a link kind that a module leaves behind is detected")
        .crashes("oops:*")
        .since(SHAKEN),
    Scenario::new("rtnl-kept", left, "a module that keeps the RTNL lock is detected")
        .hangs("{hung-task:*,sendmsg}")
        .since(SHAKEN),
    Scenario::new("socket-left", loaded, "a socket that a module leaves behind is detected")
        .leaves("udp socket *:1267 *")
        .since(SHAKEN),
    // What has no name and is not met: the kernel counts it, and each load adds one.
    Scenario::new("credentials-left", load_unload, "credentials that a module keeps are detected")
        .leaves("with each load: *1 of cred*")
        .since(SHAKEN),
    Scenario::new("unbound-socket-left", load_unload, "an unbound socket that a module leaves behind is detected")
        .leaves("with each load: *of UDP*")
        .since(SHAKEN),
    Scenario::new("queue-left", load_unload, "a workqueue without a thread that a module leaves behind is detected")
        .leaves("with each load: *1 of *pool_workqueue*")
        .since(SHAKEN),
    Scenario::new("idr-left", load_unload, "IDR nodes that a module leaves behind are detected")
        .leaves("with each load: *1 of radix_tree_node*")
        .since(SHAKEN),
    Scenario::new("file-left", load_unload, "a file that a module never closes is detected")
        .leaves("with each load: *1 of {cred*,filp*}")
        .since(SHAKEN),
    Scenario::new("process-left", load_unload, "a reference to a process that a module keeps is detected")
        .leaves("with each load: *1 of task_struct*")
        .since(SHAKEN),
    Scenario::new("namespace-left", load_unload, "a reference to a network namespace that a module keeps is detected")
        .leaves("a reference to the network namespace of its loader")
        .since(SHAKEN),
    Scenario::new("device-left", load_unload, "a reference to a device that a module keeps is detected")
        .leaves("a reference to device platform with each load")
        .since(SHAKEN),
    Scenario::new("net-device-left", load_unload, "a reference to a network device that a module keeps is detected")
        .leaves("a reference to network device lo with each load")
        .since(SHAKEN),
    Scenario::new("module-left", load_unload, "a reference to another module that a module keeps is detected")
        .with_modules(&["nfnetlink"])
        .leaves("a reference to module nfnetlink with each load")
        .since(SHAKEN),
    Scenario::new(
        "reboot-notifier-left",
        met_by_the_next,
        "a leftover notifier that nothing calls is detected by the next one in its chain",
    )
    .crashes("warning:*notifier_chain_register")
    .since(SHAKEN),
    // Who takes it is reported if the kernel has a list of areas (2.6.28) and of caches. Other users of memory can
    // hide the sum; then the objects show it (5.10).
    Scenario::new("page-leak", load_unload, "pages that a module leaks with each load are detected")
        .leaves("with each load: *1? KiB"),
    Scenario::new("vmalloc-leak", load_unload, "vmalloc() memory that a module leaks is detected")
        .leaves("with each load: {*6? KiB*,*7? KiB*,*1 of *vm*}"),
    Scenario::new(
        "kmalloc-leak",
        load_unload,
        "objects that a module leaks with each load are detected",
    )
    .leaves("with each load: {*[345] KiB*,*1 of kmalloc-*4k*}"),
];

/// From here on, what is left without a name was seen to be met.
const SHAKEN: &str = "5.10";
const PROTOCOL: i32 = contract::PROTO;
const TRIGGER: u16 = contract::MSG_TRIGGER;
/// A message to which no faulty module reacts.
const HARMLESS: u16 = 0x11;
/// How many messages follow a fault that corrupts memory, so that one of them runs into it.
const AFTERMATH: usize = 64;
/// Long enough to distinguish a sender that waits forever from one that waits half a second, and not a multiple of
/// that, since it wakes up for a moment then.
const BLOCKED: Duration = Duration::from_millis(3250);

/// A client that waits for a reply that never comes.
fn hang_client(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    test.arrived();
    let run = test.run(&["hang"], Duration::from_secs(1))?;
    test.check("what the client said", "waiting for a reply", run.stdout.trim());
    match run.exit {
        Exit::Running(stuck) => Err(Stop::Hang(format!("the client was still running{stuck}"))),
        exit => Err(Stop::Broken(format!("the client {exit}: {}", run.stderr.trim()))),
    }
}

/// A module whose sendmsg() sleeps in the kernel and cannot be killed.
fn hang_kernel(test: &mut Test) -> Result<(), Stop> {
    let socket = ready(test)?;
    let sent = trigger(test, &socket);
    blocked(test, sent)
}

/// An rmmod that waits for a reference that is never returned.
fn stuck_rmmod(test: &mut Test) -> Result<(), Stop> {
    let socket = ready(test)?;
    trigger(test, &socket)?;
    // A socket of the protocol would hold the module: rmmod would be refused, not hang.
    socket.close()?;
    let removed = remove(test)?;
    blocked(test, removed.map_err(Stop::from))
}

/// A module that kills the process that triggers it.
fn oops(test: &mut Test) -> Result<(), Stop> {
    let socket = ready(test)?;
    let sent = trigger(test, &socket);
    test.check("the sender died", true, matches!(sent, Err(Stop::Guest(ref e)) if died(e)));
    Ok(())
}

/// A module that leaves something behind that it made when it was loaded.
fn loaded(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    test.arrived();
    Ok(())
}

/// A module that leaves something behind that no table of the kernel lists.
fn left(test: &mut Test) -> Result<(), Stop> {
    test.shakes = true;
    loaded(test)
}

/// A module that leaves something behind that it meets itself when it is loaded again.
fn met_by_the_next(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    test.unload()?;
    test.arrived();
    test.load().map(drop)
}

/// A module that kills insmod.
fn oops_on_load(test: &mut Test) -> Result<(), Stop> {
    test.arrived();
    let loaded = test.load();
    test.check("insmod died", true, matches!(loaded, Err(Stop::Guest(ref e)) if died(e)));
    Ok(())
}

/// Flags that older kernels knew make a family that cannot be registered from 6.1 on.
fn resv_start_op(test: &mut Test) -> Result<(), Stop> {
    test.arrived();
    let loader = test.process("loader")?;
    let module = test.modules.first().cloned().unwrap_or_default();
    let loaded = test.guest.on(loader).insert_module(&module, "")?;
    test.check("insmod", "EINVAL", errno_of(&loaded));
    let socket = super::genl::open(test, "client")?;
    let found = super::genl::find_family(&socket, "faulty_validate")?;
    test.check("the family is found", "ENOENT", errno_of(&found));
    Ok(())
}

/// A module that crashes the whole machine when it is loaded.
fn panic_on_load(test: &mut Test) -> Result<(), Stop> {
    test.arrived();
    test.load().map(drop)
}

/// A module that kills rmmod.
fn bug_in_exit(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let removed = remove(test)?;
    test.check("rmmod died", true, matches!(removed, Err(ref error) if died(error)));
    Ok(())
}

/// A fault that crashes the whole machine, or that the kernel only reports, at once or when the damage is used.
fn message(test: &mut Test) -> Result<(), Stop> {
    let socket = ready(test)?;
    trigger(test, &socket)?;
    let bystander = Socket::open(test, "bystander", PROTOCOL, 0)?;
    for _ in 0..AFTERMATH {
        bystander.tell(&MessageBuilder::new(HARMLESS, 1, 1).build())?;
    }
    Ok(())
}

/// A module that sends bytes that it has not written.
fn unwritten_bytes(test: &mut Test) -> Result<(), Stop> {
    let socket = ready(test)?;
    trigger(test, &socket)?;
    test.check("bytes of the struct", 16 + 8, socket.recv()?.length);
    test.check("bytes of the buffer", 16 + 32, socket.recv()?.length);
    Ok(())
}

/// A module that never gives its processor back. This is certain, so the watchdog can have the shortest possible
/// patience.
fn soft_lockup(test: &mut Test) -> Result<(), Stop> {
    for (path, seconds) in [("watchdog_thresh", 1), ("softlockup_thresh", 2)] {
        // The kernel has one of its era (2.6.36).
        let seconds = (seconds * test.slowness).to_string();
        test.guest
            .agent()
            .write_file(&format!("/proc/sys/kernel/{path}"), seconds.as_bytes())?
            .ok();
    }
    message(test)
}

/// A module that stalls RCU forever. A kernel looks for stalls in its tick, which an idle processor does not have, so
/// it takes until something keeps the processor busy for as long as a tick.
fn rcu_stall(test: &mut Test) -> Result<(), Stop> {
    const LONG: Duration = Duration::from_secs(15);
    let socket = ready(test)?;
    test.arrived();
    let message = MessageBuilder::new(TRIGGER, 1, 1).build();
    let sender = test.guest.on(socket.owner).within(LONG);
    sender.send_to(socket.fd, NlAddr::KERNEL, &message)?.ok();
    Ok(())
}

/// A socket to the module, which is loaded.
fn ready<'a>(test: &mut Test<'a>) -> Result<Socket<'a>, Stop> {
    test.load()?;
    Socket::open(test, "victim", PROTOCOL, 0)
}

/// Triggers the fault.
fn trigger(test: &mut Test, socket: &Socket) -> Result<(), Stop> {
    test.arrived();
    socket.tell(&MessageBuilder::new(TRIGGER, 1, 1).build())
}

/// Unloads the module, by a process of its own.
fn remove(test: &mut Test) -> Result<Result<(), GuestError>, Stop> {
    let remover = test.process("remover")?;
    test.arrived();
    let name = test.modules.first().map(|path| Test::module_name(path)).unwrap_or_default();
    Ok(test.guest.on(remover).remove_module(&name, 0).map(drop))
}

/// Did the operation go to sleep in the module, never to wake up?
fn blocked(test: &mut Test, result: Result<(), Stop>) -> Result<(), Stop> {
    let stuck = match &result {
        Err(Stop::Guest(GuestError::TimedOut { stack, .. })) => Some(stack),
        _ => None,
    };
    let state = stuck.map_or("back".to_owned(), |stack| stack.state().unwrap_or('?').to_string());
    test.check("state of the process", 'D', state);
    let sleeps = stuck.is_some_and(|stack| sleeps_in_module(stack));
    test.check("it sleeps in the module", true, sleeps);
    result
}

/// If the kernel provides no stack (before 2.6.29, or built without), any sleep will do. On 5.2, the stack begins
/// above the function, which is then what it waits in.
fn sleeps_in_module(stuck: &Stuck) -> bool {
    let Stuck { stack, wchan, .. } = stuck;
    stack.is_empty() || stack.contains("[faulty_") || wchan.starts_with("faulty_")
}

fn died(error: &GuestError) -> bool {
    matches!(error, GuestError::ProcessDied { .. })
}

/// The article's send as printed is a message of 0 bytes; with skb_put() it has the text.
fn missing_skb_put(test: &mut Test) -> Result<(), Stop> {
    const CORRECTED: &[u8] = &[contract::CORRECTED as u8];
    const GREETING: &[u8] = contract::GREETING_Z;
    test.load()?;
    let socket = Socket::open(test, "reader", PROTOCOL, 0)?;
    socket.tell(&MessageBuilder::new(TRIGGER, 1, 1).build())?;
    let received = socket.recv()?;
    test.check("bytes of the message as printed", 0, received.length);
    test.check("its sender", NlAddr::KERNEL, received.sender().unwrap_or(NlAddr::port(1)));
    socket.tell(&MessageBuilder::new(TRIGGER, 1, 1).payload(CORRECTED).build())?;
    let received = socket.recv()?;
    test.check("bytes of the message as corrected", 16 + 1024, received.length);
    let said = received.data.get(16..16 + GREETING.len()).unwrap_or_default();
    test.check("its text", hex(GREETING), hex(said));
    Ok(())
}

/// A kernel side that never takes messages from its queue blocks their senders (up to 2.6.23).
fn sender_blocked(test: &mut Test) -> Result<(), Stop> {
    /// As in the article.
    const PAYLOAD: usize = 1024;
    test.load()?;
    let socket = Socket::open(test, "sender", PROTOCOL, 0)?;
    let on = test.guest.on(socket.owner);
    let rcvbuf = on.read_text("/proc/sys/net/core/rmem_default").must("rmem_default")?;
    let rcvbuf: u32 = rcvbuf.trim().parse().unwrap_or_default();
    let message = MessageBuilder::new(TRIGGER, 1, 1).payload(&[0; PAYLOAD]).build();
    let kernel = NlAddr::KERNEL.to_bytes();
    let sent = on.send_many(socket.fd, Some(&kernel), MSG_DONTWAIT, &message, 10_000);
    let sent = sent.must("sending many")?;
    let stopped = sent.stopped.map_or("none".to_owned(), |errno| errno.to_string());
    test.check("what ends sending without waiting", "EAGAIN", stopped);
    let queued = kernel_rmem(test)?;
    test.figure("sk_rcvbuf", f64::from(rcvbuf));
    test.figure("messages_until_eagain", f64::from(sent.sent));
    // A message is accepted as long as the queue does not exceed sk_rcvbuf yet.
    let each = queued / sent.sent.max(1);
    test.check("messages that fit", rcvbuf / each.max(1) + 1, sent.sent);
    let half_a_second = [long(0), long(500_000)].concat();
    on.setsockopt(socket.fd, SOL_SOCKET, SO_SNDTIMEO, &half_a_second).must("SO_SNDTIMEO")?;
    // Each time it wakes up, it starts to wait again from the beginning: netlink_attachskb() took the timeout by
    // value until c3d8d1e30ca (2.6.24), so that SO_SNDTIMEO never ended a wait.
    let waiting = on.within(BLOCKED).sendmsg(socket.fd, Some(&kernel), 0, &message, Control::None);
    let state = match waiting {
        Err(GuestError::TimedOut { stack, .. }) => stack.state().unwrap_or('?').to_string(),
        Err(error) => return Err(error.into()),
        Ok(sent) => format!("back: {}", errno_of(&sent)),
    };
    test.check("state of a sender that waits, beyond its timeout", "S", state);
    Ok(())
}

/// Rmem of the kernel's socket of the faulty protocol.
fn kernel_rmem(test: &Test) -> Result<u32, Stop> {
    let table = test.text("/proc/net/netlink")?;
    let mut rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.find(|row| row.get(1) == Some(&"30") && row.get(2) == Some(&"0"));
    let rmem = row.and_then(|row| row.get(4)?.parse().ok());
    rmem.ok_or_else(|| Stop::Broken("no kernel socket of protocol 30".to_owned()))
}
