// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_credentials_left - never releases the credentials of its loader.
 *
 * Expected ending: leak, there is one more of them with each process that
 * loads it.
 */
#include <linux/cred.h>
#include <linux/sched.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no put_cred() at unload. */
	if (!get_current_cred())
		pr_err("faulty: no credentials\n");
}
