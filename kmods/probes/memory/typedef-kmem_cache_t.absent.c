// SPDX-License-Identifier: GPL-2.0-only
static kmem_cache_t *own_cache;

static void own_free(kmem_cache_t *cache)
{
	kmem_cache_destroy(cache);
}
