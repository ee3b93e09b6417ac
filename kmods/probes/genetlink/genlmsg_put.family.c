// SPDX-License-Identifier: GPL-2.0-only
static void * f(struct sk_buff *skb, u32 pid, u32 seq)
{
	return genlmsg_put(skb, pid, seq, own_family.id, 0, 0, 1, 1);
}
