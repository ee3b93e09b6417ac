// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	return genl_register_family_with_ops(&own_family, own_ops, ARRAY_SIZE(own_ops));
}

static int counted(void)
{
	return genl_register_family_with_ops(&own_family, own_ops,
					     sizeof(own_ops) / sizeof(own_ops[0]));
}
