// SPDX-License-Identifier: GPL-2.0-only
/*
 * genlecho, fifth generation: the policy belongs to the family.
 *
 * Only fields that exist from 5.2 on are set. So resv_start_op (6.1) stays 0,
 * and 0 means that kernels from 6.1 check the reserved header fields of
 * every command. The two versions of strictness are no fault of the module.
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

	if (!msg) {
		GENL_SET_ERR_MSG(info, DOC_EXMPL_NO_MSG);
		return -EINVAL;
	}
	/* The policy guarantees the NUL. */
	pr_info("genlecho: port %u says: %s\n", info->snd_portid,
		(const char *)nla_data(msg));
	return 0;
}

static u32 doc_exmpl_port(struct netlink_callback *cb)
{
	return NETLINK_CB(cb->skb).portid;
}

static int doc_exmpl_greet(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *out = doc_exmpl_greeting();

	if (!out)
		return -ENOMEM;
	/* The group is an index into doc_exmpl_groups. */
	return genlmsg_multicast(&doc_exmpl_family, out, 0, 0, GFP_KERNEL);
}

static const struct nla_policy doc_exmpl_policy[DOC_EXMPL_A_MAX + 1] = {
	[DOC_EXMPL_A_MSG] = { .type = NLA_NUL_STRING,
			      .len = DOC_EXMPL_MSG_MAX },
	[DOC_EXMPL_A_INDEX] = { .type = NLA_U32 },
};

static const struct genl_multicast_group doc_exmpl_groups[] = {
	{ .name = DOC_EXMPL_GRP_NAME },
};

static const struct genl_ops doc_exmpl_ops[] = {
	{
		.cmd = DOC_EXMPL_C_ECHO,
		.doit = doc_exmpl_echo,
	},
	{
		.cmd = DOC_EXMPL_C_TWICE,
		.doit = doc_exmpl_twice,
	},
	{
		.cmd = DOC_EXMPL_C_GREET,
		.doit = doc_exmpl_greet,
	},
	{
		.cmd = DOC_EXMPL_C_DUMP,
		.dumpit = doc_exmpl_dump,
	},
	{
		.cmd = DOC_EXMPL_C_ADMIN,
		.flags = GENL_ADMIN_PERM,
		.doit = doc_exmpl_admin,
	},
};

static struct genl_family doc_exmpl_family = {
	.name = DOC_EXMPL_NAME,
	.version = DOC_EXMPL_VERSION,
	.maxattr = DOC_EXMPL_A_MAX,
	.policy = doc_exmpl_policy,
	.module = THIS_MODULE,
	.ops = doc_exmpl_ops,
	.n_ops = ARRAY_SIZE(doc_exmpl_ops),
	.mcgrps = doc_exmpl_groups,
	.n_mcgrps = ARRAY_SIZE(doc_exmpl_groups),
};

static int __init doc_exmpl_init(void)
{
	return genl_register_family(&doc_exmpl_family);
}
module_init(doc_exmpl_init);
