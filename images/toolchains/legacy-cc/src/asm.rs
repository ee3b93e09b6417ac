//! Assembly text that today's gas refuses, or assembles differently from gas of its time.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Segment registers.
const SEGMENTS: [&str; 6] = ["%cs", "%ds", "%es", "%fs", "%gs", "%ss"];

/// The jump on whose length the table of early exception entries relies.
const EARLY_JUMP: &str = "jmp early_idt_handler";
/// The same in its long form, for which gas has no syntax: the table has 9 or 10 bytes for each
/// entry, and a short jump shifts everything after it (3.10 hangs at the first early page fault).
const EARLY_JUMP_LONG: &str = ".byte 0xe9; .long early_idt_handler - . - 4";

/// `text` in a form that today's gas accepts; borrowed if there was nothing to do. It may be any bytes: what is
/// not assembly is passed on for gas to refuse.
pub fn modernize(text: &[u8]) -> Cow<'_, [u8]> {
    let mut output = Vec::new();
    let mut macros = Macros::default();
    let mut changed = false;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let new = std::str::from_utf8(line).ok().and_then(|line| rewrite(line, &mut macros));
        changed |= new.is_some();
        output.extend_from_slice(new.as_deref().map_or(line, str::as_bytes));
    }
    if changed { Cow::Owned(output) } else { Cow::Borrowed(text) }
}

/// The changed line, or `None` if it needs no change.
fn rewrite(line: &str, macros: &mut Macros) -> Option<String> {
    if !["mov", "jmp", ".macro", ".if", ".endif"].iter().any(|word| line.contains(word)) {
        return None;
    }
    let mut changed = false;
    let statements = line.split(';').map(|statement| {
        let new = macros.define(statement).or_else(|| segment_move(statement));
        let new = new.or_else(|| early_jump(statement));
        changed |= new.is_some();
        new.map_or(Cow::Borrowed(statement), Cow::Owned)
    });
    let statements: Vec<_> = statements.collect();
    changed.then(|| statements.join(";"))
}

/// `movl %ds,mem` and `movl mem,%ds` always moved 16 bits; today's gas only accepts `movw` (2.6.11).
fn segment_move(statement: &str) -> Option<String> {
    let operands = statement.trim().strip_prefix("movl")?;
    let (from, to) = operands.split_once(',')?;
    let (from, to) = (from.trim(), to.trim());
    let is_segment = |operand: &str| SEGMENTS.contains(&operand);
    let is_memory = |operand: &str| !operand.is_empty() && !operand.starts_with(['%', '$']);
    let narrow = is_segment(from) && is_memory(to) || is_memory(from) && is_segment(to);
    narrow.then(|| statement.replacen("movl", "movw", 1))
}

fn early_jump(statement: &str) -> Option<String> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    (words.join(" ") == EARLY_JUMP).then(|| statement.replace(statement.trim(), EARLY_JUMP_LONG))
}

/// Macros defined so far: gas refuses to redefine them (2.6.9).
#[derive(Default)]
struct Macros {
    known: BTreeSet<String>,
    conditions: u32,
}

impl Macros {
    /// Adds `.purgem` before a definition that is not the first.
    fn define(&mut self, statement: &str) -> Option<String> {
        let mut words = statement.split([' ', '\t', ',', '\n']).filter(|word| !word.is_empty());
        match words.next()? {
            word if word.starts_with(".if") => self.conditions += 1,
            ".endif" => self.conditions = self.conditions.saturating_sub(1),
            // Only gas knows whether a conditional definition took effect.
            ".macro" if self.conditions == 0 => {
                let name = words.next()?.to_owned();
                let purge = format!("\t.purgem {name}\n{statement}");
                return (!self.known.insert(name)).then_some(purge);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("\tmovl %ds,8(%rdi)\n", "\tmovw %ds,8(%rdi)\n")]
    #[case("movl %fs, foo; nop\n", "movw %fs, foo; nop\n")]
    #[case("\tmovl\t(%rsi),%es\n", "\tmovw\t(%rsi),%es\n")]
    #[case("\tmovl %eax,%ds\n", "\tmovl %eax,%ds\n")]
    #[case("\tmovl %ds,%eax\n", "\tmovl %ds,%eax\n")]
    #[case("\tmovl $1,foo\n", "\tmovl $1,foo\n")]
    #[case(" jmp early_idt_handler\n", " .byte 0xe9; .long early_idt_handler - . - 4\n")]
    #[case(" jmp early_idt_handler_common\n", " jmp early_idt_handler_common\n")]
    #[case(".macro a\n.endm\n", ".macro a\n.endm\n")]
    #[case(
        ".macro a x\n.endm\n.macro a x\n.endm",
        ".macro a x\n.endm\n\t.purgem a\n.macro a x\n.endm"
    )]
    #[case(
        ".if 1\n.macro a\n.endm\n.else\n.macro a\n.endm\n.endif\n",
        ".if 1\n.macro a\n.endm\n.else\n.macro a\n.endm\n.endif\n"
    )]
    fn rewrites(#[case] old: &str, #[case] new: &str) {
        assert_eq!(String::from_utf8_lossy(&modernize(old.as_bytes())), new);
    }

    #[test]
    fn nothing_to_do_costs_no_copy() {
        assert!(matches!(modernize(b"\tret\n\xff\xfe"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn any_bytes_pass(bytes: Vec<u8>) {
            modernize(&bytes);
        }

        #[test]
        fn what_was_done_is_not_done_again(text in "(movl %[d-g]s,x;|jmp early_idt_handler|\n| )*") {
            let once = modernize(text.as_bytes()).into_owned();
            let twice = modernize(&once).into_owned();
            prop_assert_eq!(twice, once);
        }
    }
}
