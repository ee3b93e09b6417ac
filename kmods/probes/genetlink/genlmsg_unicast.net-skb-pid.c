// SPDX-License-Identifier: GPL-2.0-only
#include <net/genetlink.h>

static int f(struct sk_buff *skb, struct genl_info *info)
{
	return genlmsg_unicast(skb, info->snd_pid);
}

static int g(struct sk_buff *skb, u32 pid)
{
	return genlmsg_unicast(skb, pid);
}
