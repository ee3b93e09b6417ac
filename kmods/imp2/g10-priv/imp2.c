// SPDX-License-Identifier: GPL-2.0-only
/*
 * imp2, tenth generation: netlink_kernel_create(net, unit, cfg),
 * nf_hookfn(priv, sk_buff *, state), nf_register_hook(ops).
 */
#include <linux/init.h>
#include <linux/ip.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "../imp2-core.h"

static struct sock *imp2_sock;

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

/* Called once for every skb; the caller frees it. */
static void imp2_input(struct sk_buff *skb)
{
	imp2_receive(nlmsg_hdr(skb), skb->len, NETLINK_CB(skb).portid);
}

static unsigned int imp2_hook(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	imp2_watch(ip_hdr(skb));
	return NF_ACCEPT;
}

static struct nf_hook_ops imp2_ops = {
	.hook = imp2_hook,
	.pf = PF_INET,
	.hooknum = NF_INET_PRE_ROUTING,
	.priority = NF_IP_PRI_FILTER,
};

static int __init imp2_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = imp2_input };
	int err;

	imp2_prepare();
	imp2_sock = netlink_kernel_create(&init_net, IMP2_PROTO, &cfg);
	if (!imp2_sock)
		return -ENOMEM;
	err = nf_register_hook(&imp2_ops);
	if (err)
		netlink_kernel_release(imp2_sock);
	return err;
}
module_init(imp2_init);

/* The hook sends, so it ends before the socket does. */
static void __exit imp2_exit(void)
{
	nf_unregister_hook(&imp2_ops);
	netlink_kernel_release(imp2_sock);
}
module_exit(imp2_exit);
