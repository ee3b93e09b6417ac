// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	head = skb->nh.iph;
	head = (*pskb)->nh.iph;
	at = skb->nh.raw;
}
