// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>

static bool is_end(struct nlmsghdr *nlh)
{
	return strcmp(nlh, "end") == 0 && strlen(nlh);
}
