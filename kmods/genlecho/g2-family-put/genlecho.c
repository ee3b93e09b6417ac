// SPDX-License-Identifier: GPL-2.0-only
/*
 * genlecho, second generation before 2.6.23: genlmsg_put() takes the family, but
 * there is no multicast group to register yet.
 *
 * The macros NLA_PUT_STRING (gone in 3.5) and their successors nla_put_string()
 * (new in 3.5) are both avoided, and nla_put() used, which never changed.
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
	if (!header || nla_put(skb, DOC_EXMPL_A_MSG, strlen(text) + 1, text)) {
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
	pr_info("genlecho: somebody says: %s\n", (const char *)nla_data(msg));
	return doc_exmpl_say(info, DOC_EXMPL_HELLO);
}

static int doc_exmpl_twice(struct sk_buff *skb, struct genl_info *info)
{
	int err = doc_exmpl_say(info, DOC_EXMPL_FIRST);

	return err ? err : doc_exmpl_say(info, DOC_EXMPL_SECOND);
}

/* Groups cannot be registered before 2.6.23. */
static int doc_exmpl_greet(struct sk_buff *skb, struct genl_info *info)
{
	return -EOPNOTSUPP;
}

static int doc_exmpl_admin(struct sk_buff *skb, struct genl_info *info)
{
	return doc_exmpl_say(info, DOC_EXMPL_HELLO);
}

/*
 * args[0] is the next index; a full skb ends this part, not the dump. The port
 * is what the client wrote in its header, because the field that knows better
 * was renamed within this generation's range (NETLINK_CB(skb).pid, 3.7).
 */
static int doc_exmpl_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	for (; cb->args[0] < DOC_EXMPL_DUMP_COUNT; cb->args[0]++) {
		u32 index = cb->args[0];
		void *header = genlmsg_put(skb, cb->nlh->nlmsg_pid,
					   cb->nlh->nlmsg_seq,
					   &doc_exmpl_family, NLM_F_MULTI,
					   DOC_EXMPL_C_DUMP);

		if (!header)
			break;
		if (nla_put(skb, DOC_EXMPL_A_INDEX, sizeof(index), &index)) {
			genlmsg_cancel(skb, header);
			break;
		}
		genlmsg_end(skb, header);
	}
	return skb->len;
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
	/* Takes the operations with it. */
	if (err)
		genl_unregister_family(&doc_exmpl_family);
	return err;
}
module_init(doc_exmpl_init);

static void __exit doc_exmpl_exit(void)
{
	genl_unregister_family(&doc_exmpl_family);
}
module_exit(doc_exmpl_exit);

MODULE_DESCRIPTION("the DOC_EXMPL generic netlink family");
MODULE_LICENSE("GPL");
