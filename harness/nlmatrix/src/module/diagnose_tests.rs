//! Complaints of compilers, modpost and make, and their diagnoses.

use super::*;
use rstest::rstest;

#[rstest]
#[case(
    "n.c:9:7: error: too many arguments to function ‘netlink_kernel_create’",
    "argument-count",
    "netlink_kernel_create"
)]
#[case(
    "n.c:9:7: error: too few arguments to function 'netlink_kernel_create'; expected 6, have 3",
    "argument-count",
    "netlink_kernel_create"
)]
#[case(
    "n.c:9:7: error: too few arguments to function ‘sock->ops->accept’",
    "argument-count",
    "accept"
)]
#[case(
    "n.c:2028:52: error: passing argument 2 of 'sock->ops->bind' from incompatible pointer type [-Wincompatible-pointer-types]",
    "incompatible-type",
    "bind"
)]
#[case(
    "d.c:4:30: error: macro \"class_create\" requires 2 arguments, but only 1 given",
    "argument-count",
    "class_create"
)]
#[case(
    "g.c:30:10: error: ‘struct genl_ops’ has no member named ‘policy’",
    "missing-member",
    "genl_ops.policy"
)]
#[case(
    "g.c:30:10: error: ‘const struct genl_ops’ has no member named ‘policy’",
    "missing-member",
    "genl_ops.policy"
)]
#[case(
    "g.c:3:9: error: implicit declaration of function ‘genl_register_ops’; did you mean ‘x’? [-Wimplicit-function-declaration]",
    "missing-symbol",
    "genl_register_ops"
)]
#[case(
    "g.c:3:9: error: ‘GENL_ID_GENERATE’ undeclared here (not in a function)",
    "missing-symbol",
    "GENL_ID_GENERATE"
)]
#[case(
    "f.c:8:2: error: #error no stall detector: CONFIG_TREE_RCU is not set",
    "error-directive",
    "no stall detector: CONFIG_TREE_RCU is not set"
)]
#[case(
    "n.c:9:13: error: static declaration of ‘netlink_kernel_release’ follows non-static declaration",
    "declared-by-kernel",
    "netlink_kernel_release"
)]
#[case(
    "n.c:9:13: error: conflicting types for ‘netlink_ack’; have ‘void(int)’",
    "declared-by-kernel",
    "netlink_ack"
)]
#[case(
    "/home/me/linux/include/linux/kthread.h:119:30: error: conflicting types for 'do_exit'; have 'void(void)'\n  \
     119 | #define kthread_exit(result) do_exit(result)\n\
     k.c:110:20: note: in expansion of macro 'kthread_exit'",
    "declared-by-kernel",
    "kthread_exit"
)]
#[case(
    "n.c: In function 'hook':\nn.c:32:16: warning: unused variable 'x'\nn.c: In function 'own_init':\n\
     n.c:50:1: error: control reaches end of non-void function [-Werror=return-type]\nn.c: In function 'other':",
    "missing-value",
    "own_init"
)]
#[case(
    "buf/hotplug.o: error: objtool: init_module(): Magic init_module() function name is deprecated, use module_init(fn) instead",
    "magic-name",
    "init_module"
)]
#[case("a.h:74:9: error: \"FIELD_GET\" redefined [-Werror]", "declared-by-kernel", "FIELD_GET")]
#[case("g.c:3:9: error: unknown type name ‘class_device’", "missing-symbol", "class_device")]
#[case(
    "d.c:40:8: warning: type defaults to 'int' in declaration of 'DEVICE_ATTR_RO' [-Wimplicit-int]\n\
     d.c:52:3: error: implicit declaration of function 'class_create'",
    "missing-symbol",
    "class_create"
)]
#[case(
    "w.c:16:8: warning: type defaults to 'int' in declaration of 'DECLARE_MINE' [-Wimplicit-int]\n\
     w.c:21:32: error: 'my_work' undeclared (first use in this function)",
    "missing-symbol",
    "DECLARE_MINE"
)]
#[case(
    "n.c:2:10: fatal error: linux/config.h: No such file or directory",
    "missing-header",
    "linux/config.h"
)]
#[case("n.c:9:16: error: invalid use of undefined type ‘struct sock’", "incomplete-type", "sock")]
#[case("n.c:9:16: error: invalid use of incomplete type ‘struct sock’", "incomplete-type", "sock")]
#[case(
    "n.c:9:16: error: dereferencing pointer to incomplete type 'struct sock'",
    "incomplete-type",
    "sock"
)]
#[case(
    "g.c:9:36: error: array type has incomplete element type ‘struct genl_split_ops’",
    "incomplete-type",
    "genl_split_ops"
)]
#[case("g.c:9:36: error: storage size of ‘cfg’ isn’t known", "incomplete-type", "cfg")]
#[case(
    "g.c:9:18: error: storage size of ‘mas’ isn’t known\n    9 |         struct ma_state mas;",
    "incomplete-type",
    "ma_state"
)]
#[case(
    "n.c:8:15: error: variable ‘cfg’ has initializer but incomplete type",
    "incomplete-type",
    "cfg"
)]
#[case(
    "d.c:8:15: error: initialization of ‘int (*)(const struct device *)’ from incompatible pointer type ‘int (*)(struct device *)’ [-Wincompatible-pointer-types]",
    "incompatible-type",
    "int (*)(struct device *)"
)]
#[case(
    "i.c:53:17: error: initialization of ‘unsigned int (*)(void *, struct sk_buff *)’ from incompatible pointer type ‘unsigned int (*)(int)’ [-Wincompatible-pointer-types]",
    "incompatible-type",
    "unsigned int (*)(int)"
)]
#[case(
    "d.c:8:15: error: passing argument 1 of ‘class_create’ from incompatible pointer type [-Wincompatible-pointer-types]",
    "incompatible-type",
    "class_create"
)]
#[case(
    "d.c:8:15: error: passing argument 1 of 'netlink_kernel_create' makes pointer from integer without a cast [-Wint-conversion]",
    "incompatible-type",
    "netlink_kernel_create"
)]
#[case(
    "ERROR: modpost: \"netlink_has_it\" [/x/n.ko] undefined!",
    "missing-export",
    "netlink_has_it"
)]
#[case("WARNING: \"netlink_has_it\" [/x/n.ko] undefined!", "missing-export", "netlink_has_it")]
#[case("*** Warning: \"netlink_has_it\" [/x/n.ko] undefined!", "missing-export", "netlink_has_it")]
#[case("ERROR: \"netlink_has_it\" [n.ko] undefined!", "missing-export", "netlink_has_it")]
#[case("ERROR: modpost: n.ko: symbol 'has_it' undefined!", "missing-export", "has_it")]
#[case(
    "d.c:34:14: error: void value not ignored as it ought to be\n   34 |         own = debugfs_create_u32(\"own\", 0644, dir, &it);",
    "void-value",
    "debugfs_create_u32"
)]
#[case(
    "c.c:9:41: error: too many arguments to function call, expected single argument 'name', have 2 arguments\n    9 |  cl = class_create(THIS_MODULE, x);\nclass.h:228:29: note: 'class_create' declared here",
    "argument-count",
    "class_create"
)]
#[case("ERROR: modpost: symbol 'has_it' in n.ko undefined!", "missing-export", "has_it")]
#[case(
    "ERROR: modpost: GPL-incompatible module n.ko uses GPL-only symbol 'has_it'",
    "gpl-only-export",
    "has_it"
)]
#[case(
    "FATAL: modpost: GPL-incompatible module n.ko uses GPL-only symbol 'has_it'",
    "gpl-only-export",
    "has_it"
)]
#[case(
    "ERROR: modpost: module n uses symbol dma_buf_get from namespace DMA_BUF, but does not import it.",
    "missing-namespace",
    "DMA_BUF"
)]
#[case("ERROR: modpost: missing MODULE_LICENSE() in n.o", "missing-license", "n.o")]
#[case("ERROR: modpost: n.ko: missing MODULE_LICENSE()", "missing-license", "n.ko")]
#[case(
    "include/linux/compiler.h:200:67: error: static assertion failed: \"(0666) & 2 is true\"",
    "refused-permissions",
    "0666"
)]
#[case("ERROR: the build succeeded and left no n.ko", "missing-module", "n.ko")]
#[case(
    "make[3]: *** No rule to make target 'work/m/gone.o', needed by 'work/m/m.mod'.  Stop.",
    "missing-source",
    "gone.o"
)]
#[case(
    "make[1]: *** No rule to make target 'gone.c', needed by 'gone.o'.  Stop.",
    "missing-source",
    "gone.c"
)]
#[case("/bin/sh: 1: vmlinux-to-btf: not found", "missing-program", "vmlinux-to-btf")]
#[case("bash: line 3: gawk: command not found", "missing-program", "gawk")]
#[case("./autogen.sh: 2: autoreconf: not found", "missing-program", "autoreconf")]
#[case("./autogen.sh: line 2: autoreconf: command not found", "missing-program", "autoreconf")]
#[case(
    "Can't exec \"aclocal\": No such file or directory at /usr/share/autoconf/Autom4te/FileUtils.pm line 299.",
    "missing-program",
    "aclocal"
)]
#[case("make[1]: bwrap: No such file or directory", "missing-program", "bwrap")]
#[case("/usr/bin/env: ‘python2’: No such file or directory", "missing-program", "python2")]
fn complaints_are_told_apart(#[case] line: &str, #[case] kind: &str, #[case] symbol: &str) {
    let diagnosis = diagnose(line, &"6.12".parse().unwrap()).unwrap();
    assert_eq!((diagnosis.kind.as_str(), diagnosis.symbol.as_str()), (kind, symbol));
}

