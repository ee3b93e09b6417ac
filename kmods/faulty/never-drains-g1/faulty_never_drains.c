// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_never_drains - never removes a message from its socket's queue, for
 * netlink_kernel_create(unit, input).
 *
 * Up to 2.6.23 what a client sends waits in the kernel socket's queue, charged
 * to its sk_rcvbuf. Expected: sendmsg() blocks, or EAGAIN with MSG_DONTWAIT,
 * after as many messages as fit. From 2.6.24 on there is no such queue.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <net/sock.h>

#include "../faulty.h"

static struct sock *faulty_sock;

static void faulty_input(struct sock *sk, int len)
{
	/* The fault: no skb_dequeue(&sk->sk_receive_queue). */
}

static int __init faulty_init(void)
{
	faulty_sock = netlink_kernel_create(FAULTY_PROTO, faulty_input);
	return faulty_sock ? 0 : -ENOMEM;
}
module_init(faulty_init);

static void __exit faulty_exit(void)
{
	sock_release(faulty_sock->sk_socket);
}
module_exit(faulty_exit);

MODULE_DESCRIPTION("nlmatrix: broken on purpose, never load it outside a test");
MODULE_LICENSE("GPL");
