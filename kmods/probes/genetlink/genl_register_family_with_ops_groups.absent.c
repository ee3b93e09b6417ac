// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	int err;

	err = genl_register_family_with_ops_groups(&own_family, own_ops, own_groups);
	return err;
}
