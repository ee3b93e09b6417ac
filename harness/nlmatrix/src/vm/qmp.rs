//! A minimal QMP client: one command at a time, events are skipped, and every wait has a limit.

use std::io::{self, BufRead as _, BufReader, ErrorKind, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::error::VmError;

/// QEMU answers within milliseconds; a busy host may need more.
const LIMIT: Duration = Duration::from_secs(30);

/// A control connection.
#[derive(Debug)]
pub(super) struct Qmp {
    stream: BufReader<UnixStream>,
    limit: Duration,
}

impl Qmp {
    /// Receives QEMU's greeting and leaves the negotiation mode.
    pub fn new(stream: UnixStream) -> Result<Self, VmError> {
        Self::with_limit(stream, LIMIT)
    }

    fn with_limit(stream: UnixStream, limit: Duration) -> Result<Self, VmError> {
        let mut qmp = Self { stream: BufReader::new(stream), limit };
        let greeting = qmp.message(Instant::now() + limit);
        greeting.map_err(|source| qmp.broken("greeting", source))?;
        qmp.execute("qmp_capabilities", json!({}))?;
        Ok(qmp)
    }

    /// Runs `command` and returns its result.
    pub fn execute(&mut self, command: &str, arguments: Value) -> Result<Value, VmError> {
        let deadline = Instant::now() + self.limit;
        let mut answer = self.exchange(command, &arguments, deadline);
        let answer = answer.as_mut().map_err(|error| {
            let error = io::Error::new(error.kind(), error.to_string());
            self.broken(command, error)
        })?;
        if let Some(error) = answer.get("error") {
            let reason = error["desc"].as_str().unwrap_or("no reason given").to_owned();
            return Err(VmError::Refused { command: command.to_owned(), reason });
        }
        Ok(answer["return"].take())
    }

    fn exchange(&mut self, command: &str, arguments: &Value, end: Instant) -> io::Result<Value> {
        let line = json!({ "execute": command, "arguments": arguments });
        self.stream.get_mut().set_write_timeout(Some(self.limit))?;
        self.stream.get_mut().write_all(format!("{line}\n").as_bytes())?;
        loop {
            let message = self.message(end)?;
            if message.get("event").is_none() {
                return Ok(message);
            }
        }
    }

    fn message(&mut self, deadline: Instant) -> io::Result<Value> {
        let left = deadline.saturating_duration_since(Instant::now());
        // Zero would mean "no limit".
        self.stream.get_ref().set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(serde_json::from_str(&line)?)
    }

    fn broken(&self, command: &str, source: io::Error) -> VmError {
        match source.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                VmError::Timeout { what: format!("the QMP command {command}"), limit: self.limit }
            }
            _ => VmError::Qmp { command: command.to_owned(), source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A QEMU that sends `lines` whatever it is asked, and stays connected.
    fn qemu(lines: &str) -> (UnixStream, Result<Qmp, VmError>) {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(lines.as_bytes()).unwrap();
        (theirs, Qmp::with_limit(ours, Duration::from_millis(50)))
    }

    const READY: &str = "{\"QMP\": {}}\n{\"return\": {}}\n";

    #[test]
    fn events_are_skipped() {
        let lines = "{\"event\": \"RESUME\"}\n{\"return\": {\"status\": \"running\"}}\n";
        let (_qemu, qmp) = qemu(&format!("{READY}{lines}"));
        let answer = qmp.unwrap().execute("query-status", json!({})).unwrap();
        assert_eq!(answer["status"], "running");
    }

    #[test]
    fn a_refusal_carries_the_reason() {
        let (_qemu, qmp) =
            qemu(&format!("{READY}{{\"error\": {{\"desc\": \"no such thing\"}}}}\n"));
        let error = qmp.unwrap().execute("quux", json!({})).unwrap_err();
        assert_eq!(error.to_string(), "QEMU refused `quux`: no such thing");
    }

    #[test]
    fn silence_is_a_timeout_and_nonsense_an_error() {
        let (_qemu, qmp) = qemu("");
        assert!(matches!(qmp.unwrap_err(), VmError::Timeout { .. }));
        let (_qemu, qmp) = qemu("who is there?\n");
        assert!(matches!(qmp.unwrap_err(), VmError::Qmp { .. }));
    }
}
