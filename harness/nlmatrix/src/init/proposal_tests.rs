//! What `init` proposes for sources as people write them. Each is small and was written for this test; the kinds are
//! those of published modules.

use camino::Utf8Path;
use rstest::rstest;

use super::write;

/// The steps that `init` writes for `source`: those that are active, and those that are comments.
pub(super) fn steps(source: &str) -> (String, String) {
    steps_of(source.as_bytes())
}

fn steps_of(source: &[u8]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::write(folder.join("Makefile"), "obj-m += mine.o\nall:\n\tmake -C /x M=$(PWD)\n")
        .unwrap();
    fs_err::write(folder.join("mine.c"), source).unwrap();
    // There are also a client, and a source that is not compiled.
    fs_err::write(
        folder.join("client.c"),
        "struct genl_family x = { .name = \"NO\" }; int main(void) {}",
    )
    .unwrap();
    let old = String::from_utf8_lossy(source).replace("MINE", "OLD");
    fs_err::write(folder.join("old.c"), format!("/* old */ {old}")).unwrap();
    let path = write(folder).unwrap();
    // Whatever is proposed is a valid file.
    crate::matrix::load(&path, crate::scenario::shipped()).unwrap();
    let text = fs_err::read_to_string(path).unwrap();
    let first = text.split_once("name = \"first\"").unwrap().1;
    let proposed = first.split_once("# [[scenario.step]]\n# run = ").unwrap();
    let after = proposed.1.split_once("unload = true\n").unwrap().1;
    let after = after.split_once("# A program that prints").unwrap().0;
    let all = format!("{}{after}", proposed.0);
    let (comments, steps): (Vec<&str>, Vec<&str>) =
        all.lines().partition(|line| line.starts_with('#'));
    (steps.join("\n"), comments.join("\n"))
}

const FAMILY: &str = r#"
#include <net/genetlink.h>
#define FAMILY_NAME "MINE"
enum { A_UNSPEC, A_TEXT, A_COUNT = 5, A_KIND, __A_MAX };
#define A_MAX (__A_MAX - 1)
enum cmds { C_UNSPEC, C_HELLO, C_SET = 7 };
static struct nla_policy policy[A_MAX + 1] = {
	[A_TEXT] = { .type = NLA_NUL_STRING, .len = 3 },
	[A_COUNT] = { .type = NLA_U32 },
	[A_KIND] = NLA_POLICY_RANGE(NLA_U8, 2, 4),
};
static struct genl_family family;
"#;

pub(super) fn family(handlers: &str, ops: &str) -> String {
    format!(
        "{FAMILY}{handlers}\n{ops}\nstatic int __init mine_init(void)\n{{\n\tint rc;\n\tpr_info(\"mine: ready\\n\");\n\
         \trc = genl_register_family(&family);\n\tif (rc != 0) {{\n\t\tpr_err(\"no\\n\");\n\t\treturn rc;\n\t}}\n\
         \treturn 0;\n}}\nmodule_init(mine_init);\n"
    )
}

pub(super) const OPS: &str = r#"
static const struct genl_ops ops[] = {
	{ .cmd = C_HELLO, .doit = hello, .policy = policy },
};
static const struct genl_multicast_group groups[] = { { .name = "news" } };
static struct genl_family family __ro_after_init = {
	.name = FAMILY_NAME, .version = 1, .maxattr = A_MAX, .policy = policy,
	.ops = ops, .n_ops = ARRAY_SIZE(ops), .mcgrps = groups, .n_mcgrps = 1,
};"#;

const ANSWERS: &str = r#"
static int hello(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	void *head;
	int rc;
	if (!info->attrs[A_TEXT]) {
		pr_err("no text");
		return -EINVAL;
	}
	if (info->attrs[A_KIND])
		pr_info("%d", nla_get_u8(info->attrs[A_KIND]));
	msg = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (msg == NULL)
		return -ENOMEM;
	head = genlmsg_put_reply(msg, info, &family, 0, C_SET);
	rc = nla_put_string(msg, A_TEXT, "well" " met");
	if (rc)
		goto out;
	if (nla_put_u32(msg, A_COUNT, C_SET))
		goto out;
	genlmsg_end(msg, head);
	return genlmsg_reply(msg, info);
out:
	nlmsg_free(msg);
	return rc;
}"#;

