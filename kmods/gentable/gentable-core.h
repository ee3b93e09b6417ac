/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gentable-core.h - the part of gentable that is the same in every generation.
 *
 * Only symbols that kept their form from 3.1 to today may be used here.
 * Everything that drifted (groups, whose port it was, policies, registration)
 * is what a generation is about, and stays in its .c file, which defines the
 * functions declared below.
 *
 * Requests are handled one after another under the core's lock, dumps between
 * them: a dump sees the table change only from one of its parts to the next.
 */
#ifndef NLMATRIX_GENTABLE_CORE_H
#define NLMATRIX_GENTABLE_CORE_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <net/genetlink.h>

#include "gentable.h"

static u32 values[NLM_TABLE_ENTRIES];

/* 0 would mean that nothing is counted. */
static unsigned int changes = 1;

static struct genl_family nlm_table_family;

/* Consumes @skb, sent or not. */
static void nlm_table_multicast(struct sk_buff *skb);
/* The port of the one who dumps. */
static u32 nlm_table_port(struct netlink_callback *cb);

static int nlm_table_put(struct sk_buff *skb, u32 index)
{
	return nla_put(skb, NLM_TABLE_A_INDEX, sizeof(index), &index) ||
	       nla_put(skb, NLM_TABLE_A_VALUE, sizeof(*values),
		       &values[index]);
}

/* A listener with a full queue notices that itself, and nobody has to listen. */
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
	nlm_table_multicast(skb);
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
 * genl_dump_check_consistent() also required the family before 4.15, so this
 * does the same itself: the family has no header of its own.
 */
static struct nlmsghdr *nlm_table_nlhdr(void *header)
{
	return header - GENL_HDRLEN - NLMSG_HDRLEN;
}

/*
 * Called when a dump starts, in generations with that callback. Its result is
 * passed on since 4.14.
 */
static inline int nlm_table_start(struct netlink_callback *cb)
{
	const struct nlattr *first = nlmsg_find_attr(cb->nlh, GENL_HDRLEN,
						     NLM_TABLE_A_INDEX);

	if (first && nla_len(first) < (int)sizeof(u32))
		return -EINVAL;
	cb->args[0] = first ? nla_get_u32(first) : 0;
	return cb->args[0] < NLM_TABLE_ENTRIES ? 0 : -ERANGE;
}

/* args[0] is the next index; a full skb ends this part, not the dump. */
static int nlm_table_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	cb->seq = changes;
	for (; cb->args[0] < NLM_TABLE_ENTRIES; cb->args[0]++) {
		void *header = genlmsg_put(skb, nlm_table_port(cb),
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

static void __exit nlm_table_exit(void)
{
	genl_unregister_family(&nlm_table_family);
}
module_exit(nlm_table_exit);

MODULE_DESCRIPTION("a table that changes under those who dump it");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_GENTABLE_CORE_H */