#[rstest]
#[case::quoted("inc/a.h", "#include \"inc/a.h\"", "missing-own-header")]
#[case::above("../inc/a.h", "#include <../inc/a.h>", "missing-own-header")]
#[case::without_a_folder("a.h", "#include <a.h>", "missing-own-header")]
#[case::of_the_kernel("linux/gone.h", "#include <linux/gone.h>", "missing-header")]
#[case::of_the_kernel_quoted("linux/gone.h", "#include \"linux/gone.h\"", "missing-header")]
#[case::of_the_c_library("stdio.h", "#include <stdio.h>", "c-library-header")]
#[case::of_the_compiler("stdarg.h", "#include <stdarg.h>", "missing-header")]
#[case::known("linux/config.h", "#include <linux/config.h>", "missing-header")]
fn a_header_is_the_projects_or_the_kernels(
    #[case] header: &str,
    #[case] line: &str,
    #[case] kind: &str,
) {
    let log = format!(
        "n.c:2:10: fatal error: {header}: No such file or directory\n    2 | {line}\n      |     ^~~\n"
    );
    let diagnosis = diagnose(&log, &"6.12".parse().unwrap()).unwrap();
    assert_eq!((diagnosis.kind.as_str(), diagnosis.symbol.as_str()), (kind, header));
}

