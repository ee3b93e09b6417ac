// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlecho, sixth generation: netlink_kernel_create(net, unit, cfg).
 *
 * The input callback is called once for every skb, in the context of the
 * sender's sendmsg(), and may run on several processors at once.
 */
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "../nlecho-core.h"

static struct sock *nlecho_sock;
static DEFINE_MUTEX(nlecho_lock);

static struct sk_buff *nlecho_build(u32 seq, int type, const void *data,
				    unsigned int len, unsigned int size)
{
	struct sk_buff *skb = nlmsg_new(size, GFP_KERNEL);
	struct nlmsghdr *nlh;

	if (!skb)
		return NULL;
	nlh = nlmsg_put(skb, 0, seq, type, size, 0);
	if (!nlh) {
		kfree_skb(skb);
		return NULL;
	}
	memset(nlmsg_data(nlh), 0, size);
	memcpy(nlmsg_data(nlh), data, len);
	return skb;
}

/*
 * Who frees the skb: nlmsg_unicast() consumes it, sent or not, so a
 * kfree_skb() after a failure, as the lecture has it, would be a double free.
 * We may free it only before it was passed on: in nlecho_build().
 */
static int nlecho_send(struct sk_buff *skb, u32 to)
{
	return nlmsg_unicast(nlecho_sock, skb, to);
}

static int nlecho_multicast(u32 seq, int type, const void *data,
			    unsigned int len)
{
	struct sk_buff *skb = nlecho_build(seq, type, data, len, len);

	if (!skb)
		return -ENOMEM;
	return nlmsg_multicast(nlecho_sock, skb, 0, NLECHO_GROUP, GFP_KERNEL);
}

/* The caller frees @skb. */
static void nlecho_input(struct sk_buff *skb)
{
	mutex_lock(&nlecho_lock);
	nlecho_receive(nlmsg_hdr(skb), skb->len, NETLINK_CB(skb).portid);
	mutex_unlock(&nlecho_lock);
}

static int __init nlecho_init(void)
{
	struct netlink_kernel_cfg cfg = {
		.groups = NLECHO_GROUP,
		.input = nlecho_input,
	};

	if (nlecho_prepare())
		return -ENOMEM;
	/* A message may arrive before the pointer is stored: let it wait. */
	mutex_lock(&nlecho_lock);
	nlecho_sock = netlink_kernel_create(&init_net, NLECHO_PROTO, &cfg);
	mutex_unlock(&nlecho_lock);
	return nlecho_loaded(nlecho_sock);
}
module_init(nlecho_init);

static void __exit nlecho_exit(void)
{
	netlink_kernel_release(nlecho_sock);
	nlecho_forget();
}
module_exit(nlecho_exit);
