// SPDX-License-Identifier: GPL-2.0-only
static void own_get(void)
{
	own = kmem_cache_alloc(own_cache, SLAB_KERNEL);
	other = kmem_cache_alloc(own_cache, SLAB_ATOMIC);
}
