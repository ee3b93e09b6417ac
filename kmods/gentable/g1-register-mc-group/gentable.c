// SPDX-License-Identifier: GPL-2.0-only
/*
 * gentable, first generation: every operation and the group are registered
 * separately; dumps can be checked for consistency (3.1).
 */
#include "../gentable-core.h"

static struct genl_multicast_group nlm_table_group;

static void nlm_table_multicast(struct sk_buff *skb)
{
	genlmsg_multicast(skb, 0, nlm_table_group.id, GFP_KERNEL);
}

/*
 * What the client wrote in its header, because the field that knows better was
 * renamed within this generation's range (NETLINK_CB(skb).pid, 3.7).
 */
static u32 nlm_table_port(struct netlink_callback *cb)
{
	return cb->nlh->nlmsg_pid;
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
	/* Also unregisters operations and group. */
	if (err)
		genl_unregister_family(&nlm_table_family);
	return err;
}
module_init(nlm_table_init);
