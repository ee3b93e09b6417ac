// SPDX-License-Identifier: GPL-2.0-only
/* A module that offers a bit of everything, for `init` to find. */
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <net/genetlink.h>
#include <net/sock.h>

#define PROTOCOL (MAX_LINKS - 3)

enum { A_UNSPEC, A_TEXT, A_COUNT, __A_MAX };
enum { C_UNSPEC, C_ASK, C_TELL };

static struct genl_family family;
static struct sock *sock;
static int limit = 7;

module_param(limit, int, 0444);

static int ask(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *reply;
	void *header;

	if (!info->attrs[A_TEXT])
		return -EINVAL;
	reply = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &family, 0, C_ASK);
	if (nla_put_string(reply, A_TEXT, "well met") || nla_put_u32(reply, A_COUNT, 3)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

static int tell(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *news = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *header;

	if (!news)
		return -ENOMEM;
	header = genlmsg_put(news, 0, 0, &family, 0, C_TELL);
	genlmsg_end(news, header);
	genlmsg_multicast(&family, news, 0, 0, GFP_KERNEL);
	return 0;
}

static const struct nla_policy policy[__A_MAX] = {
	[A_TEXT] = { .type = NLA_NUL_STRING, .len = 15 },
	[A_COUNT] = { .type = NLA_U32 },
};

static const struct genl_ops ops[] = {
	{ .cmd = C_ASK, .doit = ask },
	{ .cmd = C_TELL, .doit = tell },
};

static const struct genl_multicast_group groups[] = { { .name = "news" } };

static struct genl_family family = {
	.name = "OFFERS",
	.version = 1,
	.maxattr = __A_MAX - 1,
	.policy = policy,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

static void input(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = nlmsg_hdr(skb);
	static const char text[] = "heard";
	int port = nlh->nlmsg_pid;
	struct sk_buff *reply = nlmsg_new(sizeof(text), GFP_KERNEL);

	if (!reply)
		return;
	nlh = nlmsg_put(reply, 0, 0, NLMSG_DONE, sizeof(text), 0);
	strcpy(nlmsg_data(nlh), text);
	nlmsg_unicast(sock, reply, port);
}

static int show(struct seq_file *file, void *unused)
{
	seq_printf(file, "%d\n", limit);
	return 0;
}

static const struct file_operations fops = { .owner = THIS_MODULE };
static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "offers",
	.fops = &fops,
};

static int __init offers_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };
	int err;

	err = genl_register_family(&family);
	if (err)
		return err;
	sock = netlink_kernel_create(&init_net, PROTOCOL, &cfg);
	if (!sock) {
		genl_unregister_family(&family);
		return -ENOMEM;
	}
	err = misc_register(&device);
	if (err) {
		netlink_kernel_release(sock);
		genl_unregister_family(&family);
		return err;
	}
	proc_create_single("offers", 0444, NULL, show);
	pr_info("offers: ready\n");
	return 0;
}

static void __exit offers_exit(void)
{
	remove_proc_entry("offers", NULL);
	misc_deregister(&device);
	netlink_kernel_release(sock);
	genl_unregister_family(&family);
}

module_init(offers_init);
module_exit(offers_exit);
MODULE_DESCRIPTION("offers a bit of everything");
MODULE_LICENSE("GPL");
