// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	nf_reset(skb);
}
