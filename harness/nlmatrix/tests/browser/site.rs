//! The site in a real browser.

use camino::Utf8PathBuf;
use nlmatrix::run::{Event, ModuleId, Run, SitePage};
use nlmatrix::site;
use tempfile::TempDir;

use crate::cdp::Page;
use crate::fixture::fixture;
use crate::ranges::{checked, ranges};
use crate::{axe, shown, text, violations};

/// A site in a folder of its own.
struct Written {
    _folder: TempDir,
    path: Utf8PathBuf,
}

impl Written {
    fn page(&self, file: &str) -> String {
        self.path.join(file).into_string()
    }
}

/// Two runs; in one of them a check changes with 3.7.
fn written() -> Written {
    let mut run: Run = ranges();
    for cell in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo") {
        let is_old = cell.id.kernel == "3.6";
        let line = if is_old { "flags=0x0" } else { "flags=0x100 (NLM_F_CAPPED)" };
        let decoded = vec!["nlmsghdr len=36 type=NLMSG_ERROR".to_owned(), line.to_owned()];
        let (who, op) = ("agent".to_owned(), "recvmsg".to_owned());
        cell.transcript = vec![Event { who, op, decoded, ..Event::default() }];
        let mut check = checked("ack flags", "0x100", if is_old { "0x0" } else { "0x100" });
        check.event = Some(0);
        cell.checks = vec![check];
    }
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("site")).unwrap();
    site::write(vec![run, fixture()], &path).unwrap();
    Written { _folder: folder, path }
}

/// The page of the check that changes.
fn behaviour() -> String {
    SitePage::Behaviour("nlecho", "echo", "ack flags").file()
}

fn ask(page: &mut Page, question: &str) {
    page.eval(&format!(
        "(() => {{ const it = document.querySelector('#text'); it.value = '{question}';
          it.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
    ));
}

const RESULTS: &str =
    "[...document.querySelectorAll('#results li')].map((it) => it.innerText).join('|')";

#[test]
fn what_is_asked_is_found_from_a_folder() {
    let site = written();
    let mut page = Page::start();
    page.open(&site.page("index.html"));
    assert_eq!(page.eval("document.querySelector('#all').offsetParent"), serde_json::Value::Null);
    for (question, first) in [
        ("enobufs", "ENOBUFS (No buffer space available) errno"),
        ("ack flags", "echo: ack flags behaviour"),
        ("netlink_kernel_create", "netlink_kernel_create kernel API"),
        ("kernel 3.16", "Kernel 3.16"),
        ("3.6", "3.6 version"),
        ("nlecho.g6-cfg", "nlecho.g6-cfg generation"),
        ("-22", "EINVAL (Invalid argument) errno"),
        ("22", "EINVAL (Invalid argument) errno"),
    ] {
        ask(&mut page, question);
        let found = text(&mut page, RESULTS);
        assert!(found.starts_with(first), "{question}: {found}");
    }
    ask(&mut page, "xyzzy");
    assert_eq!(text(&mut page, "document.querySelector('#count').value"), "0 found");
    page.open(&format!("{}#q=ack+flags", site.page("index.html")));
    page.wait(&format!("({RESULTS}).startsWith('echo: ack flags')"));
    page.follow("#results a");
    page.wait(&format!("location.pathname.endsWith('{}')", behaviour()));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn a_list_is_searched_and_says_what_it_has() {
    let site = written();
    let mut page = Page::start();
    page.open(&site.page("api.html"));
    let contents = "document.querySelectorAll('.contents a').length";
    assert!(page.eval(contents).as_u64() > Some(10), "a table of contents");
    let rows = "[...document.querySelectorAll('.group tbody tr')].filter((it) => it.offsetParent).map((it) => it.innerText.split(/\\s/)[0]).join('|')";
    ask(&mut page, "genlmsg_multicast");
    let found = text(&mut page, rows);
    assert!(found.split('|').all(|it| it.starts_with("genlmsg_multicast")), "{found}");
    let heads =
        "[...document.querySelectorAll('.group h2')].filter((it) => it.offsetParent).length";
    assert_eq!(page.eval(heads), 1);
    page.open(&format!("{}#q=strlcpy", site.page("versions.html")));
    page.wait("document.querySelector('#filter output').value.includes(' of ')");
    let opened = "[...document.querySelectorAll('.group tr')].filter((it) => it.checkVisibility()).every((it) => it.innerText.includes('strlcpy'))";
    assert_eq!(page.eval(opened), true);
    page.open(&site.page("behaviour.html"));
    ask(&mut page, "request answered");
    page.wait("[...document.querySelectorAll('.group h2')].filter((it) => it.checkVisibility()).map((it) => it.innerText).join().startsWith('echo')");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn a_change_is_shown_with_the_messages_of_both_sides() {
    let site = written();
    let mut page = Page::start();
    page.scripts(false);
    page.open(&site.page(&behaviour()));
    let said = shown(&mut page);
    for wanted in
        ["With 3.7: seen on 3.6 and 3.16", "so it was before", "flags=0x100 (NLM_F_CAPPED)"]
    {
        assert!(said.contains(wanted), "{wanted} in {said}");
    }
    let marked = text(
        &mut page,
        "[...document.querySelectorAll('mark')].map((it) => it.innerText).join('|')",
    );
    assert_eq!(marked, "flags=0x0|flags=0x100 (NLM_F_CAPPED)");
    let beside = "(() => { const [a, b] = [...document.querySelectorAll('.sides section')].map((it) => it.getBoundingClientRect());
        return a.top === b.top && a.right < b.left; })()";
    assert_eq!(page.eval(beside), true);
    page.eval("document.querySelector('.sides a').click()");
    page.wait("location.pathname.includes('/cells/')");
    page.wait("document.body?.innerText.includes('NLMSG_ERROR')");
}

