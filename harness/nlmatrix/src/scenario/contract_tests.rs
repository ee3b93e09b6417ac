//! `contract.rs` is exactly what the systems' C headers say. After a change of a header, `CONTRACT=overwrite cargo
//! nextest run contract` writes it again.

use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scenario/contract.rs");
const KMODS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../kmods");

/// Each system, and the prefix of the names in its header.
const SYSTEMS: [(&str, &str); 8] = [
    ("nlecho", "NLECHO_"),
    ("genlecho", "DOC_EXMPL_"),
    ("gentable", "NLM_TABLE_"),
    ("nldrv", "NLDRV_"),
    ("nlns", "NLNS_"),
    ("imp2", "IMP2_"),
    ("devmodel", "DEVMODEL_"),
    ("faulty", "FAULTY_"),
];

const HEAD: &str = "\
//! The numbers and names of the systems' contracts, as `kmods/SYSTEM/SYSTEM.h` has them. Written by
//! `contract_tests`.

#![expect(dead_code, reason = \"no scenario needs all of them\")]
";

/// Name and value of what a line defines: a macro, or an entry of an enum.
fn definition<'l>(line: &'l str, prefix: &str) -> Option<(&'l str, &'l str)> {
    let line = line.split("/*").next()?.trim().trim_end_matches(',');
    let (name, value) = match line.strip_prefix("#define") {
        Some(rest) => rest.trim().split_once(char::is_whitespace)?,
        None => line.split_once('=')?,
    };
    let (name, value) = (name.trim().strip_prefix(prefix)?, value.trim());
    let plain = value.starts_with('"') || value.starts_with(|c: char| c.is_ascii_digit());
    plain.then_some((name, value))
}

/// The type that system calls and messages use for it.
fn type_of(name: &str, value: &str) -> &'static str {
    let message = ["MSG_", "A_", "U_", "K_", "CLOSE"].iter().any(|it| name.starts_with(it));
    match name {
        _ if value.starts_with('"') => "&str",
        "PROTO" | "PROTO_EACH" | "PROTO_FIRST" => "i32",
        "MSG_MAX" => "u32",
        _ if name.starts_with("C_") => "u8",
        _ if message => "u16",
        _ => "u32",
    }
}

fn written() -> String {
    let mut text = HEAD.to_owned();
    for (system, prefix) in SYSTEMS {
        let header = fs_err::read_to_string(format!("{KMODS}/{system}/{system}.h")).unwrap();
        writeln!(text, "\n/// `kmods/{system}/{system}.h`.\npub(super) mod {system} {{").unwrap();
        for (name, value) in header.lines().filter_map(|line| definition(line, prefix)) {
            let ty = type_of(name, value);
            writeln!(text, "    pub const {name}: {ty} = {value};").unwrap();
            if ty == "&str" && !value.contains('%') {
                let value = value.trim_end_matches('"');
                writeln!(text, "    pub const {name}_Z: &[u8] = b{value}\\0\";").unwrap();
            }
        }
        text.push_str("}\n");
    }
    text
}

#[test]
fn the_contracts_are_those_of_the_headers() {
    let written = written();
    if std::env::var("CONTRACT").is_ok_and(|it| it == "overwrite") {
        fs_err::write(FILE, &written).unwrap();
    }
    assert_eq!(include_str!("contract.rs"), written, "CONTRACT=overwrite writes it anew");
}
