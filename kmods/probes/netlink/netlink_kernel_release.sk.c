// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	own = netlink_kernel_create(&init_net, OWN_PROTO, 0, own_input, NULL, THIS_MODULE);
}

static void g(void)
{
	if (own)
		sock_release(own->sk_socket);
	sock_release(other->sk_socket);
}
