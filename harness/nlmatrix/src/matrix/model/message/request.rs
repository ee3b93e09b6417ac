//! A message to send.

use nlmatrix_wire::netlink::header::{NLM_F_REQUEST, NLMSG_HDRLEN};
use nlmatrix_wire::netlink::{GenlHdr, MessageBuilder, Number as _};
use toml::{Table, Value as Toml};

use super::keys::Keys;
use super::numbers::{address_family, flags, route};
use super::target::{Family, Specs, Target};
use super::value::{Field, Scope, Value, encode, hex};
use super::variables::{Variables, index_of};
use crate::spec::Spec;

/// A message to send.
#[derive(Clone, Debug)]
pub struct Request {
    /// Family and command, for the names of checks.
    pub label: String,
    /// The command's name or number if the family is generic, else a message type.
    pub command: u16,
    /// The set of its attributes in the specification.
    pub set: String,
    flags: u16,
    /// What precedes the attributes.
    header: Vec<u8>,
    fields: Vec<Field>,
    payload: Vec<Value>,
    /// The network device whose index is in its header.
    interface: Option<String>,
    /// The complete message; everything else is then ignored.
    raw: Option<Vec<u8>>,
    length: Option<u32>,
    sequence: Option<u32>,
    port: Port,
    unpadded: bool,
}

/// The port that a message claims to come from.
#[derive(Clone, Copy, Debug)]
enum Port {
    /// This one.
    Number(u32),
    /// That of the socket: modules that send their answers to `nlmsg_pid` need it.
    Own,
}

/// Parses `send = { … }`: for whom, and what.
pub fn read(table: &Table, specs: &Specs) -> Result<(Target, Request), String> {
    let keys = Keys::of("a message", table);
    let target = Target::read(&keys, specs)?;
    let raw = keys.text("raw")?.map(hex).transpose()?;
    let (command, name, set) = command(&keys, &target, raw.is_some())?;
    let label = match &target.family {
        Family::Route => target.to_string().replace("rtnetlink", &name),
        _ => format!("{target} {name}").trim().to_owned(),
    };
    let spec = target.spec.as_deref();
    let scope = Scope { spec, set: &set };
    let fields =
        keys.get("attrs").map(|attrs| scope.fields(attrs)).transpose()?.unwrap_or_default();
    let request = Request {
        label,
        command,
        flags: flags_of(&keys)?,
        header: header(&keys, &target, command)?,
        fields,
        payload: payload(&keys)?,
        interface: interface(&keys, &target, command)?,
        raw,
        length: keys.number("len")?,
        sequence: keys.number("seq")?,
        port: port(&keys)?,
        unpadded: keys.is("unpadded")?,
        set,
    };
    keys.finish()?;
    Ok((target, request))
}

/// The number of the command or type, its name, and its set of attributes.
fn command(keys: &Keys<'_>, target: &Target, raw: bool) -> Result<(u16, String, String), String> {
    let spec = target.spec.as_deref();
    if target.family == Family::Route {
        let name = keys.text("rtnl")?.unwrap_or_default();
        let ty = if name.is_empty() && raw { 0 } else { route(name)?.0 };
        return Ok((ty, name.to_owned(), set_of(spec, ty)));
    }
    let key = if matches!(target.family, Family::Protocol(_)) { "type" } else { "cmd" };
    let given = keys.get(key);
    match given {
        Some(Toml::String(name)) => {
            let (number, name, set) = by_name(spec, name)?;
            Ok((target.family.command(number), name, set))
        }
        Some(other) => {
            let wide = if key == "type" { u16::MAX } else { 255 };
            let number = other.as_integer().and_then(|it| u16::try_from(it).ok());
            let number = number.filter(|it| *it <= wide);
            let number =
                number.ok_or_else(|| format!("`{key}` is a name or a number up to {wide}"))?;
            let name = if key == "type" { format!("type {number}") } else { number.to_string() };
            Ok((number, name, set_of(spec, target.family.in_spec(number))))
        }
        None if raw => Ok((0, "raw".to_owned(), String::new())),
        None => Err(format!("`{key}` is missing: it says which message this is")),
    }
}

fn by_name(spec: Option<&Spec>, name: &str) -> Result<(u16, String, String), String> {
    let Some(spec) = spec else {
        return Err(format!(
            "`{name}`: commands have names only if the module has a `spec`; write the number"
        ));
    };
    let operation = spec.operation(name);
    let number = operation.and_then(|operation| operation.request);
    match (operation, number) {
        (Some(operation), Some(number)) => Ok((number, name.to_owned(), operation.set.clone())),
        _ => {
            let requests = spec.operations.iter().filter(|it| it.request.is_some());
            let known: Vec<&str> = requests.map(|it| it.name.as_str()).collect();
            Err(format!("`{name}` is not a request of {}: it has {}", spec.name, known.join(", ")))
        }
    }
}

fn set_of(spec: Option<&Spec>, number: u16) -> String {
    let operations = spec.map(|spec| spec.operations.as_slice()).unwrap_or_default();
    let operation = operations.iter().find(|it| it.request == Some(number));
    operation.map(|it| it.set.clone()).unwrap_or_default()
}

