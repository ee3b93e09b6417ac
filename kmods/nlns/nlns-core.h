/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nlns-core.h - the part of nlns that is the same in every generation.
 *
 * A generation defines the functions that are declared below, and registers
 * nlns_enter() and nlns_leave() as the init and exit of its pernet_operations:
 * they are called for every network namespace, for those that exist when
 * the module comes or goes as well as for those that come and go later.
 */
#ifndef NLMATRIX_NLNS_CORE_H
#define NLMATRIX_NLNS_CORE_H

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "nlns.h"

static unsigned int namespaces;
module_param(namespaces, uint, 0444);
MODULE_PARM_DESC(namespaces, "namespaces with a socket of this module");

static unsigned int met;
module_param(met, uint, 0444);
MODULE_PARM_DESC(met, "namespaces that the module ever met");

/* The module's data for each namespace. */
struct nlns {
	struct sock *each;
	u32 number;
	u32 received;
};

/* The sockets' owner may run for several senders at once. */
static DEFINE_MUTEX(nlns_lock);

/* The socket that only the first namespace has. */
static struct sock *nlns_first;

/* The data of @net, never NULL between nlns_enter() and nlns_leave(). */
static struct nlns *nlns_of(struct net *net);
/* A kernel socket of @protocol in @net, or NULL. */
static struct sock *nlns_socket(struct net *net, int protocol,
				void (*input)(struct sk_buff *skb));
/* The port of the sender of @skb. */
static u32 nlns_sender(struct sk_buff *skb);

static struct sk_buff *nlns_build(const struct nlns_told *told, u32 seq,
				  int type)
{
	struct sk_buff *skb = nlmsg_new(sizeof(*told), GFP_KERNEL);
	struct nlmsghdr *nlh;

	if (!skb)
		return NULL;
	nlh = nlmsg_put(skb, 0, seq, type, sizeof(*told), 0);
	if (!nlh) {
		kfree_skb(skb);
		return NULL;
	}
	memcpy(nlmsg_data(nlh), told, sizeof(*told));
	return skb;
}

static void nlns_answer(struct sk_buff *skb, const struct nlmsghdr *nlh,
			const struct nlns_told *told)
{
	struct sk_buff *out = nlns_build(told, nlh->nlmsg_seq, nlh->nlmsg_type);

	if (!out)
		return;
	/* Both consume the message, whether or not anybody gets it. */
	if (nlh->nlmsg_type == NLNS_MSG_GREET)
		nlmsg_multicast(skb->sk, out, 0, NLNS_GROUP, GFP_KERNEL);
	else
		nlmsg_unicast(skb->sk, out, nlns_sender(skb));
}

/* Called once for every datagram; skb->sk is the socket that it came to. */
static void nlns_input(struct sk_buff *skb)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)skb->data;
	struct nlns *nlns = nlns_of(sock_net(skb->sk));
	struct nlns_told told;

	if (skb->len < NLMSG_HDRLEN || nlh->nlmsg_len < NLMSG_HDRLEN ||
	    nlh->nlmsg_len > skb->len)
		return;
	if (nlh->nlmsg_type != NLNS_MSG_HELLO &&
	    nlh->nlmsg_type != NLNS_MSG_GREET)
		return;
	mutex_lock(&nlns_lock);
	told.number = nlns->number;
	told.received = ++nlns->received;
	mutex_unlock(&nlns_lock);
	nlns_answer(skb, nlh, &told);
}

static int nlns_enter(struct net *net)
{
	struct nlns *nlns = nlns_of(net);

	mutex_lock(&nlns_lock);
	nlns->number = met++;
	nlns->received = 0;
	mutex_unlock(&nlns_lock);
	/* From here on messages can arrive. */
	nlns->each = nlns_socket(net, NLNS_PROTO_EACH, nlns_input);
	if (!nlns->each)
		return -ENOMEM;
	mutex_lock(&nlns_lock);
	namespaces++;
	mutex_unlock(&nlns_lock);
	return 0;
}

static void nlns_leave(struct net *net)
{
	netlink_kernel_release(nlns_of(net)->each);
	mutex_lock(&nlns_lock);
	namespaces--;
	mutex_unlock(&nlns_lock);
}

/* After the registration: its messages are about the first namespace. */
static int nlns_begin(void)
{
	nlns_first = nlns_socket(&init_net, NLNS_PROTO_FIRST, nlns_input);
	return nlns_first ? 0 : -ENOMEM;
}

static void nlns_end(void)
{
	netlink_kernel_release(nlns_first);
}

MODULE_DESCRIPTION("nlmatrix: netlink sockets of network namespaces");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_NLNS_CORE_H */