#[test]
fn without_a_script_the_first_page_lists_everything() {
    let site = written();
    let mut page = Page::start();
    page.scripts(false);
    page.open(&site.page("index.html"));
    assert_eq!(page.eval("document.querySelector('#find').offsetParent"), serde_json::Value::Null);
    let listed = page.eval("document.querySelectorAll('#all a').length").as_u64().unwrap();
    assert!(listed > 300, "{listed}");
    assert!(shown(&mut page).contains("echo: ack flags"));
}

/// One page of each kind.
fn kinds() -> Vec<String> {
    let module = ModuleId::new("nlecho", "g6-cfg");
    let leaves = [
        SitePage::Scenario("nlecho", "echo"),
        SitePage::Symbol("netlink_kernel_create"),
        SitePage::Errno("EINVAL"),
        SitePage::Symptom("enobufs-overrun"),
        SitePage::Kernel("3.16"),
        SitePage::Generation(&module),
    ];
    let lists = ["index", "behaviour", "api", "errors", "kernels", "versions"];
    let lists = lists.into_iter().map(|name| format!("{name}.html"));
    lists.chain([behaviour()]).chain(leaves.map(SitePage::file)).collect()
}

#[test]
fn axe_finds_no_violation_on_the_site() {
    let (axe, site) = (axe(), written());
    let mut page = Page::start();
    for scheme in ["light", "dark"] {
        page.media("screen", scheme);
        for file in kinds() {
            page.open(&site.page(&file));
            assert_eq!(violations(&mut page, &axe), "", "{file}, {scheme}");
        }
    }
}

#[test]
fn no_page_scrolls_sideways() {
    let site = written();
    let mut page = Page::start();
    for (name, width, medium, scheme) in [
        ("desktop", 1400, "screen", "dark"),
        ("phone", 390, "screen", "light"),
        ("print", 1123, "print", "light"),
    ] {
        page.size(width, 900);
        page.media(medium, scheme);
        for file in kinds() {
            page.open(&site.page(&file));
            let wide = page.eval("document.documentElement.scrollWidth > innerWidth");
            assert_eq!(wide, false, "{name} {file} scrolls sideways");
            let part = file.split(['/', '.']).next().unwrap_or_default();
            page.picture(&format!("site-{name}-{part}"), 1600);
        }
    }
}