/// Every message is a request unless it says otherwise.
fn flags_of(keys: &Keys<'_>) -> Result<u16, String> {
    let names = keys.texts("flags")?;
    let (none, names): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|it| *it == "no-request");
    Ok(flags(&names)? | if none.is_empty() { NLM_F_REQUEST } else { 0 })
}

fn port(keys: &Keys<'_>) -> Result<Port, String> {
    match keys.get("port") {
        Some(Toml::String(own)) if own == "own" => Ok(Port::Own),
        Some(Toml::String(other)) => {
            Err(format!("`{other}` is not a port: write a number, or \"own\" for the socket's own"))
        }
        _ => Ok(Port::Number(keys.number("port")?.unwrap_or(0))),
    }
}

/// What is between `nlmsghdr` and the attributes.
fn header(keys: &Keys<'_>, target: &Target, command: u16) -> Result<Vec<u8>, String> {
    let given = keys.text("header")?.map(hex).transpose()?;
    let family = keys.text("family")?.map(address_family).transpose()?.unwrap_or(0);
    let version = keys.number::<u8>("version")?;
    let reserved = keys.number::<u16>("reserved")?.unwrap_or(0);
    if let Some(bytes) = given {
        return Ok(bytes);
    }
    let known = target.spec.as_deref().map(|spec| spec.version);
    Ok(match &target.family {
        Family::Generic(_) => {
            let version = version.or(known).unwrap_or(1);
            GenlHdr { cmd: command as u8, version, reserved }.to_bytes().to_vec()
        }
        // The last two bytes are big-endian.
        Family::Netfilter(_) => {
            [&[family, version.unwrap_or(0)][..], &reserved.to_be_bytes()].concat()
        }
        other => {
            let mut bytes = vec![0; other.header(command)];
            bytes.iter_mut().take(1).for_each(|first| *first = family);
            bytes
        }
    })
}

/// The device that an rtnetlink message is about, if its header has a field for it.
fn interface(keys: &Keys<'_>, target: &Target, ty: u16) -> Result<Option<String>, String> {
    let Some(name) = keys.text("interface")? else { return Ok(None) };
    // Links and addresses, neighbours, and queueing.
    let has_room = matches!(ty, 16..24 | 28..32 | 36..48) && target.family == Family::Route;
    if has_room {
        return Ok(Some(name.to_owned()));
    }
    Err("only the headers of rtnetlink's links, addresses, neighbours and queues have an `interface`; an attribute \
         with its \
         index is { ifindex = \"NAME\" }"
        .to_owned())
}

/// What follows the attributes: values with their types.
fn payload(keys: &Keys<'_>) -> Result<Vec<Value>, String> {
    let scope = Scope { spec: None, set: "" };
    match keys.get("payload") {
        None => Ok(Vec::new()),
        Some(Toml::Array(list)) => list.iter().map(|it| scope.value(None, it)).collect(),
        Some(one) => Ok(vec![scope.value(None, one)?]),
    }
}

impl Request {
    /// The network devices whose indices are in it.
    pub fn devices(&self) -> Vec<&str> {
        let values = self.fields.iter().map(|it| &it.value).chain(&self.payload);
        values.flat_map(Value::devices).chain(self.interface.as_deref()).collect()
    }

    /// Its bytes. `id` is that of a generic netlink family, `own` the port of the socket.
    pub fn bytes(
        &self,
        family: &Family,
        id: u16,
        sequence: u32,
        own: u32,
        variables: &Variables,
    ) -> Result<Vec<u8>, String> {
        if let Some(raw) = &self.raw {
            return Ok(raw.clone());
        }
        let ty = match family {
            Family::Generic(_) => id,
            other => other.in_spec(self.command),
        };
        let port = match self.port {
            Port::Number(number) => number,
            Port::Own => own,
        };
        let message = MessageBuilder::new(ty, self.flags, self.sequence.unwrap_or(sequence));
        let mut header = self.header.clone();
        if let (Some(device), Some(place)) = (&self.interface, header.get_mut(4..8)) {
            let index = variables.get(&index_of(device))?;
            place.iter_mut().zip(index).for_each(|(to, from)| *to = *from);
        }
        let message = message.pid(port).payload(&header);
        let mut message = message.payload(encode(&self.fields, variables)?.as_bytes());
        for value in &self.payload {
            message = message.payload(&value.bytes(variables)?);
        }
        if self.unpadded {
            message = message.no_padding();
        }
        Ok(match self.length {
            Some(length) => message.claim_len(length).build(),
            None => message.build(),
        })
    }

    /// The number that its answers carry.
    pub fn sequence(&self, sequence: u32) -> u32 {
        match &self.raw {
            Some(raw) => raw
                .get(8..12)
                .filter(|_| raw.len() >= NLMSG_HDRLEN)
                .map_or(sequence, |it| u32::from_guest([it[0], it[1], it[2], it[3]])),
            None => self.sequence.unwrap_or(sequence),
        }
    }
}
