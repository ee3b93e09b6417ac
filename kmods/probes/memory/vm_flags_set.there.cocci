// SPDX-License-Identifier: GPL-2.0-only
// step: vm_flags_set=there
// since: 6.3, commit bc292ab00f6c
// reason: flags of an area may only be changed under its lock
// words: vm_flags

@@
expression area, flags;
@@
-area->vm_flags |= flags
+vm_flags_set(area, flags)

@@
expression area, flags;
@@
-area->vm_flags &= ~flags
+vm_flags_clear(area, flags)

@@
expression area, flags;
@@
-area->vm_flags = flags
+vm_flags_reset(area, flags)