#[rstest]
#[case::make(
    "bash: warning: setlocale: LC_ALL: cannot change locale (xx)\nmake[1]: *** No rule to make target 'a.c', needed by 'a.o'.  Stop.\nmake: *** [Makefile:200: __sub-make] Error 2\n",
    "No rule to make target"
)]
#[case::tool("  GEN x\nbash: line 3: gawk: command not found\nmake: *** [x] Error 127\n", "gawk")]
#[case::recipe("a\nb\nmake[1]: *** [x] Error 1\nmake: *** [y] Error 2\n", "make[1]: *** [x]")]
#[case::assembler(
    "  AS [M]  a.o\na.h: Assembler messages:\na.h:35: Error: Macro `m' was already defined\n\
     make[5]: *** [a.o] Error 1\nmake[5]: *** Waiting for unfinished jobs....\n",
    "a.h:35: Error: Macro"
)]
#[case::others_go_on(
    "make[5]: *** [a.o] Error 1\nmake[5]: *** Waiting for unfinished jobs....\nmake: *** [x] Error 2\n",
    "make[5]: *** [a.o] Error 1"
)]
#[case::nothing("one\ntwo\n", "two")]
fn the_first_error_of_an_unknown_failure_is_shown(#[case] log: &str, #[case] line: &str) {
    let diagnosis = unknown(log);
    assert!(diagnosis.line.contains(line), "{}", diagnosis.line);
    assert!(diagnosis.context.contains(line) && !diagnosis.remedy.contains("rules.rs"));
}

#[test]
fn what_a_configure_script_tried_explains_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = camino::Utf8Path::from_path(folder.path()).unwrap();
    fs_err::write(folder.join("Kbuild"), "obj-m := m.o\n").unwrap();
    let method = crate::matrix::Method::Dkms;
    let sources = Sources::of_folder("m", folder, None, method).unwrap();
    let tried = "t.c:4:1: error: storage size of ‘test’ isn’t known\n";
    let log = format!("{tried}{CONFIGURED}m.c:1:1: error: unknown type name ‘gone’\n");
    let version = "6.12".parse().unwrap();
    assert_eq!(explain(&log, &sources, &version).symbol, "gone");
    assert_eq!(explain(tried, &sources, &version).symbol, "test");
    // Without a date: a script that make runs writes what it tried as comments.
    let log = format!("// {tried}m.c:1:1: error: unknown type name ‘gone’\n");
    assert_eq!(explain(&log, &sources, &version).symbol, "gone");
}

