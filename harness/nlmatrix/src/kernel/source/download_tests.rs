//! Against a real HTTP server on this host.

use super::*;
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How the server answers.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// Sends whatever is asked for.
    Whole,
    /// The first answer is cut off half-way.
    CutFirst,
    /// Like `CutFirst`, and ranges are ignored.
    CutFirstNoRanges,
    /// Like `CutFirst`, and the file has changed from then on.
    CutFirstThenChanged,
    /// `503` for the first request.
    BusyFirst,
    /// `404`.
    Gone,
    /// Closes every connection at once.
    Broken,
}

/// A server for one file; returns its address, and the `Range` of each request that it received.
fn serve(content: Vec<u8>, way: Way) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/linux-3.10.tar.xz", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let _ = answer(stream.unwrap(), &content, way, count == 0, &log);
        }
    });
    (url, seen)
}

/// The requested range, and its condition.
fn asked_for(stream: &TcpStream) -> std::io::Result<(String, String)> {
    let (mut range, mut if_range) = (String::new(), String::new());
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?.to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("range: ") {
            range = value.to_owned();
        }
        if let Some(value) = line.strip_prefix("if-range: ") {
            if_range = value.to_owned();
        }
    }
    Ok((range, if_range))
}

fn answer(
    mut stream: TcpStream,
    content: &[u8],
    way: Way,
    first: bool,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let (range, if_range) = asked_for(&stream)?;
    log.lock().unwrap().push(range.clone());
    match way {
        Way::Gone => {
            return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
        Way::Broken => return Ok(()),
        Way::BusyFirst if first => {
            return stream
                .write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        _ => {}
    }
    let changed = way == Way::CutFirstThenChanged && !first;
    let content: Vec<u8> =
        if changed { content.iter().map(|byte| !byte).collect() } else { content.to_vec() };
    let tag = if changed { "\"new\"" } else { "\"old\"" };
    let asked = range.strip_prefix("bytes=").and_then(|it| it.trim_end_matches('-').parse().ok());
    let fits = if_range.is_empty() || if_range == tag;
    let from = asked.filter(|_| way != Way::CutFirstNoRanges && fits).unwrap_or(0);
    let body = &content[from..];
    let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
    let place = format!("Content-Range: bytes {from}-{}/{}\r\n", content.len() - 1, content.len());
    let place = if from > 0 { place } else { String::new() };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: {tag}\r\n{place}Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    let cuts = [Way::CutFirst, Way::CutFirstNoRanges, Way::CutFirstThenChanged].contains(&way);
    let sent = if cuts && first { body.len() / 2 } else { body.len() };
    stream.write_all(&body[..sent])
}

/// Half a megabyte without a pattern.
fn content() -> Vec<u8> {
    (0..500_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// The result or the error, and the ranges that were requested.
fn download(way: Way) -> (Result<Vec<u8>, String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let part = Utf8Path::from_path(folder.path()).unwrap().join("file.part");
    let (url, seen) = serve(content(), way);
    let result = Download { url: &url, part: &part, pause: Duration::from_millis(1) }.run();
    let seen = seen.lock().unwrap().clone();
    (result.map(|()| fs_err::read(&part).unwrap()), seen)
}

#[test]
fn a_whole_file_comes() {
    let (result, seen) = download(Way::Whole);
    assert!(result.unwrap() == content());
    assert_eq!(seen, [""]);
}

#[test]
fn a_cut_download_goes_on_where_it_stopped() {
    let (result, seen) = download(Way::CutFirst);
    assert!(result.unwrap() == content());
    assert_eq!(seen, ["", "bytes=250000-"]);
}

#[test]
fn a_server_without_ranges_begins_anew() {
    let (result, seen) = download(Way::CutFirstNoRanges);
    assert!(result.unwrap() == content());
    assert_eq!(seen.len(), 2);
}

#[test]
fn two_files_are_never_joined() {
    let (result, _) = download(Way::CutFirstThenChanged);
    let other: Vec<u8> = content().iter().map(|byte| !byte).collect();
    assert!(result.unwrap() == other);
}

#[test]
fn a_busy_server_is_asked_again() {
    let (result, seen) = download(Way::BusyFirst);
    assert!(result.unwrap() == content());
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_file_that_is_gone_is_not_asked_for_again() {
    let (result, seen) = download(Way::Gone);
    assert!(result.unwrap_err().contains("404"));
    assert_eq!(seen.len(), 1);
}

#[test]
fn a_dead_server_is_given_up() {
    let (result, seen) = download(Way::Broken);
    assert!(result.unwrap_err().contains("4 tries"));
    // The client may repeat a request by itself if a connection closes without an answer.
    assert!(seen.len() >= 4, "{seen:?}");
}
