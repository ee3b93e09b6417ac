// SPDX-License-Identifier: GPL-2.0-only
/*
 * gentable, first generation: every operation and the group are registered by
 * themselves; dumps can be checked for consistency (3.1).
 *
 * Requests are made one after another under the core's lock, dumps between
 * them: a dump sees the table change only from one of its parts to the next.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <net/genetlink.h>

#include "../gentable.h"

static u32 values[NLM_TABLE_ENTRIES];

/* 0 would mean that nobody counts. */
static unsigned int changes = 1;

static struct genl_family nlm_table_family;
static struct genl_multicast_group nlm_table_group;

static int nlm_table_put(struct sk_buff *skb, u32 index)
{
	return nla_put(skb, NLM_TABLE_A_INDEX, sizeof(index), &index) ||
	       nla_put(skb, NLM_TABLE_A_VALUE, sizeof(*values),
		       &values[index]);
}

/* A listener that is full notices it by itself, and nobody need listen. */
static int nlm_table_tell(u32 index)
{
	struct sk_buff *skb = genlmsg_new(2 * nla_total_size(sizeof(u32)),
					  GFP_KERNEL);
	void *header;

	if (!skb)
		return -ENOMEM;
	header = genlmsg_put(skb, 0, 0, &nlm_table_family, 0, NLM_TABLE_C_SET);
	if (!header || nlm_table_put(skb, index)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	genlmsg_multicast(skb, 0, nlm_table_group.id, GFP_KERNEL);
	return 0;
}

static int nlm_table_set(struct sk_buff *skb, struct genl_info *info)
{
	u32 index, value, count, i;
	int err = 0;

	if (!info->attrs[NLM_TABLE_A_INDEX] ||
	    !info->attrs[NLM_TABLE_A_VALUE] || !info->attrs[NLM_TABLE_A_COUNT])
		return -EINVAL;
	index = nla_get_u32(info->attrs[NLM_TABLE_A_INDEX]);
	value = nla_get_u32(info->attrs[NLM_TABLE_A_VALUE]);
	count = nla_get_u32(info->attrs[NLM_TABLE_A_COUNT]);
	if (index > NLM_TABLE_ENTRIES || count > NLM_TABLE_ENTRIES - index)
		return -ERANGE;

	changes++;
	for (i = 0; i < count && !err; i++) {
		values[index + i] = value + i;
		err = nlm_table_tell(index + i);
		cond_resched();
	}
	return err;
}

/*
 * genl_dump_check_consistent() wanted the family too before 4.15, so it is done
 * here what it does: the family's header has no part of its own.
 */
static struct nlmsghdr *nlm_table_nlhdr(void *header)
{
	return header - GENL_HDRLEN - NLMSG_HDRLEN;
}

/*
 * args[0] is the next index; a full skb ends this part, not the dump. The port
 * is what the client wrote in its header, because the field that knows better
 * was renamed within this generation's range (NETLINK_CB(skb).pid, 3.7).
 */
static int nlm_table_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	cb->seq = changes;
	for (; cb->args[0] < NLM_TABLE_ENTRIES; cb->args[0]++) {
		void *header = genlmsg_put(skb, cb->nlh->nlmsg_pid,
					   cb->nlh->nlmsg_seq,
					   &nlm_table_family, NLM_F_MULTI,
					   NLM_TABLE_C_GET);

		if (!header)
			break;
		if (nlm_table_put(skb, cb->args[0])) {
			genlmsg_cancel(skb, header);
			break;
		}
		nl_dump_check_consistent(cb, nlm_table_nlhdr(header));
		genlmsg_end(skb, header);
	}
	return skb->len;
}

static const struct nla_policy nlm_table_policy[NLM_TABLE_A_MAX + 1] = {
	[NLM_TABLE_A_INDEX] = { .type = NLA_U32 },
	[NLM_TABLE_A_VALUE] = { .type = NLA_U32 },
	[NLM_TABLE_A_COUNT] = { .type = NLA_U32 },
};

static struct genl_multicast_group nlm_table_group = {
	.name = NLM_TABLE_GRP_NAME,
};

/* Each is linked into the family's list: not const. */
static struct genl_ops nlm_table_ops[] = {
	{
		.cmd = NLM_TABLE_C_GET,
		.policy = nlm_table_policy,
		.dumpit = nlm_table_dump,
	},
	{
		.cmd = NLM_TABLE_C_SET,
		.policy = nlm_table_policy,
		.doit = nlm_table_set,
	},
};

static struct genl_family nlm_table_family = {
	.id = GENL_ID_GENERATE,
	.name = NLM_TABLE_NAME,
	.version = NLM_TABLE_VERSION,
	.maxattr = NLM_TABLE_A_MAX,
};

static int __init nlm_table_init(void)
{
	int err = genl_register_family(&nlm_table_family);
	int i;

	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(nlm_table_ops) && !err; i++)
		err = genl_register_ops(&nlm_table_family, &nlm_table_ops[i]);
	if (!err)
		err = genl_register_mc_group(&nlm_table_family,
					     &nlm_table_group);
	/* Takes operations and group with it. */
	if (err)
		genl_unregister_family(&nlm_table_family);
	return err;
}
module_init(nlm_table_init);

static void __exit nlm_table_exit(void)
{
	genl_unregister_family(&nlm_table_family);
}
module_exit(nlm_table_exit);

MODULE_DESCRIPTION("a table that changes under those who dump it");
MODULE_LICENSE("GPL");
