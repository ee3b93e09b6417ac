// SPDX-License-Identifier: GPL-2.0-only
/*
 * genlecho, second generation before 2.6.23: genlmsg_put() takes the family, but
 * there is no multicast group to register yet.
 */
#include "../genlecho-core.h"

static struct sk_buff *doc_exmpl_new(size_t payload)
{
	return genlmsg_new(payload, GFP_KERNEL);
}

static void *doc_exmpl_put(struct sk_buff *skb, u32 port, u32 seq, int flags,
			   u8 cmd)
{
	return genlmsg_put(skb, port, seq, &doc_exmpl_family, flags, cmd);
}

static void *doc_exmpl_put_reply(struct sk_buff *skb, struct genl_info *info)
{
	return genlmsg_put_reply(skb, info, &doc_exmpl_family, 0,
				 info->genlhdr->cmd);
}

static int doc_exmpl_reply(struct sk_buff *skb, struct genl_info *info)
{
	return genlmsg_reply(skb, info);
}

static int doc_exmpl_heard(struct genl_info *info)
{
	struct nlattr *msg = info->attrs[DOC_EXMPL_A_MSG];

	if (!msg)
		return -EINVAL;
	/* The policy guarantees the NUL. */
	pr_info("genlecho: somebody says: %s\n", (const char *)nla_data(msg));
	return 0;
}

/*
 * The number in the client's header, because the more reliable field was
 * renamed within this generation's range (NETLINK_CB(skb).pid, 3.7).
 */
static u32 doc_exmpl_port(struct netlink_callback *cb)
{
	return cb->nlh->nlmsg_pid;
}

/* Groups cannot be registered before 2.6.23. */
static int doc_exmpl_greet(struct sk_buff *skb, struct genl_info *info)
{
	return -EOPNOTSUPP;
}

/* struct genl_ops points to const policies only since 2.6.22. */
static struct nla_policy doc_exmpl_policy[DOC_EXMPL_A_MAX + 1] = {
	[DOC_EXMPL_A_MSG] = { .type = NLA_NUL_STRING,
			      .len = DOC_EXMPL_MSG_MAX },
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
