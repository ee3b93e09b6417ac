// SPDX-License-Identifier: GPL-2.0-only
/*
 * imp2, third generation: netlink_kernel_create(unit, groups, input, cb_mutex,
 * module), nf_hookfn(hooknum, sk_buff **, in, out, okfn).
 */
#include <linux/init.h>
#include <linux/ip.h>
#include <linux/mutex.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/skbuff.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "../imp2-core.h"

static struct sock *imp2_sock;
static DEFINE_MUTEX(imp2_input_lock);

static int imp2_send(u32 to, const struct imp2_packet *packet)
{
	struct sk_buff *skb = nlmsg_new(sizeof(*packet), GFP_ATOMIC);
	struct nlmsghdr *nlh;

	if (!skb)
		return -ENOMEM;
	nlh = nlmsg_put(skb, 0, 0, IMP2_K_MSG, sizeof(*packet), 0);
	if (!nlh) {
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(nlh), packet, sizeof(*packet));
	/* MSG_DONTWAIT is its own; consumes the skb, sent or not. */
	return nlmsg_unicast(imp2_sock, skb, to);
}

/*
 * The skb waits in the kernel socket's queue, charged to it. Whoever holds the
 * lock empties the queue for everybody.
 */
static void imp2_input(struct sock *sk, int len)
{
	struct sk_buff *skb;

	mutex_lock(&imp2_input_lock);
	while ((skb = skb_dequeue(&sk->sk_receive_queue))) {
		imp2_receive(nlmsg_hdr(skb), skb->len,
			     NETLINK_CB(skb).pid);
		kfree_skb(skb);
	}
	mutex_unlock(&imp2_input_lock);
}

static unsigned int imp2_hook(unsigned int hooknum, struct sk_buff **skb,
			      const struct net_device *in,
			      const struct net_device *out,
			      int (*okfn)(struct sk_buff *))
{
	imp2_watch(ip_hdr(*skb));
	return NF_ACCEPT;
}

static struct nf_hook_ops imp2_ops = {
	.hook = imp2_hook,
	.owner = THIS_MODULE,
	.pf = PF_INET,
	.hooknum = NF_IP_PRE_ROUTING,
	.priority = NF_IP_PRI_FILTER,
};

static int __init imp2_init(void)
{
	int err;

	imp2_prepare();
	imp2_sock = netlink_kernel_create(IMP2_PROTO, 0, imp2_input,
					  NULL, THIS_MODULE);
	if (!imp2_sock)
		return -ENOMEM;
	err = nf_register_hook(&imp2_ops);
	if (err)
		sock_release(imp2_sock->sk_socket);
	return err;
}
module_init(imp2_init);

/* The hook sends, so it ends before the socket does. */
static void __exit imp2_exit(void)
{
	nf_unregister_hook(&imp2_ops);
	sock_release(imp2_sock->sk_socket);
}
module_exit(imp2_exit);
