// SPDX-License-Identifier: GPL-2.0-only
/*
 * gentable, second generation, with a callback where a dump starts (4.5): operations
 * and groups belong to the family, the policy to each operation.
 */
#include "../gentable-core.h"

static void nlm_table_multicast(struct sk_buff *skb)
{
	genlmsg_multicast(&nlm_table_family, skb, 0, 0, GFP_KERNEL);
}

static u32 nlm_table_port(struct netlink_callback *cb)
{
	return NETLINK_CB(cb->skb).portid;
}

static const struct nla_policy nlm_table_policy[NLM_TABLE_A_MAX + 1] = {
	[NLM_TABLE_A_INDEX] = { .type = NLA_U32 },
	[NLM_TABLE_A_VALUE] = { .type = NLA_U32 },
	[NLM_TABLE_A_COUNT] = { .type = NLA_U32 },
};

static const struct genl_multicast_group nlm_table_groups[] = {
	{ .name = NLM_TABLE_GRP_NAME },
};

static const struct genl_ops nlm_table_ops[] = {
	{
		.cmd = NLM_TABLE_C_GET,
		.policy = nlm_table_policy,
		.start = nlm_table_start,
		.dumpit = nlm_table_dump,
	},
	{
		.cmd = NLM_TABLE_C_SET,
		.policy = nlm_table_policy,
		.doit = nlm_table_set,
	},
};

static struct genl_family nlm_table_family = {
	.name = NLM_TABLE_NAME,
	.version = NLM_TABLE_VERSION,
	.maxattr = NLM_TABLE_A_MAX,
	.module = THIS_MODULE,
	.ops = nlm_table_ops,
	.n_ops = ARRAY_SIZE(nlm_table_ops),
	.mcgrps = nlm_table_groups,
	.n_mcgrps = ARRAY_SIZE(nlm_table_groups),
};

static int __init nlm_table_init(void)
{
	return genl_register_family(&nlm_table_family);
}
module_init(nlm_table_init);
