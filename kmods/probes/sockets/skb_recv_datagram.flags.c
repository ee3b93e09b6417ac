// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	skb = skb_recv_datagram(sock, 0, 0, &error);
	skb = skb_recv_datagram(sock, MSG_PEEK, 0, &error);
	skb = skb_recv_datagram(sock, 0, 1, &error);
	skb = skb_recv_datagram(sock, flags & ~MSG_DONTWAIT, flags & MSG_DONTWAIT, &error);
}
