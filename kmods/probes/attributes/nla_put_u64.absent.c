// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	if (nla_put_u64(skb, 1, value))
		return;
}
