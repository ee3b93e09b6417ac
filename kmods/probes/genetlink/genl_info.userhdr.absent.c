// SPDX-License-Identifier: GPL-2.0-only
static void * f(struct genl_info *info)
{
	return info->userhdr;
}
