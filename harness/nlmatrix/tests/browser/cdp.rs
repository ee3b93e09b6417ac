//! A small client of the DevTools protocol: a headless Chromium and one page in it.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::{Job, find_program};
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a condition is checked.
const PERIOD: Duration = Duration::from_millis(20);

/// One page in a browser of its own. Everything that goes wrong fails the test.
pub struct Page {
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    calls: u64,
    events: Vec<Value>,
    browser: duct::Handle,
    _profile: TempDir,
}

impl Page {
    /// Starts Chromium with an empty profile and a blank page.
    pub fn start() -> Self {
        let program = find_program("chromium").expect("chromium: `apt-get install chromium`");
        let profile = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(profile.path()).unwrap();
        let browser = Job::new(program.as_str())
            // The sandbox needs a user that is not root; the pages are our own.
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0"])
            .args(["--disable-background-networking", "--force-device-scale-factor=1"])
            .arg(format!("--user-data-dir={folder}"))
            .arg("about:blank")
            .start()
            .unwrap();
        let address = address(folder);
        let stream = TcpStream::connect(address.split('/').next().unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(format!("ws://{address}"), stream).unwrap();
        let (session, events) = (None, Vec::new());
        let mut page = Self { socket, session, calls: 0, events, browser, _profile: profile };
        page.attach();
        page
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let params = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.call("Target.attachToTarget", params);
        self.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            self.call(domain, json!({}));
        }
        self.size(1280, 900);
    }

    /// Calls a method and returns its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The same for a method that may fail: returns what the browser says about that.
    fn try_call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.calls += 1;
        let mut call = json!({ "id": self.calls, "method": method, "params": params });
        if let Some(session) = &self.session {
            call["sessionId"] = session.as_str().into();
        }
        self.socket.send(Message::text(call.to_string())).unwrap();
        loop {
            let answer = self.read();
            if answer["id"] == self.calls {
                return match &answer["error"] {
                    Value::Null => Ok(answer["result"].clone()),
                    error => Err(error.clone()),
                };
            }
            self.events.push(answer);
        }
    }

    fn read(&mut self) -> Value {
        let message = self.socket.read().expect("the browser answers");
        serde_json::from_str(message.to_text().unwrap()).unwrap()
    }

    /// Opens a file (a hash may follow its path) and waits until it is loaded.
    pub fn open(&mut self, path: &str) {
        // If only the hash is new, nothing would be loaded.
        self.load("about:blank");
        self.load(&format!("file://{path}"));
    }

    fn load(&mut self, url: &str) {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": url }));
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(loaded) {
            let event = self.read();
            self.events.push(event);
        }
    }

    /// The value of a JavaScript expression.
    pub fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The same on a page that may be left in the meantime: returns what the browser says about that.
    fn try_eval(&mut self, expression: &str) -> Result<Value, Value> {
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.try_call("Runtime.evaluate", params)?;
        let thrown = &result["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        Ok(result["result"]["value"].clone())
    }

    /// Follows the first link that a selector matches; its page is left soon, but not at once.
    pub fn follow(&mut self, selector: &str) {
        self.eval(&format!("void setTimeout(() => document.querySelector('{selector}').click())"));
    }

    /// Waits until an expression is true, on this page or the next one.
    pub fn wait(&mut self, expression: &str) {
        let started = Instant::now();
        while self.try_eval(&format!("Boolean({expression})")) != Ok(true.into()) {
            assert!(started.elapsed() < PATIENCE, "never true: {expression}");
            std::thread::sleep(PERIOD);
        }
    }

    /// Presses and releases a key, like `Tab` or `ArrowDown`.
    pub fn press(&mut self, key: &str) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            other => panic!("no key {other} here"),
        };
        let mut event = json!({ "key": key, "code": key, "windowsVirtualKeyCode": code });
        event["type"] = "keyDown".into();
        if key == "Enter" {
            event["text"] = "\r".into();
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Gives the page a size; narrow ones are phones.
    pub fn size(&mut self, width: u32, height: u32) {
        let mobile = width < 600;
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets the medium (`screen`, `print`) and the colour scheme (`light`, `dark`).
    pub fn media(&mut self, medium: &str, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium, "features": [feature] }));
    }

    /// Enables or disables scripts on pages that are opened from now on.
    pub fn scripts(&mut self, on: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !on }));
    }

    /// Complaints of the page since it was opened: errors, refused sources, exceptions.
    pub fn complaints(&mut self) -> Vec<String> {
        self.eval("0");
        let bad = |event: &&Value| match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Log.entryAdded") => event["params"]["entry"]["level"] == "error",
            _ => false,
        };
        self.events.iter().filter(bad).map(Value::to_string).collect()
    }

    /// How many pages it has when printed.
    pub fn printed(&mut self) -> usize {
        let params = json!({ "preferCSSPageSize": true, "printBackground": true });
        let pdf = self.call("Page.printToPDF", params);
        let bytes = STANDARD.decode(pdf["data"].as_str().unwrap()).unwrap();
        fs_err::create_dir_all(pictures()).unwrap();
        fs_err::write(pictures().join("print.pdf"), &bytes).unwrap();
        let page = b"/Type /Page\n";
        bytes.windows(page.len()).filter(|it| it == page).count()
    }

    /// Keeps a picture of the page, at most `height` pixels of it, for developers and CI.
    pub fn picture(&mut self, name: &str, height: u32) {
        let width = self.eval("innerWidth");
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let mut params = json!({ "format": "png", "captureBeyondViewport": height > 900 });
        if height > 900 {
            params["clip"] = clip;
        }
        let picture = self.call("Page.captureScreenshot", params);
        let bytes = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        let folder = pictures();
        fs_err::create_dir_all(&folder).unwrap();
        fs_err::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.browser.kill().ok();
    }
}

/// Where pictures are kept.
fn pictures() -> Utf8PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/out/screenshots").into()
}

/// The address that the browser writes to its profile once it listens.
fn address(profile: &Utf8Path) -> String {
    let file = profile.join("DevToolsActivePort");
    let started = Instant::now();
    loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if let [port, path] = text.lines().collect::<Vec<_>>()[..] {
            return format!("127.0.0.1:{port}{path}");
        }
        assert!(started.elapsed() < PATIENCE, "chromium did not start");
        std::thread::sleep(PERIOD);
    }
}
