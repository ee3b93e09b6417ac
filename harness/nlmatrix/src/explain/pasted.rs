//! Texts as users paste them, and the answer that has to come first.

use serde::Deserialize;

use super::{Answers, Question, explain};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pasted: Vec<Pasted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pasted {
    text: String,
    /// The name of the first answer; empty if nothing is known.
    first: String,
    /// What the first answer says.
    #[serde(default)]
    says: String,
    /// The kernel that it is about.
    #[serde(default)]
    kernel: String,
    /// Answers that would be misleading.
    #[serde(default)]
    not: Vec<String>,
}

fn ask(text: &str) -> Answers {
    explain(&Question { text, ..Question::default() })
}

/// What is wrong with the answers to `pasted`.
fn mistake(pasted: &Pasted) -> Option<String> {
    let answers = ask(&pasted.text);
    let names: Vec<&str> = answers.answers.iter().map(|it| it.name.as_str()).collect();
    let first = names.first().copied().unwrap_or_default();
    let misleads = names.iter().find(|name| pasted.not.iter().any(|it| it == *name));
    let kernel = answers.kernel.as_ref().map_or("", |it| it.release.as_str());
    let (wanted, text) = (&pasted.first, pasted.text.trim());
    if first != wanted || misleads.is_some() {
        return Some(format!("`{text}`\n  wanted `{wanted}`, got {names:?}"));
    }
    if !pasted.kernel.is_empty() && kernel != pasted.kernel {
        return Some(format!("`{text}`\n  is about {kernel}"));
    }
    let says = answers.to_string();
    (!says.contains(&pasted.says))
        .then(|| format!("`{text}`\n  does not say {}:\n{says}", pasted.says))
}

#[test]
fn what_people_paste_is_answered_and_nothing_misleads() {
    let file: File = toml::from_str(include_str!("pasted.toml")).unwrap();
    assert!(file.pasted.len() >= 75);
    let mistakes: Vec<String> = file.pasted.iter().filter_map(mistake).collect();
    assert!(mistakes.is_empty(), "{} mistakes\n{}", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn where_nothing_is_known_it_is_said_what_would_help() {
    let text = ask("what is the weather?").to_string();
    assert!(text.contains("Nothing is known") && text.contains("strace"), "{text}");
    let text = ask("nginx: bind() to 0.0.0.0:80 failed (98: Address already in use)").to_string();
    assert!(text.contains("IP or UNIX socket"), "{text}");
}

#[test]
fn answers_name_the_scenarios_that_assert_them() {
    let answers = ask("recvmsg: No buffer space available");
    let scenarios: Vec<&str> =
        answers.answers[0].asserted.iter().map(|it| it.scenario.as_str()).collect();
    assert!(scenarios.contains(&"enobufs-overrun"), "{scenarios:?}");
    let json = serde_json::to_value(&answers).unwrap();
    assert_eq!(json["answers"][0]["certainty"], "likely");
}

#[test]
fn a_vendors_kernel_comes_with_a_caveat() {
    let text = "/usr/src/kernels/3.10.0-1160.el7.x86_64/include/net/genetlink.h: in a file\n\
                g.c:1:1: error: implicit declaration of function ‘genl_register_ops’";
    let answer = ask(text).to_string();
    assert!(answer.contains("RHEL 7") && answer.contains("4.10"), "{answer}");
}
