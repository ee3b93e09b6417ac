/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * faulty-core.h - a netlink module around one fault.
 *
 * The including .c file defines faulty_trigger(), which runs in the context of
 * the client's sendmsg(), and faulty_leave(), which runs first at unload.
 */
#ifndef NLMATRIX_FAULTY_CORE_H
#define NLMATRIX_FAULTY_CORE_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "faulty.h"

/* The compiler must not know @var here. OPTIMIZER_HIDE_VAR() came with 3.12. */
#define FAULTY_HIDE(var)	asm volatile("" : "+r" (var))

static struct sock *faulty_sock;

/* A frame of its own in every call trace: never inlined, never a tail call. */
static noinline void faulty_trigger(struct sk_buff *skb);
static void faulty_leave(void);

static void faulty_input(struct sk_buff *skb)
{
	if (!nlmsg_ok(nlmsg_hdr(skb), skb->len) ||
	    nlmsg_hdr(skb)->nlmsg_type != FAULTY_MSG_TRIGGER)
		return;
	pr_info("%s: triggered by port %u\n", KBUILD_MODNAME,
		NETLINK_CB(skb).portid);
	faulty_trigger(skb);
	barrier();
}

static int __init faulty_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = faulty_input };

	faulty_sock = netlink_kernel_create(&init_net, FAULTY_PROTO, &cfg);
	return faulty_sock ? 0 : -ENOMEM;
}
module_init(faulty_init);

static void __exit faulty_exit(void)
{
	faulty_leave();
	netlink_kernel_release(faulty_sock);
}
module_exit(faulty_exit);

MODULE_DESCRIPTION("nlmatrix: broken on purpose, never load it outside a test");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_FAULTY_CORE_H */
