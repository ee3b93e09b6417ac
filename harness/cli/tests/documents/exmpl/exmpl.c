// SPDX-License-Identifier: GPL-2.0-only
/*
 * A generic netlink family in the manner of the documents of 3.x: family, operation and group are registered
 * one by one, and the answer goes to the port that the request's header has.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/genetlink.h>
#include <net/sock.h>

enum {
	EXMPL_A_UNSPEC,
	EXMPL_A_MSG,
	__EXMPL_A_MAX,
};
#define EXMPL_A_MAX (__EXMPL_A_MAX - 1)

enum {
	EXMPL_C_UNSPEC,
	EXMPL_C_ECHO,
	EXMPL_C_TELL,
	__EXMPL_C_MAX,
};

#define GREETING	"Hello from the kernel"
#define GREETING_LEN	(strlen(GREETING) + 1)

static struct genl_family exmpl_family = {
	.id = GENL_ID_GENERATE,
	.hdrsize = 0,
	.name = "EXMPL",
	.version = 1,
	.maxattr = EXMPL_A_MAX,
};

static struct nla_policy exmpl_policy[EXMPL_A_MAX + 1] = {
	[EXMPL_A_MSG] = { .type = NLA_NUL_STRING },
};

static struct genl_multicast_group exmpl_group = {
	.name = "EXMPL_GRP",
};

static struct sk_buff *exmpl_build(u32 pid, u8 cmd)
{
	struct sk_buff *skb;
	void *head;

	skb = genlmsg_new(nla_total_size(GREETING_LEN), GFP_KERNEL);
	if (!skb)
		return NULL;
	head = genlmsg_put(skb, pid, 0, &exmpl_family, 0, cmd);
	if (!head || nla_put(skb, EXMPL_A_MSG, GREETING_LEN, GREETING)) {
		nlmsg_free(skb);
		return NULL;
	}
	if (genlmsg_end(skb, head) < 0) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

static int exmpl_echo(struct sk_buff *skb, struct genl_info *info)
{
	struct nlmsghdr *nlhdr = nlmsg_hdr(skb);
	u32 pid = nlhdr->nlmsg_pid;
	struct sk_buff *reply;

	if (info->attrs[EXMPL_A_MSG])
		printk(KERN_INFO "exmpl: %d says %s\n", info->snd_pid,
		       (char *)nla_data(info->attrs[EXMPL_A_MSG]));
	reply = exmpl_build(pid, EXMPL_C_ECHO);
	if (!reply)
		return -ENOMEM;
	return genlmsg_unicast(&init_net, reply, pid);
}

static int exmpl_tell(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *news = exmpl_build(0, EXMPL_C_TELL);

	if (!news)
		return -ENOMEM;
	return genlmsg_multicast(news, 0, exmpl_group.id, GFP_KERNEL);
}

static struct genl_ops exmpl_op_echo = {
	.cmd = EXMPL_C_ECHO,
	.flags = 0,
	.policy = exmpl_policy,
	.doit = exmpl_echo,
	.dumpit = NULL,
};

static struct genl_ops exmpl_op_tell = {
	.cmd = EXMPL_C_TELL,
	.flags = 0,
	.policy = exmpl_policy,
	.doit = exmpl_tell,
	.dumpit = NULL,
};

static int __init exmpl_init(void)
{
	int err;

	err = genl_register_family(&exmpl_family);
	if (err)
		return err;
	err = genl_register_ops(&exmpl_family, &exmpl_op_echo);
	if (err)
		goto failed;
	err = genl_register_ops(&exmpl_family, &exmpl_op_tell);
	if (err)
		goto failed;
	err = genl_register_mc_group(&exmpl_family, &exmpl_group);
	if (err)
		goto failed;
	return 0;
failed:
	genl_unregister_family(&exmpl_family);
	return err;
}

static void __exit exmpl_exit(void)
{
	genl_unregister_ops(&exmpl_family, &exmpl_op_tell);
	genl_unregister_ops(&exmpl_family, &exmpl_op_echo);
	genl_unregister_family(&exmpl_family);
}

module_init(exmpl_init);
module_exit(exmpl_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("greets who asks");