/// From wherever kbuild runs the compiler, one fault gives one line.
#[rstest]
#[case::of_older_kernels("own/m.c:1:1: error: unknown type name ‘gone’")]
#[case::of_newer_kernels("m.c:1:1: error: unknown type name ‘gone’")]
fn a_file_is_named_as_its_folder_sees_it(#[case] log: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = camino::Utf8Path::from_path(folder.path()).unwrap();
    fs_err::write(folder.join("Kbuild"), "obj-m := m.o\n").unwrap();
    let method = crate::matrix::Method::Kbuild(Vec::new());
    let sources = Sources::of_folder("own", folder, None, method).unwrap();
    let found = explain(log, &sources, &"6.12".parse().unwrap());
    assert_eq!(found.line, "m.c:1:1: error: unknown type name ‘gone’");
}

#[rstest]
#[case::a_target("make: *** No rule to make target 'modules_all'.  Stop.")]
#[case::a_file_that_is_included("Makefile:3: config.mk: No such file or directory")]
#[case::a_folder("make: *** /lib/modules/7/build: No such file or directory.  Stop.")]
#[case::words("checking for gawk... not found")]
fn what_is_neither_a_source_nor_a_program(#[case] line: &str) {
    assert_eq!(diagnose(line, &"6.12".parse().unwrap()), None);
}

#[test]
fn a_program_that_was_not_found_may_have_been_a_question() {
    let log = "/bin/sh: 1: pkg-config: not found\nm.c:1:1: error: unknown type name ‘gone’\n";
    assert_eq!(diagnose(log, &"6.12".parse().unwrap()).unwrap().symbol, "gone");
}

#[test]
fn ten_lines_around_an_error_are_shown() {
    let lines: Vec<String> = (0..50).map(|line| format!("line {line}")).collect();
    let log = lines.join("\n").replace("line 25", "error: 25");
    let context = unknown(&log).context;
    assert!(context.starts_with("line 15\n") && context.ends_with("\nline 35"), "{context}");
}

#[test]
fn only_a_kept_module_is_held_to_what_modpost_warns_of() {
    let log = "WARNING: \"gone\" [/x/conftest/probe.ko] undefined!\nx.c:1:1: error: unknown type name 'y'";
    let version = "4.4".parse().unwrap();
    assert_eq!(unresolved(log, &["/x/n.ko".into()], &version), None);
    let found = unresolved(log, &["/x/probe.ko".into()], &version).unwrap();
    assert_eq!(found.symbol, "gone");
}

#[test]
fn what_the_source_says_itself_comes_first() {
    let log = "n.c:9:7: error: too few arguments to function ‘netlink_kernel_create’\n\
        f.c:8:2: error: #error not without CONFIG_X";
    let diagnosis = diagnose(log, &"3.6".parse().unwrap()).unwrap();
    assert_eq!(diagnosis.kind, "error-directive");
}

#[rstest]
#[case("3.5", "is (net, unit, groups, input(skb), cb_mutex, module) on kernel 3.5, since 2.6.24")]
#[case("3.6", "is (net, unit, module, cfg) on kernel 3.6, since 3.6")]
#[case("3.7", "is (net, unit, cfg) on kernel 3.7, since 3.7")]
#[case("7.3-rc7", "is (net, unit, cfg) on kernel 7.3-rc7, since 3.7")]
fn the_meaning_names_the_form_of_the_kernel(#[case] version: &str, #[case] form: &str) {
    let line = "n.c:9:7: error: too many arguments to function ‘netlink_kernel_create’";
    let diagnosis = diagnose(line, &version.parse().unwrap()).unwrap();
    assert!(diagnosis.meaning.contains(form), "{}", diagnosis.meaning);
}

#[rstest]
#[case::by_an_example(
    "n.c:9:7: error: too many arguments to function ‘netlink_kernel_create’",
    "write it like this: `sk = netlink_kernel_create(&init_net, OWN_PROTO, &cfg);`"
)]
#[case::what_takes_its_place(
    "n.c:9:10: fatal error: asm/semaphore.h: No such file or directory",
    "write instead: `#include <linux/semaphore.h>`"
)]
#[case::of_what_nothing_is_known(
    "n.c:9:7: error: too many arguments to function ‘own_thing’",
    "write it the way this kernel has it"
)]
fn the_remedy_says_how_to_write_it(#[case] line: &str, #[case] remedy: &str) {
    assert_eq!(diagnose(line, &"6.1".parse().unwrap()).unwrap().remedy, remedy);
}

