// SPDX-License-Identifier: GPL-2.0-only
#include <linux/net.h>
#include <linux/in.h>

static int reach(struct socket *sock, struct sockaddr_in *to, struct sockaddr *own)
{
	int error = kernel_bind(sock, own, sizeof(*own));

	if (error)
		return error;
	error = sock->ops->bind(sock, own, sizeof(*own));
	if (error)
		return error;
	return kernel_connect(sock, (struct sockaddr *)to, sizeof(*to), 0);
}

static int own_bind(struct socket *sock, struct sockaddr *address, int length)
{
	return sock->ops->connect(sock, (struct sockaddr *)address, length, 0);
}

static const struct proto_ops own_ops = {
	.bind = own_bind,
};
