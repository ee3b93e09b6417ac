//! Answers of handlers that are found in helpers, and answers to ports of the author's choice.

use rstest::rstest;

use super::proposal_tests::{ECHO, OPS, family, steps};

/// The author's client has that port; a helper sends what it is given.
#[test]
fn an_answer_to_a_fixed_port_is_met_there() {
    let source = r#"
#define PROTO 30
#define USER_PORT 100
static int tell(char *buf, unsigned short len)
{
	struct sk_buff *out = nlmsg_new(len, GFP_ATOMIC);
	struct nlmsghdr *nlh;
	if (!out)
		return -1;
	nlh = nlmsg_put(out, 0, 0, PROTO, len, 0);
	memcpy(nlmsg_data(nlh), buf, len);
	return netlink_unicast(nlsk, out, USER_PORT, MSG_DONTWAIT);
}
static void input(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = NULL;
	char *text = NULL;
	char *mine = "hello users";
	if (skb->len >= nlmsg_total_size(0)) {
		nlh = nlmsg_hdr(skb);
		text = NLMSG_DATA(nlh);
		if (text) {
			printk("got %s\n", text);
			tell(mine, strlen(mine));
		}
	}
}
struct netlink_kernel_cfg cfg = { .input = input };
static int start(void) { nlsk = netlink_kernel_create(&init_net, PROTO, &cfg); return 0; }
module_init(start);
"#;
    let (steps, _) = steps(source);
    let wanted = "send = { protocol = 30, bind = 100, type = 0, port = \"own\", payload = { string = \"hello\" } }\n\
                  reply = [{ type = 30, matches = \"^hello users\" }]";
    assert!(steps.contains(wanted), "{steps}");
}

/// As in most of the kernel's own families.
#[test]
fn a_helper_fills_an_answer_with_what_it_is_given() {
    let handlers = r#"
static int fill(struct sk_buff *msg, u32 portid, u32 seq, int flags, u8 cmd)
{
	void *head = genlmsg_put(msg, portid, seq, &family, flags, cmd);
	if (!head)
		return -EMSGSIZE;
	if (nla_put_string(msg, A_TEXT, "well met"))
		return -EMSGSIZE;
	genlmsg_end(msg, head);
	return 0;
}
static int hello(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	int rc;
	if (!msg)
		return -ENOMEM;
	rc = fill(msg, info->snd_portid, info->snd_seq, 0, C_SET);
	if (rc) {
		nlmsg_free(msg);
		return rc;
	}
	return genlmsg_reply(msg, info);
}"#;
    let (with, _) = steps(&family(handlers, OPS));
    let wanted = "reply = [{ cmd = 7, attrs = { 1 = { string = \"well met\" } } }]";
    assert!(with.contains(wanted), "{with}");
    // What comes before the handler may refuse any message.
    let asked = OPS.replace(".version = 1,", ".version = 1, .pre_doit = before,");
    let (with, comments) = steps(&family(handlers, &asked));
    assert!(with.contains("family = \"MINE\"") && !with.contains("send"), "{with}");
    assert!(comments.contains("pre_doit") && comments.contains("# send"), "{comments}");
}

/// A return value that nobody looks at decides nothing: `keep(text);`.
#[rstest]
#[case::unasked("keep(nlh);", true)]
#[case::asked("if (keep(nlh) == 2) return;", false)]
fn a_helper_that_may_leave_early_does_not_hide_the_answer(
    #[case] call: &str,
    #[case] is_answered: bool,
) {
    let keep = "static int keep(void *text) { if (state == 3) return 2; state = 3; return 0; }";
    let echo = ECHO.replace("\tpid = nlh", &format!("\t{call}\n\tpid = nlh"));
    let source = format!(
        "{keep}\n{echo}\nstatic struct netlink_kernel_cfg cfg = {{ .input = input }};\n\
         static int start(void) {{ nl_sk = netlink_kernel_create(&init_net, 31, &cfg); return 0; }}\nmodule_init(start);"
    );
    let (steps, _) = steps(&source);
    assert!(steps.contains("send = { protocol = 31"), "{steps}");
    assert_eq!(steps.contains("matches = \"^Hello from kernel\""), is_answered, "{steps}");
}
