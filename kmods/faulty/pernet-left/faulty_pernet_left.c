// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_pernet_left - never unregisters its functions for namespaces.
 *
 * Expected ending: crash, when code that is gone sets the next network namespace up.
 */
#include <net/net_namespace.h>

#include "../faulty-load.h"

static int faulty_begins(struct net *net)
{
	return 0;
}

static struct pernet_operations faulty_ops = { .init = faulty_begins };

static noinline void faulty_fault(void)
{
	/* The fault: no unregister_pernet_subsys() at unload. */
	if (register_pernet_subsys(&faulty_ops))
		printk(KERN_ERR "faulty: no namespaces\n");
}
