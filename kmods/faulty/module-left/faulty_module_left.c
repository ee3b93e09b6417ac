// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_module_left - never releases a symbol of another module.
 *
 * Expected ending: leak, each load holds that module once more.
 */
#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no symbol_put() at unload. */
	if (!__symbol_get("nfnl_unlock"))
		printk(KERN_ERR "faulty: no symbol\n");
}
