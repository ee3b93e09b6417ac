//! The kernel's symbols as an ELF file for debuggers, from what the kernel itself says in `/proc/kallsyms`, which has
//! the format of `System.map`. It has neither lines nor types.

/// The names and positions of the sections.
const NAMES: &[u8] = b"\0.text\0.symtab\0.strtab\0.shstrtab\0";
const HEADER: usize = 64;
const SECTION: usize = 64;
const SYMBOL: usize = 24;
const SECTIONS: usize = 5;

/// A symbol: its address, whether it is code, its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Symbol<'a> {
    pub address: u64,
    pub code: bool,
    pub name: &'a str,
}

/// The symbols of the kernel itself in `text`; lines for those of modules end with the module's name.
pub(super) fn parse(text: &str) -> Vec<Symbol<'_>> {
    let symbol = |line| {
        let mut words = str::split_whitespace(line);
        let (address, kind, name) = (words.next()?, words.next()?, words.next()?);
        let address = u64::from_str_radix(address, 16).ok().filter(|address| *address != 0)?;
        let code = matches!(kind, "t" | "T" | "w" | "W");
        let is_its_own = words.next().is_none() && !matches!(kind, "a" | "A");
        is_its_own.then_some(Symbol { address, code, name })
    };
    text.lines().filter_map(symbol).collect()
}

/// A 64-bit little-endian executable for the ELF machine `machine` that has `symbols` and nothing else.
pub(super) fn elf(symbols: &[Symbol<'_>], machine: u16) -> Vec<u8> {
    let (mut table, mut strings) = (vec![0; SYMBOL], vec![0]);
    for symbol in symbols {
        let name = strings.len() as u32;
        strings.extend_from_slice(symbol.name.as_bytes());
        strings.push(0);
        table.extend(name.to_le_bytes());
        // Global, a function or an object, in the text section.
        table.extend([if symbol.code { 0x12 } else { 0x11 }, 0, 1, 0]);
        table.extend(symbol.address.to_le_bytes());
        table.extend([0; 8]);
    }
    let code = || symbols.iter().filter(|symbol| symbol.code).map(|symbol| symbol.address);
    let (first, last) = (code().min().unwrap_or_default(), code().max().unwrap_or_default());
    let at = HEADER + SECTIONS * SECTION;
    let (strings_at, names_at) = (at + table.len(), at + table.len() + strings.len());
    let mut file = header(machine);
    let none = [0; 10];
    let sections: [[u64; 10]; SECTIONS] = [
        none,
        // NOBITS, executable: name, kind, flags, address, offset, size, link, info, alignment, size of an entry.
        [1, 8, 6, first, at as u64, last - first + 16, 0, 0, 16, 0],
        [7, 2, 0, 0, at as u64, table.len() as u64, 3, 1, 8, SYMBOL as u64],
        [15, 3, 0, 0, strings_at as u64, strings.len() as u64, 0, 0, 1, 0],
        [23, 3, 0, 0, names_at as u64, NAMES.len() as u64, 0, 0, 1, 0],
    ];
    for [name, kind, flags, address, offset, size, link, info, alignment, entry] in sections {
        file.extend([name as u32, kind as u32].iter().flat_map(|word| word.to_le_bytes()));
        file.extend([flags, address, offset, size].iter().flat_map(|word| word.to_le_bytes()));
        file.extend([link as u32, info as u32].iter().flat_map(|word| word.to_le_bytes()));
        file.extend([alignment, entry].iter().flat_map(|word| word.to_le_bytes()));
    }
    [&file, &table[..], &strings, NAMES].concat()
}

fn header(machine: u16) -> Vec<u8> {
    let mut header = b"\x7fELF\x02\x01\x01".to_vec();
    header.resize(16, 0);
    header.extend([2, machine].iter().flat_map(|word| word.to_le_bytes()));
    header.extend(1u32.to_le_bytes());
    header.extend([0, 0, HEADER as u64].iter().flat_map(|word| word.to_le_bytes()));
    header.extend(0u32.to_le_bytes());
    let halves = [HEADER, 56, 0, SECTION, SECTIONS, SECTIONS - 1];
    header.extend(halves.iter().flat_map(|half| (*half as u16).to_le_bytes()));
    header
}

#[cfg(test)]
mod tests {
    use object::{Object as _, ObjectSymbol as _};

    use super::*;

    const TEXT: &str = "0000000000000000 A fixed_percpu_data\n\
                        ffffffff81000000 T _text\n\
                        ffffffff81000040 t netlink_rcv_skb\n\
                        ffffffff82000000 D init_net\n\
                        ffffffffc0000000 t mine\t[mine]\n\
                        nonsense\n";

    #[test]
    fn the_kernels_own_symbols_are_read_back_from_the_file() {
        let symbols = parse(TEXT);
        assert_eq!(symbols.len(), 3);
        let bytes = elf(&symbols, 62);
        let file = object::File::parse(&*bytes).unwrap();
        assert_eq!(file.architecture(), object::Architecture::X86_64);
        let read: Vec<_> = file.symbols().map(|it| (it.address(), it.name().unwrap())).collect();
        let expected = [
            (0xffff_ffff_8100_0000, "_text"),
            (0xffff_ffff_8100_0040, "netlink_rcv_skb"),
            (0xffff_ffff_8200_0000, "init_net"),
        ];
        assert_eq!(read, expected);
    }
}