#[rstest]
#[case::of_the_kernel("/k/linux-headers-5.10/include/linux/if_vlan.h", Some("skb_vlan_eth_hdr"))]
#[case::from_its_root("./include/linux/if_vlan.h", Some("skb_vlan_eth_hdr"))]
#[case::of_its_own("m/compat.h", None)]
fn a_second_definition_is_the_kernels_where_the_first_is(
    #[case] path: &str,
    #[case] symbol: Option<&str>,
) {
    let log = format!(
        "m/a.h:16:35: error: redefinition of 'skb_vlan_eth_hdr'\n   16 | static inline f(void)\n      |   ^~~\n\
         In file included from m/a.h:7:\n{path}:66:35: note: previous definition of 'skb_vlan_eth_hdr' with type 'f'\n"
    );
    let found = diagnose(&log, &"5.10".parse().unwrap());
    assert_eq!(found.as_ref().map(|it| &*it.symbol), symbol);
    assert!(found.is_none_or(|it| it.kind == "declared-by-kernel"));
}

/// If nothing is known, the compiler at least says which types there are.
#[rstest]
#[case::of_an_argument(
    "s.c:9:7: error: passing argument 1 of ‘own_release’ from incompatible pointer type\n    9 | \
        own_release(sock);\n      |             ^~~~\n      |             struct socket *\n./include/linux/s.h:4:18: note: expected \
        ‘struct sock *’ but argument is of type ‘struct socket *’\n",
    "`own_release` takes `struct sock *` in this kernel, but is given `struct socket *`"
)]
#[case::of_a_member(
    "s.c:9:14: error: initialization of 'int (*)(struct own *, int)' from incompatible pointer type \
        'int (*)(struct own *)' [-Wincompatible-pointer-types]\n    9 |  .check = own_check,\n",
    "`check` is `int (*)(struct own *, int)` in this kernel, but `int (*)(struct own *)` in the module"
)]
fn both_types_are_told(#[case] log: &str, #[case] meaning: &str) {
    assert_eq!(diagnose(log, &"7.3".parse().unwrap()).unwrap().meaning, meaning);
    assert_eq!(complaints(log)[0].meaning, meaning);
}

#[test]
fn a_known_interface_comes_before_its_consequences() {
    let log = "g.c:1:1: error: ‘x’ undeclared\ng.c:2:2: error: ‘struct genl_ops’ has no member named ‘policy’";
    assert_eq!(diagnose(log, &"5.4".parse().unwrap()).unwrap().symbol, "genl_ops.policy");
}

#[test]
fn a_clean_log_has_no_diagnosis() {
    let log = "  CC [M]  n.o\nn.c:1:1: warning: unused variable ‘x’\n  LD [M]  n.ko";
    assert_eq!(diagnose(log, &"5.4".parse().unwrap()), None);
    assert_eq!(unknown("make: *** [x] Error 2\n").kind, "unknown");
}

/// The history of a symbol that merely exists cannot say what about it is different.
#[rstest]
#[case::of_a_history(
    "m.c:3:57: error: passing argument 4 of 'proc_create_data' from incompatible pointer type\n    3 | x\n\
     p.h:1:1: note: expected 'const struct proc_ops *' but argument is of type 'struct file_operations *'",
    "5.10.262",
    "`proc_create_data` is (name, mode, parent, proc_ops, data) on kernel 5.10.262, since 5.6",
    "write `proc_create_data(name, mode, parent, proc_ops, data)`"
)]
#[case::just_there(
    "m.c:3:57: error: passing argument 1 of 'proc_create_seq_private' from incompatible pointer type\n    3 | x\n\
     p.h:1:1: note: expected 'const char *' but argument is of type 'int *'",
    "6.12",
    "`proc_create_seq_private` takes `const char *` in this kernel, but is given `int *`",
    "write it the way this kernel has it"
)]
// Stable kernels backport changes that nobody has recorded.
#[case::backported(
    "m.c:3:5: error: 'struct net_device' has no member named 'netns_local'",
    "6.13.12",
    "this kernel has no `net_device.netns_local`",
    "write what mainline has from 6.15 on, which this kernel seems to have backported: netns_immutable"
)]
fn what_a_history_does_not_explain_is_told_by_the_compiler(
    #[case] log: &str,
    #[case] version: &str,
    #[case] meaning: &str,
    #[case] remedy: &str,
) {
    let found = diagnose(log, &version.parse().unwrap()).unwrap();
    assert_eq!((&*found.meaning, &*found.remedy), (meaning, remedy));
}
