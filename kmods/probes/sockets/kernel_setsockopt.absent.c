// SPDX-License-Identifier: GPL-2.0-only
static int own_listen(struct socket *own)
{
	int on = 1;
	int err = kernel_setsockopt(own, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on));

	if (err)
		return err;
	return kernel_setsockopt(own, SOL_TCP, TCP_NODELAY, (char *)&on, sizeof(on));
}
