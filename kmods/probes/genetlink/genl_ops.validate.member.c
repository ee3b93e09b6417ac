// SPDX-License-Identifier: GPL-2.0-only
static struct genl_ops one = {
	.cmd = 1,
	.doit = own_do,
	.dumpit = own_dump,
};

static struct genl_ops many[] = {
	{
		.cmd = 1,
		.doit = own_do,
	},
	{
		.cmd = 2,
		.dumpit = own_dump,
	},
};
