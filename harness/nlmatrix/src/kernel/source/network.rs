//! What is asked of a host before a tarball is downloaded: is the file there, and how large is it?

use std::time::Duration;

use ureq::http::Response;
use ureq::http::header::{self, CONTENT_LENGTH};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

use crate::digest::Digest;

/// A host that is up has answered by then; users are told within seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// The list of digests in each folder of kernel.org and its mirrors.
const LIST: &str = "sha256sums.asc";
/// A limit in bytes; the list of a folder has about 200 KiB.
const MOST: u64 = 4 << 20;

/// What a host says about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is there, with its size in bytes if the host says so.
    Has(Option<u64>),
    /// The host does not have it, as in `404 Not Found`.
    Refuses(String),
    /// The host is not reachable, and why.
    Silent(String),
}

/// Asks for the file at `url` without downloading it. Answers within seconds.
pub fn ask(url: &str) -> Said {
    match agent(PATIENCE).head(url).call() {
        Ok(response) if response.status().is_success() => {
            Said::Has(number(&response, CONTENT_LENGTH))
        }
        Ok(response) => Said::Refuses(response.status().to_string()),
        Err(error) => Said::Silent(error.to_string()),
    }
}

/// The digest of `name` in the list next to the file at `url`; `None` if there is no such list.
pub(super) fn listed(url: &str, name: &str) -> Option<Digest> {
    let (folder, _) = url.rsplit_once('/')?;
    let response = agent(PATIENCE).get(format!("{folder}/{LIST}")).call().ok()?;
    let body = response.status().is_success().then(|| response.into_body())?;
    let text = body.into_with_config().limit(MOST).read_to_string().ok()?;
    digest_in(&text, name)
}

/// The digest of `name` in lines of sha256sum, whatever surrounds them.
fn digest_in(list: &str, name: &str) -> Option<Digest> {
    let lines = list.lines().filter_map(|line| line.split_once(char::is_whitespace));
    let of_name = lines.filter(|(_, file)| file.trim_start().trim_start_matches('*') == name);
    of_name.filter_map(|(digest, _)| digest.parse().ok()).next()
}

/// The host in an address, including the port.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// The HTTP client. Proxies come from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), trusted
/// certificates from the system. No answer may take longer than `patience`.
pub(super) fn agent(patience: Duration) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .timeout_resolve(Some(patience))
        .timeout_connect(Some(patience))
        .timeout_recv_response(Some(patience))
        .timeout_per_read(Some(patience))
        .user_agent(concat!("nlmatrix/", env!("CARGO_PKG_VERSION")));
    config.build().into()
}

pub(super) fn number(response: &Response<Body>, name: header::HeaderName) -> Option<u64> {
    response.headers().get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_digests_is_read_between_its_signature() {
        let (one, other) = (Digest::of(b"1"), Digest::of(b"2"));
        let list = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{one}  linux-3.10.tar.xz\n\
             {other} *linux-3.10.tar.gz\nnonsense  linux-3.11.tar.xz\n-----BEGIN PGP SIGNATURE-----\n"
        );
        assert_eq!(digest_in(&list, "linux-3.10.tar.xz"), Some(one));
        assert_eq!(digest_in(&list, "linux-3.10.tar.gz"), Some(other));
        assert_eq!(digest_in(&list, "linux-3.11.tar.xz"), None);
        assert_eq!(digest_in(&list, "3.10.tar.xz"), None);
    }

    #[test]
    fn hosts_are_named_as_people_know_them() {
        assert_eq!(host_of("https://cdn.kernel.org/pub/linux/x"), "cdn.kernel.org");
        assert_eq!(host_of("http://127.0.0.1:80/x"), "127.0.0.1:80");
    }
}
