// SPDX-License-Identifier: GPL-2.0-only
static void own_exit(void)
{
	if (kmem_cache_destroy(own_cache))
		pr_info("not empty\n");
	kmem_cache_destroy(other_cache);
}
