// SPDX-License-Identifier: GPL-2.0-only
static struct genl_ops own_ops[] = {
	{
		.cmd = 1,
		.policy = own_policy,
		.doit = own_do,
	},
	{
		.cmd = 2,
		.policy = own_policy,
		.dumpit = own_dump,
	},
};

static int f(void)
{
	own_family.ops = own_ops;
	return genl_register_family(&own_family);
}
