// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlecho, first generation: netlink_kernel_create(unit, input).
 */
#include <linux/init.h>
#include <linux/net.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <asm/semaphore.h>
#include <net/sock.h>

#include "../nlecho-core.h"

static struct sock *nlecho_sock;
static DECLARE_MUTEX(nlecho_lock);

static struct sk_buff *nlecho_build(u32 seq, int type, const void *data,
				    unsigned int len, unsigned int size)
{
	struct sk_buff *skb = alloc_skb(NLMSG_SPACE(size), GFP_KERNEL);
	struct nlmsghdr *nlh;

	if (!skb)
		return NULL;
	nlh = NLMSG_PUT(skb, 0, seq, type, size);
	memset(NLMSG_DATA(nlh), 0, size);
	memcpy(NLMSG_DATA(nlh), data, len);
	return skb;

nlmsg_failure:	/* NLMSG_PUT jumps here when there is no room */
	kfree_skb(skb);
	return NULL;
}

/* netlink_unicast() consumes the skb, sent or not: no kfree_skb() after it. */
static int nlecho_send(struct sk_buff *skb, u32 to)
{
	int err = netlink_unicast(nlecho_sock, skb, to, MSG_DONTWAIT);

	return err > 0 ? 0 : err;
}

static int nlecho_multicast(u32 seq, int type, const void *data,
			    unsigned int len)
{
	struct sk_buff *skb = nlecho_build(seq, type, data, len, len);

	if (!skb)
		return -ENOMEM;
	/* A group is a bit here, not a number. */
	NETLINK_CB(skb).dst_groups = NLECHO_GROUP_MASK;
	return netlink_broadcast(nlecho_sock, skb, 0, NLECHO_GROUP_MASK,
				 GFP_KERNEL);
}

/*
 * The skb waits in the kernel socket's queue, charged to it: a module that does
 * not remove it blocks its senders. Whoever holds the lock empties the queue
 * for everybody, so a later caller may find it empty.
 */
static void nlecho_input(struct sock *sk, int len)
{
	struct sk_buff *skb;

	down(&nlecho_lock);
	while ((skb = skb_dequeue(&sk->sk_receive_queue))) {
		nlecho_receive((struct nlmsghdr *)skb->data, skb->len,
			       NETLINK_CB(skb).pid);
		kfree_skb(skb);
	}
	up(&nlecho_lock);
}

static int __init nlecho_init(void)
{
	if (nlecho_prepare())
		return -ENOMEM;
	/* A message may arrive before the pointer is stored: let it wait. */
	down(&nlecho_lock);
	nlecho_sock = netlink_kernel_create(NLECHO_PROTO, nlecho_input);
	up(&nlecho_lock);
	return nlecho_loaded(nlecho_sock);
}
module_init(nlecho_init);

static void __exit nlecho_exit(void)
{
	sock_release(nlecho_sock->sk_socket);
	nlecho_forget();
}
module_exit(nlecho_exit);
