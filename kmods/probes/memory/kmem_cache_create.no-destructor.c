// SPDX-License-Identifier: GPL-2.0-only
static int own_init(void)
{
	own_cache = kmem_cache_create("own", own_size, 0, SLAB_HWCACHE_ALIGN, NULL, NULL);
	return own_cache ? 0 : -ENOMEM;
}