#[test]
fn a_command_is_sent_with_what_its_handler_reads_and_answered_as_it_says() {
    let (steps, comments) = steps(&family(ANSWERS, OPS));
    for line in [
        "family = \"MINE\"",
        "join = { genl = \"MINE\", group = \"news\", socket = \"ears\" }",
        "send = { genl = \"MINE\", cmd = 1, attrs = { 1 = { string = \"hel\" }, 6 = { u8 = 2 } } }",
        "reply = [{ cmd = 7, attrs = { 1 = { string = \"well met\" }, 5 = { u32 = 7 } } }]",
        "log = \"mine: ready\"",
    ] {
        assert!(steps.contains(line), "{line} in {steps}");
    }
    assert!(!steps.contains("OLD") && !steps.contains("NO"), "{steps}");
    assert!(comments.contains("C_HELLO (mine.c:"), "{comments}");
    assert!(comments.contains("handled by hello, which reads A_TEXT, A_KIND"), "{comments}");
}

/// Comments may be in any encoding.
#[test]
fn sources_of_any_encoding_are_read() {
    let source = family(ANSWERS, OPS).replace("no text", "\u{1}");
    let bytes: Vec<u8> = source.bytes().map(|it| if it == 1 { 0xd6 } else { it }).collect();
    let (steps, _) = steps_of(&bytes);
    assert!(steps.contains("send = { genl = \"MINE\", cmd = 1,"), "{steps}");
}

#[rstest]
#[case::copied("strcpy(family.name, FAMILY_NAME); family.ops = ops;")]
#[case::given("family.name = FAMILY_NAME;\n\tfamily.ops = ops;")]
fn members_may_be_filled_before_it_is_registered(#[case] filled: &str) {
    let ops = OPS.replace(".name = FAMILY_NAME, ", "").replace(".ops = ops, ", "");
    let source =
        family(ANSWERS, &ops).replace("\trc = genl_reg", &format!("\t{filled}\n\trc = genl_reg"));
    let (steps, _) = steps(&source);
    assert!(steps.contains("send = { genl = \"MINE\", cmd = 1, attrs = {"), "{steps}");
}

#[rstest]
// The number of the answer is not that of the request, so it is awaited in a step of its own.
#[case::numbered(
    "void *h; struct sk_buff *m = genlmsg_new(9, GFP_KERNEL);\n\
     h = genlmsg_put(m, 0, info->snd_seq + 1, &family, 0, C_HELLO);\n\
     genlmsg_end(m, h); genlmsg_unicast(genl_info_net(info), m, info->snd_portid); return 0;",
    "receive = { genl = \"MINE\" }\nreply = [{ cmd = 1 }]"
)]
#[case::nothing(
    "pr_info(\"got it\\n\"); return 0;",
    "cmd = 1, flags = [\"ack\"] }\nreply = [{ ack = 0 }]"
)]
#[case::refused("return -EOPNOTSUPP;", "reply = [{ error = \"EOPNOTSUPP\" }]")]
#[case::in_a_loop(
    "do { m = genlmsg_new(9, GFP_KERNEL); h = genlmsg_put(m, 0, info->snd_seq, &family, 2, C_HELLO);\n\
     genlmsg_unicast(&init_net, m, info->snd_portid); } while (n--);\n\
     m = nlmsg_new(9, 0); nlmsg_put(m, info->snd_portid, info->snd_seq, NLMSG_DONE, 0, 0);\n\
     genlmsg_unicast(&init_net, m, info->snd_portid); return 0;",
    "send = { genl = \"MINE\", cmd = 1 }\n\n"
)]
#[case::asked_for("if (debug) return 3; return 0;", "send = { genl = \"MINE\", cmd = 1 }\n\n")]
#[case::unknown(
    "if (state == 3) return -EBUSY; return 0;",
    "send = { genl = \"MINE\", cmd = 1 }\n\n"
)]
// Whether it exists depends on what was made before.
#[case::looked_up(
    "struct thing *thing = find_thing(1); if (!thing) return -ENODEV; return 0;",
    "send = { genl = \"MINE\", cmd = 1 }\n\n"
)]
#[case::looked_up_at_once(
    "if (!idr_find(&things, 1)) return -ENOENT; return 0;",
    "send = { genl = \"MINE\", cmd = 1 }\n\n"
)]
#[case::made(
    "struct thing *thing = find_thing(1); thing = kzalloc(8, GFP_KERNEL); if (!thing) return -ENOMEM; return 0;",
    "cmd = 1, flags = [\"ack\"] }\nreply = [{ ack = 0 }]"
)]
#[case::deep("return answer(info);", "send = { genl = \"MINE\", cmd = 1 }\n\n")]
fn what_a_handler_surely_does_is_expected(#[case] body: &str, #[case] wanted: &str) {
    let handler =
        format!("static int hello(struct sk_buff *skb, struct genl_info *info)\n{{ {body} }}");
    let (steps, _) = steps(&family(&handler, OPS));
    assert!(format!("{steps}\n\n").contains(wanted), "{wanted} in {steps}");
}

