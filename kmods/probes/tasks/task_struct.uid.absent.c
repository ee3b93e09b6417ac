// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>

static int own_open(void)
{
	if (own_uid != current->uid && own_uid != current->euid && !capable(CAP_DAC_OVERRIDE))
		return -EBUSY;
	own_uid = current->uid;
	own_gid = current->gid;
	return inode->i_uid;
}
