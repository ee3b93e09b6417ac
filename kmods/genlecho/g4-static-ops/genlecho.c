// SPDX-License-Identifier: GPL-2.0-only
/*
 * genlecho, fourth generation: operations and groups belong to the family, the
 * policy to each operation.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/genetlink.h>

#include "../genlecho.h"

static struct genl_family doc_exmpl_family;

/* Answer @info's request with one message that holds @text. */
static int doc_exmpl_say(struct genl_info *info, const char *text)
{
	struct sk_buff *skb = genlmsg_new(nla_total_size(strlen(text) + 1),
					  GFP_KERNEL);
	void *header;

	if (!skb)
		return -ENOMEM;
	header = genlmsg_put_reply(skb, info, &doc_exmpl_family, 0,
				   info->genlhdr->cmd);
	if (!header || nla_put_string(skb, DOC_EXMPL_A_MSG, text)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	/* Consumes the skb, sent or not. */
	return genlmsg_reply(skb, info);
}

static int doc_exmpl_echo(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *msg = info->attrs[DOC_EXMPL_A_MSG];

	if (!msg)
		return -EINVAL;
	/* The policy made sure of the NUL. */
	pr_info("genlecho: port %u says: %s\n", info->snd_portid,
		(const char *)nla_data(msg));
	return doc_exmpl_say(info, DOC_EXMPL_HELLO);
}

static int doc_exmpl_twice(struct sk_buff *skb, struct genl_info *info)
{
	int err = doc_exmpl_say(info, DOC_EXMPL_FIRST);

	return err ? err : doc_exmpl_say(info, DOC_EXMPL_SECOND);
}

static int doc_exmpl_greet(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *out = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *header;

	if (!out)
		return -ENOMEM;
	header = genlmsg_put(out, 0, 0, &doc_exmpl_family, 0,
			     DOC_EXMPL_C_GREET);
	if (!header ||
	    nla_put_string(out, DOC_EXMPL_A_MSG, DOC_EXMPL_GREETING)) {
		nlmsg_free(out);
		return -EMSGSIZE;
	}
	genlmsg_end(out, header);
	/* The group is an index into doc_exmpl_groups. */
	return genlmsg_multicast(&doc_exmpl_family, out, 0, 0, GFP_KERNEL);
}

static int doc_exmpl_admin(struct sk_buff *skb, struct genl_info *info)
{
	return doc_exmpl_say(info, DOC_EXMPL_HELLO);
}

/* args[0] is the next index; a full skb ends this part, not the dump. */
static int doc_exmpl_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	for (; cb->args[0] < DOC_EXMPL_DUMP_COUNT; cb->args[0]++) {
		void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
					   cb->nlh->nlmsg_seq,
					   &doc_exmpl_family, NLM_F_MULTI,
					   DOC_EXMPL_C_DUMP);

		if (!header)
			break;
		if (nla_put_u32(skb, DOC_EXMPL_A_INDEX, cb->args[0])) {
			genlmsg_cancel(skb, header);
			break;
		}
		genlmsg_end(skb, header);
	}
	return skb->len;
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
	.name = DOC_EXMPL_NAME,
	.version = DOC_EXMPL_VERSION,
	.maxattr = DOC_EXMPL_A_MAX,
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

static void __exit doc_exmpl_exit(void)
{
	genl_unregister_family(&doc_exmpl_family);
}
module_exit(doc_exmpl_exit);

MODULE_DESCRIPTION("the DOC_EXMPL generic netlink family");
MODULE_LICENSE("GPL");
