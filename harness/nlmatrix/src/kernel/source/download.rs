//! Downloads files over HTTP(S): partial downloads are kept, and the next try resumes them.

use std::io::{Read, Write as _};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use indicatif::{ProgressBar, ProgressStyle};
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use super::network::{agent, number};

/// After how many tries in a row without any data a download is given up.
const MOST_FAILURES: u32 = 4;
/// How long the other side may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How many bytes suffice to see how fast a host is.
const SAMPLE: u64 = 1 << 20;

/// A download that resumes where the last one stopped.
pub(super) struct Download<'a> {
    /// The address.
    pub url: &'a str,
    /// Where the partial file is kept: nothing else may write there.
    pub part: &'a Utf8Path,
    /// Pause before the first retry; it doubles for each further one.
    pub pause: Duration,
}

/// Why one try did not get the rest of the file.
enum Trouble {
    /// Another try makes sense.
    Passing(String),
    /// The server says that it will not deliver the file.
    Final(String),
}

impl Download<'_> {
    /// Downloads the beginning of the file to `part`, if that is empty; returns how many bytes a second arrived.
    pub(super) fn sample(&self) -> Option<f64> {
        if self.have() > 0 {
            return None;
        }
        let started = Instant::now();
        let request = agent(SILENCE).get(self.url);
        let request = request.header(header::RANGE, format!("bytes=0-{}", SAMPLE - 1));
        let response = request.call().ok()?;
        // A host without range support sends all of it: that is left to the download itself.
        let is_part = response.status() == StatusCode::PARTIAL_CONTENT && begins_at(&response, 0);
        is_part.then(|| self.receive(response, 0, &ProgressBar::hidden()).ok())??;
        Some(self.have() as f64 / started.elapsed().as_secs_f64())
    }

    /// Downloads the whole file to `part`.
    pub(super) fn run(&self) -> Result<(), String> {
        let (agent, bar) = (agent(SILENCE), bar(self.url));
        let (mut failures, mut pause) = (0, self.pause);
        loop {
            let before = self.have();
            let problem = match self.attempt(&agent, &bar) {
                Ok(()) => break,
                Err(Trouble::Final(problem)) => return Err(problem),
                Err(Trouble::Passing(problem)) => problem,
            };
            if self.have() > before {
                (failures, pause) = (0, self.pause);
            }
            failures += 1;
            if failures >= MOST_FAILURES {
                return Err(format!("{problem} ({MOST_FAILURES} tries in a row got no data)"));
            }
            tracing::warn!("{}: {problem}; trying again in {pause:?}", self.url);
            std::thread::sleep(pause);
            pause *= 2;
        }
        bar.finish_and_clear();
        self.forget_validator();
        Ok(())
    }

    fn attempt(&self, agent: &Agent, bar: &ProgressBar) -> Result<(), Trouble> {
        let have = self.have();
        let mut request = agent.get(self.url);
        if have > 0 {
            request = request.header(header::RANGE, format!("bytes={have}-"));
            if let Ok(validator) = fs_err::read_to_string(self.validator()) {
                request = request.header(header::IF_RANGE, validator);
            }
        }
        let passing = |error: ureq::Error| Trouble::Passing(error.to_string());
        let response = request.call().map_err(passing)?;
        match response.status() {
            StatusCode::OK => self.receive(response, 0, bar),
            StatusCode::PARTIAL_CONTENT if begins_at(&response, have) => {
                self.receive(response, have, bar)
            }
            // The part that is here is not the beginning of the current file.
            StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PARTIAL_CONTENT => {
                self.forget().map_err(Trouble::Final)?;
                Err(Trouble::Passing(
                    "the part on this host does not belong to this file".to_owned(),
                ))
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Err(Trouble::Passing(format!("the server answers {status}")))
            }
            status => Err(Trouble::Final(format!("the server answers {status}"))),
        }
    }

    /// Writes the body after the first `from` bytes; it has to have the announced length.
    fn receive(
        &self,
        response: Response<Body>,
        from: u64,
        bar: &ProgressBar,
    ) -> Result<(), Trouble> {
        let announced = number(&response, header::CONTENT_LENGTH).map(|length| from + length);
        self.keep_validator(&response);
        let local = |error: std::io::Error| Trouble::Final(error.to_string());
        let mut file = fs_err::File::options();
        let mut file =
            file.create(true).write(true).truncate(false).open(self.part).map_err(local)?;
        file.file().set_len(from).map_err(local)?;
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).map_err(local)?;
        bar.set_length(announced.unwrap_or_default());
        bar.set_position(from);
        let mut body = bar.wrap_read(response.into_body().into_reader());
        let mut piece = vec![0; 64 << 10];
        loop {
            let got = body.read(&mut piece).map_err(|error| Trouble::Passing(error.to_string()))?;
            if got == 0 {
                break;
            }
            file.write_all(&piece[..got]).map_err(local)?;
        }
        match announced {
            Some(whole) if whole != self.have() => {
                Err(Trouble::Passing(format!("{} of {whole} bytes arrived", self.have())))
            }
            _ => Ok(()),
        }
    }

    fn have(&self) -> u64 {
        fs_err::metadata(self.part).map_or(0, |state| state.len())
    }

    /// The file with the ETag or date of the part, so that parts of two files are never joined.
    fn validator(&self) -> Utf8PathBuf {
        self.part.with_extension("validator")
    }

    fn keep_validator(&self, response: &Response<Body>) {
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        // A weak ETag is not allowed in If-Range.
        let strong = text(header::ETAG).filter(|tag| !tag.starts_with("W/"));
        match strong.or_else(|| text(header::LAST_MODIFIED)) {
            Some(validator) => drop(fs_err::write(self.validator(), validator)),
            None => self.forget_validator(),
        }
    }

    fn forget_validator(&self) {
        // It may never have existed.
        let _ = fs_err::remove_file(self.validator());
    }

    fn forget(&self) -> Result<(), String> {
        self.forget_validator();
        fs_err::remove_file(self.part).map_err(|error| error.to_string())
    }
}

/// Does the part that is sent begin where ours ends? `Content-Range: bytes 100-199/200`.
fn begins_at(response: &Response<Body>, have: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|it| it.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next());
    start.and_then(|start| start.parse().ok()) == Some(have)
}

/// A bar on standard error; nothing where that is not a terminal.
fn bar(url: &str) -> ProgressBar {
    let name = url.rsplit('/').next().unwrap_or(url);
    let template = "{msg:26} {bar:24} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style).with_message(name.to_owned())
}

#[cfg(test)]
#[path = "download_tests.rs"]
mod tests;
