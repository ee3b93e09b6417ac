// SPDX-License-Identifier: GPL-2.0-only
/*
 * genlecho, first generation: genlmsg_put() takes the family's parts one by one,
 * and there is no multicast group to register.
 */
#include "../genlecho-core.h"

static struct sk_buff *doc_exmpl_new(size_t payload)
{
	return alloc_skb(NLMSG_GOODSIZE, GFP_KERNEL);
}

static void *doc_exmpl_put(struct sk_buff *skb, u32 port, u32 seq, int flags,
			   u8 cmd)
{
	return genlmsg_put(skb, port, seq, doc_exmpl_family.id, 0, flags, cmd,
			   DOC_EXMPL_VERSION);
}

static void *doc_exmpl_put_reply(struct sk_buff *skb, struct genl_info *info)
{
	return doc_exmpl_put(skb, info->snd_pid, info->snd_seq, 0,
			     info->genlhdr->cmd);
}

static int doc_exmpl_reply(struct sk_buff *skb, struct genl_info *info)
{
	return genlmsg_unicast(skb, info->snd_pid);
}

static int doc_exmpl_heard(struct genl_info *info)
{
	struct nlattr *msg = info->attrs[DOC_EXMPL_A_MSG];

	if (!msg)
		return -EINVAL;
	if (!memchr(nla_data(msg), 0,
		    min(nla_len(msg), DOC_EXMPL_MSG_MAX + 1)))
		return -EINVAL;
	pr_info("genlecho: somebody says: %s\n", (const char *)nla_data(msg));
	return 0;
}

static u32 doc_exmpl_port(struct netlink_callback *cb)
{
	return NETLINK_CB(cb->skb).pid;
}

/* Groups cannot be registered before 2.6.23. */
static int doc_exmpl_greet(struct sk_buff *skb, struct genl_info *info)
{
	return -EOPNOTSUPP;
}

/*
 * NLA_NUL_STRING and .len came with 2.6.19, when .minlen went, so the bounds
 * of the string are checked by doc_exmpl_heard() instead.
 */
static struct nla_policy doc_exmpl_policy[DOC_EXMPL_A_MAX + 1] = {
	[DOC_EXMPL_A_MSG] = { .type = NLA_STRING },
	[DOC_EXMPL_A_INDEX] = { .type = NLA_U32 },
};

/* Each is linked into the family's list: not const. */
static struct genl_ops doc_exmpl_ops[] = {
	{
		.cmd = DOC_EXMPL_C_ECHO,
		.policy = doc_exmpl_policy,
		.doit = doc_exmpl_echo,
	},
	{
		.cmd = DOC_EXMPL_C_TWICE,
		.policy = doc_exmpl_policy,
		.doit = doc_exmpl_twice,
	},
	{
		.cmd = DOC_EXMPL_C_GREET,
		.policy = doc_exmpl_policy,
		.doit = doc_exmpl_greet,
	},
	{
		.cmd = DOC_EXMPL_C_DUMP,
		.policy = doc_exmpl_policy,
		.dumpit = doc_exmpl_dump,
	},
	{
		.cmd = DOC_EXMPL_C_ADMIN,
		.policy = doc_exmpl_policy,
		.flags = GENL_ADMIN_PERM,
		.doit = doc_exmpl_admin,
	},
};

static struct genl_family doc_exmpl_family = {
	.id = GENL_ID_GENERATE,
	.name = DOC_EXMPL_NAME,
	.version = DOC_EXMPL_VERSION,
	.maxattr = DOC_EXMPL_A_MAX,
};

static int __init doc_exmpl_init(void)
{
	int err = genl_register_family(&doc_exmpl_family);
	int i;

	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(doc_exmpl_ops) && !err; i++)
		err = genl_register_ops(&doc_exmpl_family, &doc_exmpl_ops[i]);
	/* Also unregisters the operations. */
	if (err)
		genl_unregister_family(&doc_exmpl_family);
	return err;
}
module_init(doc_exmpl_init);