/// Families written for kernels before 3.13 and 4.10, as they are still published.
#[rstest]
#[case::with_ops("genl_register_family_with_ops(&family, ops)", "[]")]
#[case::with_count("genl_register_family_with_ops(&family, ops, ARRAY_SIZE(ops))", "[]")]
#[case::ops("genl_register_family(&family); rc = genl_register_ops(&family, &ops)", "")]
#[case::groups("genl_register_family_with_ops_groups(&family, ops, groups)", "[]")]
fn old_ways_to_register_are_known(#[case] call: &str, #[case] brackets: &str) {
    let inner = "{ .cmd = C_HELLO, .flags = 0, .policy = policy, .doit = hello, .dumpit = NULL }";
    let inner = if brackets.is_empty() { inner.to_owned() } else { format!("{{ {inner}, }}") };
    let source = format!(
        "{FAMILY}static int hello(struct sk_buff *s, struct genl_info *info) {{ return 0; }}\n\
         static struct genl_multicast_group groups[] = {{ {{ .name = \"news\", }}, }};\n\
         static struct genl_family family = {{ .id = GENL_ID_GENERATE, .hdrsize = 0, .name = FAMILY_NAME, .maxattr = A_MAX }};\n\
         struct genl_ops ops{brackets} = {inner};\n\
         static int start(void) {{ int rc; rc = {call}; if (rc != 0) goto failure; return 0; failure: return -1; }}\n\
         module_init(start);"
    );
    let (steps, _) = steps(&source);
    assert!(steps.contains("cmd = 1, flags = [\"ack\"] }"), "{steps}");
    assert_eq!(steps.contains("group = \"news\""), call.contains("groups"), "{steps}");
}

/// The five forms of `netlink_kernel_create`.
#[rstest]
#[case::first("netlink_kernel_create(PROTO, input)")]
#[case::groups("netlink_kernel_create(PROTO, 0, input, THIS_MODULE)")]
#[case::mutex("netlink_kernel_create(PROTO, 0, input, NULL, THIS_MODULE)")]
#[case::net("netlink_kernel_create(&init_net, PROTO, 0, input, NULL, THIS_MODULE)")]
#[case::module("netlink_kernel_create(&init_net, PROTO, THIS_MODULE, &cfg)")]
#[case::cfg("(struct sock *)netlink_kernel_create(&init_net, PROTO, &cfg)")]
fn protocols_are_found(#[case] create: &str) {
    let source = format!(
        "#define PROTO (MAX_LINKS - 1)\n{ECHO}\n\
         static int start(void)\n{{\n\tstruct netlink_kernel_cfg cfg = {{ .groups = 1, .input = input, }};\n\
         \tprintk(\"Entering: %s\\n\", __FUNCTION__);\n\tnl_sk = {create};\n\
         \tif (!nl_sk) {{ printk(KERN_ALERT \"Error.\\n\"); return -10; }}\n\treturn 0;\n}}\nmodule_init(start);"
    );
    let (steps, _) = steps(&source);
    let send = "send = { protocol = 31, type = 0, port = \"own\", payload = { string = \"hello\" } }\n\
                reply = [{ type = 3, matches = \"^Hello from kernel\" }]";
    assert!(steps.contains(send), "{steps}");
    assert!(steps.contains("log = \"Entering:\""), "{steps}");
}

