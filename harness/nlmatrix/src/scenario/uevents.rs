//! Uevents of `devmodel`'s devices, as the kernel multicasts them: text, exact to the byte.

use std::time::Duration;

use super::definition::Scenario;
use super::devmodel::command;
use super::socket::Socket;
use super::test::{errno_of, or_nothing};
use super::{Must, Stop, Test};
use crate::guest::consts::NETLINK_KOBJECT_UEVENT;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "uevent-add-remove",
        add_remove,
        "a device that appears or disappears is announced with its keys, once",
    ),
    Scenario::new(
        "uevent-on-demand",
        on_demand,
        "writing to the uevent file sends the uevent again",
    ),
];

/// The kernel's multicast group.
const GROUP: u32 = 1;
const CHILD: &str = "/devices/virtual/devmodel/devmodel-hub/devmodel-0";
const DEVICE: &str = "/sys/class/devmodel/devmodel-0";
const FILE: &str = "/sys/class/devmodel/devmodel-0/uevent";
/// A uevent is sent before the write that causes it returns (2.6.10+).
const PATIENCE: Duration = Duration::from_secs(1);
const UUID: &str = "12345678-9abc-def0-1234-56789abcdef0";

/// The next uevent without its sequence number, and that number; `no uevent` if none came.
///
/// NULs are shown as spaces: no key or value here has a space.
fn next(socket: &Socket) -> Result<(String, Option<u64>), Stop> {
    let Some(received) = socket.recv_within(PATIENCE)? else {
        return Ok(("no uevent".to_owned(), None));
    };
    let received = received.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))?;
    let text = String::from_utf8_lossy(&received.data).into_owned();
    let mut number = None;
    let parts = text.split_terminator('\0').map(|part| match part.strip_prefix("SEQNUM=") {
        Some(digits) => {
            number = digits.parse().ok();
            "SEQNUM=n"
        }
        None => part,
    });
    let parts: Vec<&str> = parts.collect();
    let end = if text.ends_with('\0') { "" } else { " (unterminated)" };
    Ok((format!("{}{end}", parts.join(" ")), number))
}

/// What the child's uevent should be; `more` are keys before SEQNUM.
fn uevent(action: &str, more: &str) -> String {
    format!(
        "{action}@{CHILD} ACTION={action} DEVPATH={CHILD} SUBSYSTEM=devmodel{more} \
         NLMATRIX_NUMBER=0 SEQNUM=n"
    )
}

/// The kernel's own count of uevents; `hotplug_seqnum` up to 2.6.15 (kernel/ksysfs.c).
fn last_number(test: &Test) -> Result<Option<u64>, Stop> {
    for name in ["uevent_seqnum", "hotplug_seqnum"] {
        let path = format!("/sys/kernel/{name}");
        if let Ok(text) = test.guest.agent().read_file(&path, 0, 64)? {
            return Ok(String::from_utf8_lossy(&text).trim().parse().ok());
        }
    }
    Ok(None)
}

/// A listener that has received everything about the module's loading.
fn listen<'a>(test: &Test<'a>) -> Result<Socket<'a>, Stop> {
    test.load()?;
    Socket::open(test, "listener", NETLINK_KOBJECT_UEVENT, GROUP)
}

/// Each child that comes or goes is reported once, with its keys and the next number.
fn add_remove(test: &mut Test) -> Result<(), Stop> {
    let listener = listen(test)?;
    let outsider = Socket::open(test, "outsider", NETLINK_KOBJECT_UEVENT, 0)?;
    let mut numbers = Vec::new();
    for (action, children) in [("add", "1"), ("remove", "0")] {
        command(test, "children", children)?;
        let (text, number) = next(&listener)?;
        test.check(&format!("uevent of the {action}"), uevent(action, ""), text);
        let count = last_number(test)?;
        test.check(&format!("number of the {action}"), or_nothing(count), or_nothing(number));
        numbers.push(number);
        test.expect_silence(&format!("one uevent for the {action}"), &listener)?;
    }
    let next_to_each_other = numbers[0].zip(numbers[1]).is_some_and(|(add, gone)| add + 1 == gone);
    test.check_in("numbers follow each other", true, next_to_each_other, &format!("{numbers:?}"));
    test.expect_silence("not told outside the group", &outsider)?;
    Ok(())
}

/// Writing to a device's `uevent` file sends its uevent again.
fn on_demand(test: &mut Test) -> Result<(), Stop> {
    let listener = listen(test)?;
    command(test, "children", "1")?;
    next(&listener)?;
    let files = test.guest.agent().list_dir(DEVICE).must("the device's folder")?;
    let has_file = files.iter().any(|name| name == "uevent");
    test.check_in("the device has a uevent file", true, has_file, &files.join(" "));
    if !has_file {
        return Ok(());
    }
    let with_arguments = format!("add {UUID} NAME=value");
    let cases = [
        ("add", "add", " SYNTH_UUID=0".to_owned()),
        ("change", "change", " SYNTH_UUID=0".to_owned()),
        ("remove", "remove", " SYNTH_UUID=0".to_owned()),
        (&with_arguments, "add", format!(" SYNTH_UUID={UUID} SYNTH_ARG_NAME=value")),
    ];
    for (written, action, more) in cases {
        let done = test.guest.agent().write_file(FILE, written.as_bytes())?;
        test.check(&format!("writing `{written}`"), "none", errno_of(&done));
        let (text, _) = next(&listener)?;
        test.check(&format!("uevent after `{written}`"), uevent(action, &more), text);
    }
    for written in ["nonsense", "add not-a-uuid", "add "] {
        let done = test.guest.agent().write_file(FILE, written.as_bytes())?;
        test.check(&format!("writing `{written}`"), "EINVAL", errno_of(&done));
    }
    test.expect_silence("what is refused sends nothing", &listener)?;
    let device = test.guest.agent().list_dir("/sys/class/devmodel").must("the class's folder")?;
    test.check("the device itself stays", "devmodel-0 devmodel-hub", device.join(" "));
    Ok(())
}
