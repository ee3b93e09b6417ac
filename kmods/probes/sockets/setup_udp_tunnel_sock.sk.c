// SPDX-License-Identifier: GPL-2.0-only
#include <net/udp_tunnel.h>

static void start(struct net *net, struct socket *sock, struct udp_tunnel_sock_cfg *config)
{
	setup_udp_tunnel_sock(net, sock, config);
}
