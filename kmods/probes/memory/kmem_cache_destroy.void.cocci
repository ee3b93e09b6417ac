// SPDX-License-Identifier: GPL-2.0-only
// step: kmem_cache_destroy=void
// since: 2.6.19
// reason: what a cache still has is said by the kernel

@@
expression result;
expression list all;
@@
-result = kmem_cache_destroy(all);
+kmem_cache_destroy(all);
+result = 0;

@alone@
expression list all;
position p;
@@
 kmem_cache_destroy@p(all);

@done@
expression list all;
position p;
@@
 (kmem_cache_destroy@p(all), 0)

@@
expression list all;
position p != {alone.p, done.p};
@@
-kmem_cache_destroy@p(all)
+(kmem_cache_destroy(all), 0)
