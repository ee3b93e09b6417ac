// SPDX-License-Identifier: GPL-2.0-only
// step: linux/slab.h=included
// since: 2.6.34, commit 5a0e3ad6af86
// reason: no other header includes it
// include: linux/slab.h
// words: kmalloc kzalloc kcalloc krealloc kfree kmem_cache_create kmem_cache_alloc kmem_cache_free kmem_cache_destroy
// probe: none (the header was always there)
