// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	netif_rx_ni(skb);
}