pub(super) const ECHO: &str = r#"
struct sock *nl_sk = NULL;
static void input(struct sk_buff *skb)
{
	struct nlmsghdr *nlh;
	int pid, res;
	struct sk_buff *skb_out;
	char *msg = "Hello from kernel";
	int msg_size = strlen(msg);

	nlh = (struct nlmsghdr *)skb->data;
	printk(KERN_INFO "received: %s\n", (char *)nlmsg_data(nlh));
	pid = nlh->nlmsg_pid;
	skb_out = nlmsg_new(msg_size, 0);
	if (!skb_out) {
		printk(KERN_ERR "no memory\n");
		return;
	}
	nlh = nlmsg_put(skb_out, 0, 0, NLMSG_DONE, msg_size, 0);
	NETLINK_CB(skb_out).dst_group = 0;
	strncpy(nlmsg_data(nlh), msg, msg_size);
	res = nlmsg_unicast(nl_sk, skb_out, pid);
	if (res < 0)
		printk(KERN_INFO "error\n");
}"#;

#[test]
fn what_takes_a_structure_is_left_to_its_author() {
    let source = "static void input(struct sk_buff *skb) { struct req *r = (struct req *)nlmsg_data(nlmsg_hdr(skb)); use(r); }\n\
         static struct netlink_kernel_cfg cfg;\nint start(void) { cfg.input = input; nl = netlink_kernel_create(&init_net, 29, &cfg); return 0; }\nmodule_init(start);";
    let (steps, comments) = steps(source);
    assert!(!steps.contains("send"), "{steps}");
    assert!(comments.contains("as struct req: say what is in one"), "{comments}");
    assert!(comments.contains("# send = { protocol = 29,"), "{comments}");
}

#[test]
fn files_are_there_while_it_is_loaded_and_gone_behind_that() {
    let source = r#"
static int limit = 5;
module_param(limit, int, S_IRUGO | S_IWUSR);
module_param(hidden, int, 0);
static const struct proc_ops fops = { .proc_open = open_it, .proc_read = seq_read };
static struct miscdevice dev = { .minor = MISC_DYNAMIC_MINOR, .name = "minedev", .fops = &other };
static struct kobj_attribute value_attribute = __ATTR(value, 0664, value_show, value_store);
static struct attribute *attrs[] = { &value_attribute.attr, NULL };
static int probe(struct device *d) { device_create(c, NULL, 0, NULL, "later"); return 0; }
static int __init start(void)
{
	int ret;
	kobj = kobject_create_and_add("mine", kernel_kobj);
	if (!kobj)
		return -ENOMEM;
	ret = misc_register(&dev);
	if (ret)
		return ret;
	dir = proc_mkdir("minedir", NULL);
	if (!proc_create("state", 0444, dir, &fops))
		return -ENOMEM;
	if (!proc_create("mine", 0444, init_net.proc_net, &fops))
		return -ENOMEM;
	return 0;
}
static void __exit stop(void) { printk(KERN_INFO "mine: gone\n"); pr_info("no end"); }
module_init(start);
module_exit(stop);
"#;
    let (steps, comments) = steps(source);
    for line in [
        "exists = \"/dev/minedev\"\n",
        "read = \"/proc/minedir/state\"\nmatches = \"\"",
        "read = \"/proc/net/mine\"\nmatches = \"\"",
        "read = \"/sys/kernel/mine/value\"\nmatches = \"\"",
        "read = \"/sys/module/mine/parameters/limit\"\nmatches = \"\"",
        "exists = \"/dev/minedev\"\nerrno = \"ENOENT\"",
        "log = \"mine: gone\"",
    ] {
        assert!(steps.contains(line), "{line} in {steps}");
    }
    for line in ["read = \"/dev/minedev\"", "hidden", "/dev/later", "no end"] {
        assert!(!steps.contains(line), "{line} in {steps}");
    }
    assert!(
        comments.contains("# read = \"/dev/minedev\"")
            && comments.contains("# exists = \"/dev/later\""),
        "{comments}"
    );
}

