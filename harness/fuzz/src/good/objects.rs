//! Objects and assembly.

use object::write::{Object, Relocation, StandardSection, Symbol, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionKind, SymbolFlags, SymbolKind,
    SymbolScope,
};

/// Modules for three architectures, one of them with as many library names as a program has.
pub fn objects() -> Vec<Vec<u8>> {
    let kinds = [
        (Architecture::X86_64, &[1, 2, 4, 9, 11, 41, 42][..]),
        (Architecture::I386, &[1, 2, 4, 43]),
        (Architecture::Aarch64, &[283, 275]),
    ];
    kinds.iter().map(|(architecture, kinds)| module(*architecture, kinds)).collect()
}

fn module(architecture: Architecture, kinds: &[u32]) -> Vec<u8> {
    let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
    let text = object.section_id(StandardSection::Text);
    object.append_section_data(text, &vec![0; 8 * kinds.len()], 16);
    let symbol = object.add_symbol(Symbol {
        name: b"callee".to_vec(),
        value: 0,
        size: 0,
        kind: SymbolKind::Text,
        scope: SymbolScope::Dynamic,
        weak: false,
        section: SymbolSection::Undefined,
        flags: SymbolFlags::None,
    });
    let addend = if architecture == Architecture::I386 { 0 } else { -4 };
    for (at, &kind) in kinds.iter().enumerate() {
        let flags = RelocationFlags::Elf { r_type: object::elf::RelocationType(kind) };
        let relocation = Relocation { offset: 8 * at as u64, symbol, addend, flags };
        object.add_relocation(text, relocation).expect("it is one of this architecture");
    }
    let word = |number: u64| number.to_le_bytes();
    let dynamic = [word(1), word(1), word(1), word(9), word(0), word(0)].concat();
    let sections: [(&[u8], &[u8]); 4] = [
        (b".modinfo", b"license=GPL\0depends=nlecho,gen-table\0name=x\0"),
        (b".dynamic", &dynamic),
        (b".dynstr", b"\0libc.so\0libnl.so\0"),
        (b".interp", b"/lib64/ld-linux-x86-64.so.2\0"),
    ];
    for (name, data) in sections {
        let id = object.add_section(Vec::new(), name.to_vec(), SectionKind::ReadOnlyData);
        object.append_section_data(id, data, 8);
    }
    object.write().expect("it is a whole object")
}

/// What gcc and the sources of old kernels contain.
pub fn assembly() -> Vec<Vec<u8>> {
    let texts = [
        "\tmovl %ds,8(%rdi)\n\tmovl\t(%rsi),%es\n\tret\n",
        " jmp early_idt_handler\n.macro a x\n.endm\n.macro a x\n.endm\n",
        ".if 1\n.macro a\n.endm\n.else\n.macro a\n.endm\n.endif\nmovl %fs, foo; nop\n",
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}
