// SPDX-License-Identifier: GPL-2.0-only
// step: typedef kmem_cache_t=absent
// since: 2.6.23
// reason: a cache is a struct
// words: kmem_cache_t

@@
typedef kmem_cache_t;
@@
-kmem_cache_t
+struct kmem_cache
