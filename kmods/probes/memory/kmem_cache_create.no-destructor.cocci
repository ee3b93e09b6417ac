// SPDX-License-Identifier: GPL-2.0-only
// step: kmem_cache_create=no-destructor
// since: 2.6.23, commit 20c2df83d25c
// reason: slabs have no destructors

@@
expression called, size, align, flags, constructor;
@@
 kmem_cache_create(called, size, align, flags, constructor
-	, NULL
 )

@@
expression called, size, align, flags, constructor, destructor;
@@
+/* nlmatrix port: slabs have no destructors since 2.6.23: do what it does before kmem_cache_free() */
 kmem_cache_create(called, size, align, flags, constructor, destructor);
