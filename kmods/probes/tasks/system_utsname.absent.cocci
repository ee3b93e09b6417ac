// SPDX-License-Identifier: GPL-2.0-only
// step: system_utsname=absent
// since: 2.6.19
// reason: names belong to a namespace; as before, to the initial one
// include: linux/utsname.h

@@
identifier part;
@@
-system_utsname.part
+init_utsname()->part