/// A file whose text is only written after a request fails until then.
#[rstest]
#[case::always("seq_puts(s, \"x\"); return 0;", true)]
#[case::on_request("if (!asked) return -1; seq_puts(s, \"x\"); return 0;", false)]
fn a_file_that_may_refuse_is_not_read(#[case] body: &str, #[case] is_read: bool) {
    let source = format!(
        "static int show(struct seq_file *s, void *v) {{ {body} }}\n\
         static int open_it(struct inode *i, struct file *f) {{ return single_open(f, show, NULL); }}\n\
         static const struct proc_ops fops = {{ .proc_open = open_it, .proc_read = seq_read }};\n\
         static int start(void) {{ if (!proc_create(\"state\", 0444, NULL, &fops)) return -ENOMEM; return 0; }}\n\
         module_init(start);"
    );
    let (steps, comments) = steps(&source);
    let read = "read = \"/proc/state\"";
    assert!(steps.contains("exists = \"/proc/state\""), "{steps}");
    assert_eq!((steps.contains(read), comments.contains(read)), (is_read, !is_read), "{steps}");
}

/// What depends on the kernel's configuration, on a text, or on another function's arguments.
#[test]
fn what_need_not_be_so_is_a_comment() {
    let source = r#"
static char *mode;
#ifdef CONFIG_EXTRA
static int extra;
module_param(extra, int, 0444);
#endif
#if defined(CONFIG_OTHER) && defined(MODULE)
static struct miscdevice dev = { .name = "minedev" };
#endif
static int choose(char *text)
{
	if (!strcmp(text, "first")) {
		pr_info("first it is\n");
		return 0;
	}
	pr_info("bad mode\n");
	return 0;
}
static int __init start(void)
{
	if (choose(mode) < 0)
		return -EINVAL;
#ifdef CONFIG_OTHER
	misc_register(&dev);
#endif
	if (verbose)
		pr_info("much to say\n");
	pr_info("mine: up\n");
	return 0;
}
module_init(start);
"#;
    let (steps, comments) = steps(source);
    assert_eq!(steps.matches("log = ").count(), 0, "what `choose` returns is not known: {steps}");
    for line in ["parameters/extra", "/dev/minedev"] {
        assert!(!steps.contains(line) && comments.contains(line), "{line} in {steps}\n{comments}");
    }
}

#[rstest]
#[case::empty("")]
#[case::not_c("}}}} ((( \" ' /* ")]
#[case::endless(
    "#define A B\n#define B A\nstruct genl_family f = { .name = A };\nint i(void) { genl_register_family(&f); }\nmodule_init(i);"
)]
#[case::recursive("int a(void) { return b(); } int b(void) { return a(); } module_init(a);")]
#[case::old_init("int init_module(void) { netlink_kernel_create(); return 0; }")]
fn no_source_is_too_strange(#[case] source: &str) {
    let (steps, _) = steps(source);
    assert!(!steps.contains("send"), "{steps}");
}

/// What is compiled only for some of a first matrix's kernels, by version or by a name that stands for one.
#[rstest]
#[case::newer("#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)\nSAYS\n#endif", false)]
#[case::older_or_else(
    "#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)\n#else\nSAYS\n#endif",
    false
)]
#[case::named(
    "#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)\n#define NEW\n#endif\n#ifndef NEW\nSAYS\n#endif",
    false
)]
#[case::of_all("#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 15, 0)\nSAYS\n#endif", true)]
#[case::behind_a_version(
    "#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)\nold();\n#endif\nSAYS",
    true
)]
fn what_some_kernels_leave_out_is_no_step(#[case] body: &str, #[case] is_step: bool) {
    let body = body.replace("SAYS", "\tpr_info(\"mine: up\\n\");");
    let source = format!(
        "static int __init start(void)\n{{\n{body}\n\treturn 0;\n}}\nmodule_init(start);\n"
    );
    let (steps, _) = steps(&source);
    assert_eq!(steps.contains("log = \"mine: up\""), is_step, "{steps}");
}

#[test]
fn a_parameter_is_that_of_its_own_module() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::write(folder.join("Makefile"), "obj-m += first.o next-one.o\n").unwrap();
    for (file, name) in [("first.c", "one"), ("next-one.c", "two")] {
        let text = format!("module_param({name}, int, 0444);\nMODULE_LICENSE(\"GPL\");\n");
        fs_err::write(folder.join(file), text).unwrap();
    }
    let text = fs_err::read_to_string(write(folder).unwrap()).unwrap();
    assert!(text.contains("\nread = \"/sys/module/first/parameters/one\""), "{text}");
    assert!(text.contains("\n# read = \"/sys/module/next_one/parameters/two\""), "{text}");
}
