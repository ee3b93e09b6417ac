// SPDX-License-Identifier: GPL-2.0-only
static bool f(const struct sk_buff *skb, struct xt_action_param *par)
{
	return par->family == NFPROTO_IPV4 && par->in;
}
