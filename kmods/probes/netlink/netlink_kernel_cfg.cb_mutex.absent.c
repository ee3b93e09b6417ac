// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>

static DEFINE_MUTEX(own);
static struct netlink_kernel_cfg first = {
	.groups = 1,
	.cb_mutex = NULL,
};

static struct sock *start(void)
{
	struct netlink_kernel_cfg config;

	config.groups = 0;
	config.cb_mutex = NULL;
	return netlink_kernel_create(&init_net, 17, &config);
}

static struct sock *start_locked(void)
{
	struct netlink_kernel_cfg config = { .groups = 1 };

	config.cb_mutex = &own;
	return netlink_kernel_create(&init_net, 17, &config);
}

static struct netlink_kernel_cfg own_locked = {
	.input = own_input,
	.cb_mutex = &own_mutex,
};
