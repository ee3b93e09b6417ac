// SPDX-License-Identifier: GPL-2.0-only
#include <net/genetlink.h>

static int own_set(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[OWN_LINK])
		return -EINVAL;
	return own_link(nla_get_u32(info->attrs[OWN_LINK]));
}

static const struct genl_ops own_ops[] = {
	{
		.cmd = OWN_SET,
		.doit = own_set,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = OWN_GET,
		.doit = own_get,
		.dumpit = own_dump,
	},
};

static struct genl_family own_family __ro_after_init = {
	.name = "own",
	.maxattr = OWN_MAX,
	.module = THIS_MODULE,
	.ops = own_ops,
	.n_ops = ARRAY_SIZE(own_ops),
	.resv_start_op = OWN_COMMANDS,
};
