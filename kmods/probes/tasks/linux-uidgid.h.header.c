// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cred.h>

static int own_open(void)
{
	if (own_uid != current_uid() && own_uid != current_euid())
		return -EBUSY;
	own_gid = current_gid();
	return 0;
}

static int own_may(void)
{
	return own_uid == current->cred->uid || own_uid == current_cred()->euid ||
	       own_gid == current->cred->gid;
}
