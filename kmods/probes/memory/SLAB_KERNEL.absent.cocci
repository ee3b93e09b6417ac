// SPDX-License-Identifier: GPL-2.0-only
// step: SLAB_KERNEL=absent
// since: 2.6.20, commit e94b1766097
// reason: caches use the flags of all other allocations
// words: SLAB_KERNEL SLAB_ATOMIC

@@
@@
(
-SLAB_KERNEL
+GFP_KERNEL
|
-SLAB_ATOMIC
+GFP_ATOMIC
)
