// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlecho, fourth generation: netlink_kernel_create(net, unit, groups,
 * input, cb_mutex, module), and the input callback gets the skb.
 *
 * 2.6.24 has that form too, but not netlink_kernel_release().
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

/* nlmsg_unicast() consumes the skb, sent or not: no kfree_skb() after it. */
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

/* Called once for every skb; the caller frees it. */
static void nlecho_input(struct sk_buff *skb)
{
	mutex_lock(&nlecho_lock);
	nlecho_receive(nlmsg_hdr(skb), skb->len, NETLINK_CB(skb).pid);
	mutex_unlock(&nlecho_lock);
}

static int __init nlecho_init(void)
{
	if (nlecho_prepare())
		return -ENOMEM;
	/* A message may arrive before the pointer is stored: let it wait. */
	mutex_lock(&nlecho_lock);
	nlecho_sock = netlink_kernel_create(&init_net, NLECHO_PROTO,
					    NLECHO_GROUP, nlecho_input, NULL,
					    THIS_MODULE);
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
