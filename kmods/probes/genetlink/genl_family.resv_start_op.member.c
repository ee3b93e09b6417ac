// SPDX-License-Identifier: GPL-2.0-only
static struct genl_ops own_ops[] = {
	{
		.cmd = 1,
		.validate = GENL_DONT_VALIDATE_STRICT,
	},
};

static struct genl_family own_family = {
	.name = "own",
	.ops = own_ops,
};
