// SPDX-License-Identifier: GPL-2.0-only
// step: setup_udp_tunnel_sock=sk
// since: 7.2
// reason: a tunnel is set up on a struct sock

@@
expression net, config;
struct socket *socket;
@@
 setup_udp_tunnel_sock(net,
-	socket
+	socket->sk
 	, config)
