// SPDX-License-Identifier: GPL-2.0-only
static u32 f(struct genl_info *info)
{
	return info->snd_pid;
}
