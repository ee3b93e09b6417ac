// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_socket_left - never closes its socket.
 *
 * Expected ending: leak, the UDP socket still exists after the unload.
 */
#include <linux/in.h>
#include <linux/net.h>
#include <net/net_namespace.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_port = htons(4711),
	};
	struct socket *sock;

	if (sock_create_kern(&init_net, AF_INET, SOCK_DGRAM, IPPROTO_UDP,
			     &sock)) {
		pr_err("faulty: no socket\n");
		return;
	}
	/* The fault: no sock_release() at unload. */
	if (sock->ops->bind(sock, (void *)&own, sizeof(own)))
		pr_err("faulty: no port\n");
}
