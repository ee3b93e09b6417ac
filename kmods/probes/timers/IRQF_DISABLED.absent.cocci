// SPDX-License-Identifier: GPL-2.0-only
// step: IRQF_DISABLED=absent
// since: 4.1
// reason: interrupts are off in every handler since 2.6.36

@@
expression flags;
@@
-IRQF_DISABLED | flags
+flags

@@
expression flags;
@@
-flags | IRQF_DISABLED
+flags

@@
@@
-IRQF_DISABLED
+0
