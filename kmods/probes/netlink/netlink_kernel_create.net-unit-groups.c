// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>
#include <net/sock.h>

static struct sock *own;

/* Empties the queue. */
static void own_input(struct sock *sk, int len)
{
	struct sk_buff *skb;

	down(&own_lock);
	while ((skb = skb_dequeue(&sk->sk_receive_queue)) != NULL) {
		if (skb->len < 16) {
			kfree_skb(skb);
			continue;
		}
		own_receive(skb);
		kfree_skb(skb);
	}
	up(&own_lock);
}

/* Hands what it gets on to somebody who frees it. */
static void other_input(struct sock *sk, int len)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&sk->sk_receive_queue)))
		skb_queue_tail(&other_queue, skb);
}

/* Wakes a thread that takes it out. */
static void third_input(struct sock *sk, int len)
{
	wake_up_interruptible(sk->sk_sleep);
}

static int own_init(void)
{
	own = netlink_kernel_create(OWN_PROTO, 0, own_input, NULL, THIS_MODULE);
	other = netlink_kernel_create(OTHER_PROTO, 0, other_input, NULL, THIS_MODULE);
	third = netlink_kernel_create(THIRD_PROTO, 0, third_input, NULL, THIS_MODULE);
	return own ? 0 : -ENOMEM;
}
