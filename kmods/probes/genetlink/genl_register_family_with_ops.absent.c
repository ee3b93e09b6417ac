// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	int err;

	err = genl_register_family_with_ops(&own_family, own_ops);
	if (err)
		return err;
	if (genl_register_family_with_ops(&other_family, other_ops))
		return -1;
	return genl_register_family_with_ops(&third_family, third_ops);
}
