// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_panic_on_load - panics when loaded.
 *
 * Expected ending: crash. "Kernel panic - not syncing".
 */
#include "../faulty-load.h"

static void faulty_fault(void)
{
	panic("faulty_panic_on_load");
}
