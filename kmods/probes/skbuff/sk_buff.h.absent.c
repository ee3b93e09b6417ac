// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	port = skb->h.th->dest;
	port = skb->h.uh->dest;
	at = skb->h.raw;
}
