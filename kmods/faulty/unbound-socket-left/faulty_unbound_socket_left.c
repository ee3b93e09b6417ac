// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_unbound_socket_left - never closes a socket that has no port.
 *
 * Expected ending: leak, each load leaves one more of them.
 */
#include <linux/in.h>
#include <linux/net.h>
#include <net/net_namespace.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	struct socket *sock;

	/* The fault: no sock_release() at unload. */
	if (sock_create_kern(&init_net, AF_INET, SOCK_DGRAM, IPPROTO_UDP,
			     &sock))
		pr_err("faulty: no socket\n");
}
