// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	head = skb->mac.ethernet;
	at = skb->mac.raw;
}
