// SPDX-License-Identifier: GPL-2.0-only
/* Members of the socket are used without the header that defines it. */
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netlink.h>

static struct sock *diagnosis_sock;

static void __exit diagnosis_exit(void)
{
	sock_release(diagnosis_sock->sk_socket);
}
module_exit(diagnosis_exit);

MODULE_LICENSE("GPL");
