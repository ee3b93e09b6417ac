//! The numbers and names of the systems' contracts, as `kmods/SYSTEM/SYSTEM.h` has them. Written by
//! `contract_tests`.

#![expect(dead_code, reason = "no scenario needs all of them")]

/// `kmods/nlecho/nlecho.h`.
pub(super) mod nlecho {
    pub const PROTO: i32 = 31;
    pub const GROUP: u32 = 1;
    pub const MSG_ECHO: u16 = 0x10;
    pub const MSG_GREET: u16 = 0x11;
    pub const MSG_FLOOD: u16 = 0x12;
    pub const MSG_SILENT: u16 = 0x13;
    pub const MSG_NEXT_SEQ: u16 = 0x14;
    pub const MSG_REGISTER: u16 = 0x15;
    pub const MSG_TELL: u16 = 0x16;
    pub const COUNT_MAX: u32 = 100000;
    pub const SIZE_MAX: u32 = 65536;
    pub const REPLY_SIZE: u32 = 256;
    pub const REPLY_FORMAT: &str = "message from process %u has been processed";
    pub const GREETING: &str = "Greeting from kernel!";
    pub const GREETING_Z: &[u8] = b"Greeting from kernel!\0";
    pub const YOO_HOO: &str = "Yoo-hoo, Mr. Kernel!";
    pub const YOO_HOO_Z: &[u8] = b"Yoo-hoo, Mr. Kernel!\0";
}

/// `kmods/genlecho/genlecho.h`.
pub(super) mod genlecho {
    pub const NAME: &str = "DOC_EXMPL";
    pub const NAME_Z: &[u8] = b"DOC_EXMPL\0";
    pub const VERSION: u32 = 1;
    pub const GRP_NAME: &str = "DOC_EXMPL_GRP";
    pub const GRP_NAME_Z: &[u8] = b"DOC_EXMPL_GRP\0";
    pub const A_MSG: u16 = 1;
    pub const A_INDEX: u16 = 2;
    pub const C_ECHO: u8 = 1;
    pub const C_TWICE: u8 = 2;
    pub const C_GREET: u8 = 3;
    pub const C_DUMP: u8 = 4;
    pub const C_ADMIN: u8 = 5;
    pub const MSG_MAX: u32 = 128;
    pub const DUMP_COUNT: u32 = 100;
    pub const HELLO: &str = "Hello from kernel space!!!";
    pub const HELLO_Z: &[u8] = b"Hello from kernel space!!!\0";
    pub const FIRST: &str = "hello world from kernel space";
    pub const FIRST_Z: &[u8] = b"hello world from kernel space\0";
    pub const SECOND: &str = "Second hello world from kernel space";
    pub const SECOND_Z: &[u8] = b"Second hello world from kernel space\0";
    pub const GREETING: &str = "Greeting from kernel!";
    pub const GREETING_Z: &[u8] = b"Greeting from kernel!\0";
    pub const NO_MSG: &str = "DOC_EXMPL_A_MSG is missing";
    pub const NO_MSG_Z: &[u8] = b"DOC_EXMPL_A_MSG is missing\0";
}

/// `kmods/gentable/gentable.h`.
pub(super) mod gentable {
    pub const NAME: &str = "NLM_TABLE";
    pub const NAME_Z: &[u8] = b"NLM_TABLE\0";
    pub const VERSION: u32 = 1;
    pub const GRP_NAME: &str = "changes";
    pub const GRP_NAME_Z: &[u8] = b"changes\0";
    pub const ENTRIES: u32 = 1000;
    pub const A_INDEX: u16 = 1;
    pub const A_VALUE: u16 = 2;
    pub const A_COUNT: u16 = 3;
    pub const C_GET: u8 = 1;
    pub const C_SET: u8 = 2;
}

/// `kmods/nldrv/nldrv.h`.
pub(super) mod nldrv {
    pub const PROTO: i32 = 29;
    pub const IO: u32 = 0x3e8;
    pub const IRQ: u32 = 6;
    pub const MSG_USER: u16 = 0x10;
    pub const MSG_TRIGGER: u16 = 0x11;
    pub const MSG_PACKET: u16 = 0x12;
    pub const SOURCE_TIMER: u32 = 0;
    pub const SOURCE_IRQ: u32 = 1;
    pub const COUNT_MAX: u32 = 100000;
    pub const IN_HARDIRQ: u32 = 1;
    pub const IN_SOFTIRQ: u32 = 2;
}

/// `kmods/nlns/nlns.h`.
pub(super) mod nlns {
    pub const PROTO_EACH: i32 = 28;
    pub const PROTO_FIRST: i32 = 27;
    pub const GROUP: u32 = 1;
    pub const MSG_HELLO: u16 = 0x10;
    pub const MSG_GREET: u16 = 0x11;
}

/// `kmods/imp2/imp2.h`.
pub(super) mod imp2 {
    pub const PROTO: i32 = 28;
    pub const U_PID: u16 = 0x10;
    pub const CLOSE: u16 = 0x11;
    pub const K_MSG: u16 = 0x12;
}

/// `kmods/devmodel/devmodel.h`.
pub(super) mod devmodel {
    pub const CONTROLS: &str = "/sys/devmodel";
    pub const CONTROLS_Z: &[u8] = b"/sys/devmodel\0";
    pub const CLASS: &str = "devmodel";
    pub const CLASS_Z: &[u8] = b"devmodel\0";
    pub const HUB: &str = "devmodel-hub";
    pub const HUB_Z: &[u8] = b"devmodel-hub\0";
    pub const CHILD_FORMAT: &str = "devmodel-%u";
    pub const CHILDREN_MAX: u32 = 100000;
}

/// `kmods/faulty/faulty.h`.
pub(super) mod faulty {
    pub const PROTO: i32 = 30;
    pub const MSG_TRIGGER: u16 = 0x10;
    pub const CORRECTED: u32 = 1;
    pub const GREETING: &str = "Greeting from kernel!";
    pub const GREETING_Z: &[u8] = b"Greeting from kernel!\0";
}
