// SPDX-License-Identifier: GPL-2.0-only
// step: VM_RESERVED=absent
// since: 3.7, commit 314e51b9851b
// reason: it meant two things, each of which now has a flag of its own

@@
@@
-VM_RESERVED
+(VM_DONTEXPAND | VM_DONTDUMP)
